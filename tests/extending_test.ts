/** The recipes of docs/extending.md: each is short, compiles, and does what the page says. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { experimentChunks } from "../lib/experiment/chunks.ts";
import { withPlugins } from "../lib/experiment/definitions.ts";
import { readRuns } from "../lib/experiment/results.ts";
import { loadPlugin } from "../lib/experiment/plugins.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import { loadTokenizer } from "../lib/tokens/mod.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const PAGE = readFileSync(join(ROOT, "docs", "extending.md"), "utf8");

/** No recipe is longer. */
const MOST_LINES = 30;

interface Recipe {
  /** The heading that it stands under. */
  heading: string;
  language: string;
  code: string;
}

/** The page's blocks of code under headings of the second order. */
function recipes(): Recipe[] {
  return PAGE.split(/^## /m).slice(1).flatMap((section) => {
    const heading = section.slice(0, section.indexOf("\n"));
    return [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
      .map(([, language, code]) => ({ heading, language: language!, code: code! }));
  });
}

const RECIPES = recipes();
const PLUGINS = RECIPES.filter(({ language }) => language === "ts");

/** Writes the plugins, as a reader of the page would, somewhere outside the project. */
async function writePlugins(folder: string): Promise<string[]> {
  return await Promise.all(PLUGINS.map(async ({ heading, code }) => {
    const file = join(folder, `${heading.replaceAll(/\W+/g, "_").toLowerCase()}.ts`);
    await Deno.writeTextFile(file, code);
    return file;
  }));
}

async function deno(args: readonly string[]): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

/** So small that what is trained does not matter. */
const TINY = [
  ...["--chunk-length", "16", "--train-chunks", "8", "--eval-chunks", "4"],
  ...["--eval-split", "train", "--batch-size", "4", "--beta", "table"],
];

Deno.test("docs/extending.md has eight recipes, each of at most 30 lines", () => {
  const headings = RECIPES.map(({ heading }) => heading);
  assert.deepEqual(headings, [
    "A schedule",
    "A method",
    "A definition of Γ",
    "An objective",
    "A metric",
    "A sink",
    "A reader",
    "A condition",
  ]);
  const long = RECIPES.filter(({ code }) => code.split("\n").length - 1 > MOST_LINES);
  assert.deepEqual(long.map(({ heading }) => heading), []);
});

Deno.test("the recipes compile, and their names can be used at once", async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "sdtrainer-recipes-" });
  try {
    const files = await writePlugins(folder);
    await t.step("they compile", async () => {
      const { code, text } = await deno(["check", "--config", "deno.json", ...files]);
      assert.equal(code, 0, text);
    });
    const plugins = files.flatMap((file) => ["--plugin", file]);
    await t.step("help knows them", async () => {
      const { code, text } = await deno(["task", "reproduce", ...plugins, "--help"]);
      assert.equal(code, 0, text);
      const named = [
        "triangle",
        "careful",
        "city_block",
        "farther",
        "eval_rank_over_10",
        "slowest",
      ];
      for (const name of named) {
        assert.ok(text.includes(name), `${name} is not in the help`);
      }
    });
    await t.step("what is read is trained on or evaluated, not both", async () => {
      const file = files.find((file) => file.endsWith("a_reader.ts"))!;
      const data = join(folder, "different.txt");
      const poems = Array.from(
        Array(80).keys(),
        (i) => `${i} men of the ship slept well at night.`,
      );
      await Deno.writeTextFile(data, poems.join("\n***\n"));
      const { readers } = withPlugins([await loadPlugin(file)]);
      const tokenizer = await loadTokenizer(join(ROOT, "data", "embedded-model"));
      const settings = resolveSettings({
        overrides: { reader: "poems", data, dataConstruction: "passages", passageLimit: null },
      });
      const sizes = { chunkLength: 8, trainChunks: 60, evalChunks: 8 };
      const { trainSources, evaluationPassages: passages } = await experimentChunks(
        { ...settings, ...sizes },
        tokenizer,
        readers,
      );
      const trained = new Set(await trainSources([...Array(sizes.trainChunks).keys()]));
      const evaluationPassages = await passages();
      assert.ok(trained.size > 50 && evaluationPassages.length > 5);
      assert.ok(evaluationPassages.every(({ source }) => !trained.has(source)));
      const out = join(folder, "divided");
      const { code, text } = await deno([
        ...["task", "reproduce", "--plugin", file, "--reader", "poems", "--data", data],
        ...["--data-construction", "passages", "--chunk-length", "8", "--train-chunks", "8"],
        ...["--eval-chunks", "8", "--batch-size", "4", "--beta", "table", "--epochs", "1"],
        ...["--schedules", "constant", "--methods", "none", "--out", out],
      ]);
      assert.equal(code, 0, text);
    });
    await t.step("the objective counts words more that are far off", async () => {
      const file = files.find((file) => file.endsWith("an_objective.ts"))!;
      const out = join(folder, "farther"), objectives = ["farther", "farther:share=0"];
      const { code, text } = await deno([
        ...["task", "reproduce", "--plugin", file, ...TINY, "--epochs", "1", "--out", out],
        ...["--schedules", "constant", "--methods", "none"],
        ...["--sweep", `objective=${objectives.join()}`],
        ...["--gamma", "paper:profile=bipolar:distance=euclidean"],
      ]);
      assert.equal(code, 0, text);
      const [more, plain] = (await readRuns(out)).map(({ records }) => {
        const [step] = records.filter((record) => record.type === "step");
        return step!.objective! / step!.loss;
      }).sort((a, b) => b - a);
      assert.ok(more! > 1.1 && Math.abs(plain! - 1) < 1e-6, `${more}, ${plain}`);
    });
    await t.step("they train, measure, write and read", async () => {
      const data = join(folder, "poems.txt");
      const poem = "The sea was calm. The night was dark and the men of the ship slept well.\n";
      await Deno.writeTextFile(data, Array(40).fill(poem).join("***\n"));
      const out = join(folder, "out");
      const { code, text } = await deno([
        ...["task", "reproduce", ...plugins, ...TINY, "--epochs", "2", "--out", out],
        ...["--reader", "poems", "--data", data, "--data-construction", "passages"],
        ...["--schedules", "triangle:peak=0.25", "--methods", "careful,SD"],
        ...["--gamma", "city_block", "--metrics", "eval_loss,eval_rank_over_10"],
        ...["--learning-rate", "3e-4"],
        ...["--report-to", "slowest"],
      ]);
      assert.equal(code, 0, text);
      const runs = readdirSync(join(out, "runs")).filter((name) => !name.endsWith(".lock")).sort();
      assert.deepEqual(runs, [
        "triangle+peak=0.25-SD-seed0",
        "triangle+peak=0.25-careful-seed0",
      ]);
      for (const name of runs) {
        const file = (which: string) => readFileSync(join(out, "runs", name, which), "utf8");
        const records = file("metrics.jsonl").trim().split("\n").map((line) => JSON.parse(line));
        const steps = records.filter(({ type }) => type === "step");
        // Four steps, a peak after the first quarter: 0, then 1, 2/3 and 1/3 of the rate.
        const rates = steps.map((step) => step.scheduled_learning_rate / 3e-4);
        assert.deepEqual(rates.map((rate) => Math.round(6 * rate)), [0, 6, 4, 2]);
        const ranks = records.filter(({ type }) => type === "evaluation")
          .map((record) => record.eval_rank_over_10);
        assert.ok(ranks.length === 3 && ranks.every((rank) => rank >= 0 && rank <= 1), `${ranks}`);
        assert.match(file("slowest.txt"), /: step [1-4]$/m);
        if (!name.includes("careful")) continue;
        steps.forEach((step, i) => {
          const rose = i >= 2 && steps[i - 1].loss > steps[i - 2].loss;
          const expected = step.scheduled_learning_rate / (rose ? 2 : 1);
          // A″ passes through a float32.
          assert.ok(Math.abs(step.learning_rate - expected) <= 1e-6 * expected, `step ${i + 1}`);
        });
      }
      assert.match(readFileSync(join(out, "summary.csv"), "utf8"), /final_eval_rank_over_10/);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the condition's file makes the runs that the page says", async () => {
  const folder = await Deno.makeTempDir({ prefix: "sdtrainer-condition-" });
  try {
    const settings = JSON.parse(RECIPES.find(({ language }) => language === "json")!.code);
    const config = join(folder, "conditions.json");
    await Deno.writeTextFile(config, JSON.stringify(settings));
    const out = join(folder, "out");
    const { code, text } = await deno([
      ...["task", "reproduce", "--config", config, ...TINY, "--epochs", "2", "--out", out],
    ]);
    assert.equal(code, 0, text);
    const stepsOf = (name: string) =>
      readFileSync(join(out, "runs", name, "metrics.jsonl"), "utf8").trim().split("\n")
        .map((line) => JSON.parse(line)).filter(({ type }) => type === "step");
    for (const seed of [0, 1]) {
      const factors = (name: string): number[] =>
        stepsOf(`constant-${name}-seed${seed}`)
          .map((step) => step.learning_rate / step.scheduled_learning_rate);
      const own = factors("SD");
      assert.equal(own.length, 4);
      // The geometric mean of SD's four factors, at each step.
      const mean = Math.exp(own.reduce((sum, factor) => sum + Math.log(factor), 0) / 4);
      for (const factor of factors("same_mean")) {
        assert.ok(Math.abs(factor / mean - 1) < 1e-6, `${factor} is not ${mean}`);
      }
      const close = (a: number[], b: number[]) => a.every((x, i) => Math.abs(x / b[i]! - 1) < 1e-6);
      assert.ok(close(factors("shuffled").sort(), own.toSorted()), "the same factors, in an order");
      assert.deepEqual(
        stepsOf(`constant-slower-seed${seed}`).map((s) => s.scheduled_learning_rate),
        [
          ...Array(4).fill(2.5e-4),
        ],
      );
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
