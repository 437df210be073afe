/** The command `deno task semantics`, by the embedded table, so that it runs anywhere. */

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { chooseGamma, gammaOfCosines, readEmbeddedTable } from "../lib/semantics/mod.ts";
import { inTemporaryFolder } from "./_encoder.ts";

async function semantics(...args: string[]) {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL("../tasks/semantics.ts", import.meta.url).pathname, ...args],
    env: { NO_COLOR: "1" },
  });
  const { code, stdout, stderr } = await command.output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: decode(stdout), stderr: decode(stderr) };
}

Deno.test("a pair as JSON: scores, factors scales and every Γ that compares words", async () => {
  const { code, stdout } = await semantics("good", "bad", "--json", "--beta", "table");
  assert.equal(code, 0);
  const { words, gamma } = JSON.parse(stdout);
  const table = await readEmbeddedTable();
  const good = table.lookUp(["good"]), bad = table.lookUp(["bad"]);
  assert.deepEqual(words.map(({ word }: { word: string }) => word), ["good", "bad"]);
  assert.deepEqual(Object.values(words[0].scores), [...good]);
  assert.equal(words[1].factors.evaluation, bad[0]! - bad[1]!);
  assert.equal(words[1].factors.activity, bad[4]! - bad[5]!);
  assert.ok(words[0].standard_factors.evaluation > words[1].standard_factors.evaluation);
  const [paper, notebook, kl] = ["paper", "notebook", "kl"]
    .map((name) => gammaOfCosines(chooseGamma(name).parts, good, bad)!);
  const scaled = [["osgood", "osgood"], ["random", "random"], ["chance", "osgood"]] as const;
  const [osgood, random, chance] = scaled.map(([name, scale]) => {
    const [p, q] = ["good", "bad"].map((word) => table.lookUp([word], scale));
    return gammaOfCosines(chooseGamma(name).parts, p!, q!, table.spreads.get(scale))!;
  });
  // `loss` compares no words.
  assert.deepEqual(gamma, {
    paper: { gamma: paper, gamma_root: paper! ** (1 / 3) },
    notebook: { gamma: notebook, gamma_root: notebook! ** 0.25 },
    osgood: { gamma: osgood, gamma_root: osgood! ** (1 / 3) },
    kl: { gamma: kl, gamma_root: kl! ** (1 / 3) },
    random: { gamma: random, gamma_root: random! ** (1 / 3) },
    chance: { gamma: chance, gamma_root: chance! ** (1 / 3) },
  });
  const { values, standard_values } = words[0].scales.osgood;
  assert.deepEqual(Object.values(values), [...table.lookUp(["good"], "osgood")]);
  assert.ok(
    standard_values.evaluation > 3 && words[1].scales.osgood.standard_values.evaluation < -3,
  );
});

Deno.test("a pair as a table calls each root by its name", async () => {
  const { stdout } = await semantics("good", "bad", "--beta", "table");
  assert.match(stdout, /^Γ \(paper\): [\d.]+, its cube root: /m);
  assert.match(stdout, /^Γ \(notebook\): [\d.]+, its fourth root: /m);
});

Deno.test("one word as a table, without Γ", async () => {
  const { code, stdout, stderr } = await semantics("whale", "--beta", "table");
  assert.equal(code, 0);
  assert.match(stderr, /^β: the embedded table/);
  const rows = stdout.trim().split("\n").map((line) => line.split(/\s+/)[0]);
  const poles = ["positive", "negative", "strong", "weak", "active", "passive"];
  const factors = ["evaluation", "potency", "activity"];
  const scales = ["scale", "", "", "", "", "scale", "", "", ""];
  assert.deepEqual(rows, ["whale", ...poles, "", ...factors, "", ...scales]);
});

Deno.test("a pair without a notebook Γ shows the other, and says why", async () => {
  const { code, stdout, stderr } = await semantics(
    "good",
    "embarrass",
    "--json",
    "--beta",
    "table",
  );
  assert.equal(code, 0);
  const { gamma } = JSON.parse(stdout);
  assert.ok(gamma.paper.gamma > 0 && gamma.osgood.gamma > 0);
  assert.deepEqual(gamma.notebook, { gamma: null, gamma_root: null });
  assert.match(stderr, /"embarrass": the prediction's cosine with "passive" must be positive/);
});

Deno.test("an unknown word ends with 1, a wrong command line with 2, each in one sentence", async () => {
  const unknown = await semantics("qwxz", "--beta", "table");
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /the word "qwxz" is not among the table's/);
  assert.equal((await semantics()).code, 2);
  assert.equal((await semantics("a", "b", "c")).code, 2);
  const help = await semantics("--help");
  assert.equal(help.code, 0);
  assert.match(help.stdout, /Usage: deno task semantics \[WORD/);
});

Deno.test("the axes are compared with published valences, as a table and a plot", () =>
  inTemporaryFolder(async (folder) => {
    const inquirer = join(folder, "inquirer.csv"), out = join(folder, "out");
    await Deno.writeTextFile(
      inquirer,
      "Entry,Positiv,Negativ,Strong,Weak,Active,Passive\nGOOD,x,,,,,\nBAD,,x,x,,x,\nFRAIL,,,,x,,x\n",
    );
    const given = ["--validate", "--beta", "table", "--inquirer", inquirer, "--out", out];
    const { code, stdout, stderr } = await semantics(...given);
    assert.equal(code, 0, stderr);
    const rows = stdout.trim().split("\n").map((line) => line.trim().split(/ {2,}/));
    assert.deepEqual(rows[0], ["list", "factor", "words", "axis by", "AUC", "Spearman", "Pearson"]);
    assert.equal(rows.length, 1 + 5 * 3);
    assert.deepEqual(rows[5]!.slice(0, 4), ["VADER", "evaluation", "2632", "twelve pairs"]);
    assert.ok(Number(rows[5]![5]) > 0.7);
    assert.deepEqual(rows[8], [
      ...["General Inquirer", "evaluation", "2", "twelve pairs", "1.000", "–", "–"],
    ]);
    assert.deepEqual((await readdir(out)).sort(), ["validity.png", "validity.svg"]);
    assert.match(
      await readFile(join(out, "validity.svg"), "utf8"),
      /evaluation, VADER \(2,632 words\)/,
    );
    for (const wrong of [["--validate", "good"], []]) {
      const { code, stderr } = await semantics(...wrong);
      assert.equal(code, 2);
      assert.match(stderr, /Give one or two words, or --validate, and not both/);
    }
    const missing = await semantics("--validate", "--beta", "table", "--inquirer", out);
    assert.equal(missing.code, 1);
    for (const [option, ...value] of [["--gammas"], ["--inquirer", inquirer], ["--out", out]]) {
      const { code, stderr } = await semantics("good", "--beta", "table", option!, ...value);
      assert.equal(code, 2, stderr);
      assert.match(stderr, new RegExp(`^${option} is for --validate only\\.`));
    }
    const json = await semantics("--validate", "--json");
    assert.equal(json.code, 2);
    assert.match(json.stderr, /^--json is for words/);
    const early = await semantics("--validate", "--beta", "table", "--out", inquirer);
    assert.deepEqual([early.code, early.stdout], [1, ""]);
    assert.ok(early.stderr.includes(inquirer) && !/\n\s+at /.test(early.stderr), early.stderr);
    await Deno.writeTextFile(
      inquirer,
      "Entry,Positiv,Negativ,Strong,Weak,Active,Passive\nGOOD,x,,,,,\nFRAIL,,,x,x,x,x\n",
    );
    const oneEnd = await semantics(...given);
    assert.deepEqual([oneEnd.code, oneEnd.stdout], [1, ""]);
    assert.match(oneEnd.stderr, /inquirer\.csv.*no word is in Negativ and not in Positiv/);
    await Deno.writeTextFile(
      inquirer,
      "Entry,Positiv,Negativ,Strong,Weak,Active,Passive\nGOOD,x,,x,,x,\nQWXZ,,x,,x,,x\n",
    );
    const unknown = await semantics(...given);
    assert.deepEqual([unknown.code, unknown.stdout], [1, ""]);
    assert.match(unknown.stderr, /knows no word of the General Inquirer's lower end of evaluation/);
  }));
