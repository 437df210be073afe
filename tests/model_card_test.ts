/** What the card of a model says, word by word. */
import assert from "node:assert/strict";
import type { LogRecord } from "../lib/training/mod.ts";
import { modelCard } from "../lib/experiment/model_card.ts";
import { plannedRuns } from "../lib/experiment/plan/planned_runs.ts";
import { resultOf } from "../lib/experiment/planned_run.ts";
import type { ExperimentConfig } from "../lib/experiment/results.ts";
import { withFolder } from "./_files.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";

const evaluation = (step: number, eval_loss: number, more: object = {}) =>
  ({
    type: "evaluation",
    step,
    epoch: step,
    eval_loss,
    eval_masked_tokens: 90,
    ...more,
  }) as LogRecord;

function card(
  overrides: Partial<ExperimentSettings>,
  records: LogRecord[],
  bestStep: number | null = null,
  out = "/models/my model",
): Promise<string> {
  const [run] = plannedRuns(
    resolveSettings({ overrides: { methods: ["SD"], schedules: ["linear"], ...overrides } }),
  );
  const result = resultOf(run!, { seconds: 1, diverged: null, bestStep, records });
  const config = { environment: { sdtrainer: "1.2" } } as unknown as ExperimentConfig;
  return modelCard(result, config, out);
}

const LOG = [
  evaluation(0, 3, { eval_accuracy: 0.25 }),
  evaluation(2, 2, { eval_accuracy: 0.5 }),
  evaluation(4, 2.5, { eval_accuracy: null }),
];

Deno.test("a model's card has what was measured before and after, and names no folder", async () => {
  const text = await card({ data: "/home/me/a|b.txt", epochs: 3 }, LOG, 2);
  assert.match(
    text,
    /^---\nlibrary_name: transformers\npipeline_tag: fill-mask\ntags:\n- fill-mask/,
  );
  assert.match(text, /\nmetrics:\n- "loss"\n- "accuracy"\nmodel-index:\n- name: "my model"\n/);
  assert.match(text, /\n {6}name: "a\|b\.txt"\n {6}type: text\n/, "YAML has no tables");
  assert.match(text, /\n {4}- type: "loss"\n {6}name: "evaluation loss"\n {6}value: 2\n/i);
  assert.match(text, /\n {4}- type: "accuracy"\n {6}name: ".*"\n {6}value: 0\.5\n/i);
  assert.match(
    text,
    /\n# my model\n\nSDTrainer's embedded model, trained further .* on a\|b\.txt\.\n/,
  );
  assert.match(
    text,
    /\nMeasured on 64 chunks of 128 tokens of the split valid\n\(90 masked tokens\):\n/,
  );
  assert.match(
    text,
    /\n\| \| before \| after step 2 \|\n\| --- \| --- \| --- \|\n\| .* \| 3\.\d+ \| 2\.\d+ \|\n/,
  );
  assert.match(text, /\n\| epochs \| 3 \|\n/);
  assert.match(text, /\n\| maskProbability \| 0\.15 \|\n/, "it is told whatever it is");
  assert.doesNotMatch(text, /\| (model|data|evalData|weightDecay|maxSteps) \||\/home\/me/);
  assert.match(text, /\n\| method \| SD \|\n/);
  assert.match(text, /Made by SDTrainer 1\.2 with/);
});

Deno.test("a model's card is of the last evaluation where no better one was loaded", async () => {
  const text = await card({ evalFraction: 0.1 }, LOG);
  assert.match(text, /\| after step 4 \|/);
  assert.match(text, /tokens of texts that were held out\n/);
  assert.match(text, /\nmetrics:\n- "loss"\nmodel-index:/, "what has no figure is left out");
  assert.match(await card({ evalData: "/x/b.txt" }, LOG), /tokens from b\.txt\n/);
  const late = await card({}, LOG.slice(1, 2));
  assert.match(late, /\| – \| 2\.\d+ \|\n/, "nothing was measured before");
  assert.doesNotMatch(await card({}, []), /Measured on/);
});

Deno.test("the card of a new model says what it is, and names no folder", () =>
  withFolder(async (folder) => {
    const sizes = { hidden_size: 8, pad_token_id: 3, model_type: "bert", layer_norm_eps: 1e-12 };
    await Deno.writeTextFile(`${folder}/config.json`, JSON.stringify(sizes));
    const model = "bert:tokenizer=/home/me/words:hiddenSize=8:initialization=local:seed=4";
    const text = await card({ model, data: "a.txt" }, LOG, null, folder);
    assert.match(
      text,
      /\nA new bert, trained from random weights as a masked language model on a\.txt:\nhidden_size 8\. First weights: initialization local, seed 4\. Tokenizer: that of\nwords\.\n/,
    );
    assert.doesNotMatch(text, /home|base_model/);
    assert.match(text, /The weights are float32\.\n/);
    const hub = await card({ model: "bert:tokenizer=a/words" }, LOG, null, folder);
    assert.match(hub, /that of\na\/words\./);
    const own = await card({ model: "bert:tokenizer=embedded" }, LOG, null, folder);
    assert.match(own, /that of\nSDTrainer's embedded model\./);
  }));

Deno.test("a model's card names what it was made from where the hub has it", async () => {
  const text = await card({ model: "google/bert_x" }, LOG);
  assert.match(text, /\nbase_model: "google\/bert_x"\n/);
  assert.match(text, /\ngoogle\/bert_x, trained further/);
  for (const model of ["/models/own", "a/b/c", "embedded"]) {
    assert.doesNotMatch(await card({ model }, LOG), /base_model/, model);
  }
  assert.match(await card({ model: "/models/own" }, LOG), /\nown, trained further/);
});

Deno.test("a model's card has of the base's own card what programs read, and no licence", () =>
  withFolder(async (model) => {
    const metadata = "license: mit\nlanguage:\n- ja\n- en\nbase_model: some/bert\ntags: []\n";
    for (const text of [metadata, metadata.replaceAll("\n", "\r\n")]) {
      await Deno.writeTextFile(`${model}/README.md`, `---\n${text}---\n# Base\n`);
      const made = await card({ model }, LOG);
      assert.match(made, /\nbase_model: some\/bert\ntags:\n/);
      assert.match(made, /\n- sdtrainer\nlanguage:\n- ja\n- en\nmetrics:/);
      assert.doesNotMatch(made, /license|tags: \[\]/);
    }
    assert.match(await card({ model: "embedded" }, LOG), /\n- sdtrainer\nlanguage: en\nmetrics:/);
    await Deno.remove(`${model}/README.md`);
    assert.match(await card({ model }, LOG), /\n- sdtrainer\nmetrics:/);
  }));

Deno.test("a model's card is right wherever the model goes, and whoever had it made", async () => {
  const text = await card({}, LOG);
  assert.match(text, /with `deno task train` or `fineTune\(\)`\. The training's log\nand what it/);
  assert.match(
    text,
    /in the folder `run` of the one that it was trained in, and so is\nits report once /,
  );
  // fineTune() alone writes none.
  assert.match(text, /once `deno task train` or `writeReport\(\)` has written it\./);
});
