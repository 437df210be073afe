/** What a trainer asks of its model, step by step, by a model that only notes it. */
import assert from "node:assert/strict";
import { maskChunks } from "../data/mod.ts";
import { Random } from "../random/mod.ts";
import type { RateMethod, StepOutcome, StepView } from "../schedule/mod.ts";
import { PAPER_GAMMA } from "./gamma_source.ts";
import type { TrainOptions } from "./options.ts";
import { train } from "./trainer.ts";
import type { TrainingModel } from "./training_model.ts";

const CHUNKS = [0, 1, 2, 3].map((chunk) =>
  Int32Array.from({ length: 8 }, (_, i) => 10 + 8 * chunk + i)
);
const TOKENS = { maskTokenId: 4, specialTokenIds: [0, 1, 2, 3, 4], vocabSize: 42 };
const SEED = 5;

type Step = Parameters<TrainingModel["step"]>;

/** A model whose losses and Γ are given; it notes the steps that it is asked for. */
function notingModel(result: { loss: number; gamma: number | undefined; gammaPairs: number }) {
  const steps: { batch: Step[0]; settings: Step[1] }[] = [];
  const model = {
    ...{ sequenceLength: 8, config: TOKENS, metrics: [], gamma: { name: "paper" } },
    step(batch: Step[0], settings: Step[1]) {
      steps.push({ batch, settings });
      return Promise.resolve({ ...result, learningRate: settings.scheduledRate, gradNorm: 0.5 });
    },
    preview: () => Promise.resolve({ loss: 7, gamma: 27, pairs: 9 }),
    evaluate: () => Promise.resolve({ lossSum: 1 }),
  };
  return { steps, model: model as unknown as TrainingModel };
}

async function run(model: TrainingModel, overrides: Partial<TrainOptions>) {
  const options: TrainOptions = {
    ...{ trainChunks: CHUNKS, evalChunks: CHUNKS.slice(0, 1), tokenizer: TOKENS, seed: SEED },
    ...{ schedule: (step) => 2 ** -step, method: { name: "none", power: 0 }, epochs: 3 },
    ...{ batchSize: 2, maskProbability: 0.5, trainEval: "no" },
    ...overrides,
  };
  return await Array.fromAsync(train(model, options));
}

Deno.test("each step has its chunks, masks and dropout from the streams of its epoch and number", async () => {
  const { steps, model } = notingModel({ loss: 3, gamma: 8, gammaPairs: 2 });
  await run(model, {});
  const expected = [0, 1, 2].flatMap((epoch) => {
    const order = new Random(SEED, "order", epoch).shuffle([0, 1, 2, 3]);
    return [order.slice(0, 2), order.slice(2)].map((indices) =>
      maskChunks(indices.map((index) => CHUNKS[index]!), {
        ...TOKENS,
        probability: 0.5,
        random: (i) => new Random(SEED, "mask", epoch, indices[i]!),
      })
    );
  });
  assert.deepEqual(steps.map(({ batch }) => batch), expected);
  // Python's first numbers of the streams "dropout", step 1 to 6 and batch 0, without their last bit.
  assert.deepEqual(steps.map(({ settings }) => settings.dropoutSeed), DROPOUT_SEEDS);
  assert.deepEqual(
    steps.map(({ settings }) => settings.scheduledRate),
    [0, 1, 2, 3, 4, 5].map((i) => 2 ** -i),
  );
});

const DROPOUT_SEEDS = [876166840, 76575787, 726263989, 1327937024, 451381780, 950698662];

Deno.test("a method has what it kept of the step before, and is told what became of it", async () => {
  const outcomes: StepOutcome[] = [];
  const method: RateMethod = {
    name: "doubling",
    initial: 1,
    rate: ({ scheduledRate }, kept) => scheduledRate * Number(kept),
    keep(outcome, kept) {
      outcomes.push(outcome);
      return 3 * Number(kept);
    },
  };
  const { steps, model } = notingModel({ loss: 3, gamma: 8, gammaPairs: 2 });
  const records = await run(model, { method, epochs: 2 });
  // A′ halves and what is kept trebles.
  const rates = [1, 3 / 2, 9 / 4, 27 / 8];
  assert.deepEqual(steps.map(({ settings }) => settings.scheduledRate), rates);
  assert.deepEqual(
    outcomes,
    rates.map((learningRate, i) => ({
      ...{ step: i + 1, steps: 4, scheduledRate: 2 ** -i, learningRate },
      ...{ gamma: 8, gammaRoot: 2, loss: 3, gradNorm: 0.5 },
    })),
  );
  const made = records.filter((record) => record.type === "step");
  assert.deepEqual(made.map((record) => [record.scheduled_learning_rate, record.learning_rate]), [
    ...[[1, 1], [1 / 2, 3 / 2], [1 / 4, 9 / 4], [1 / 8, 27 / 8]],
  ]);
});

Deno.test("a method that sees the loss has Γ of the pass that measures it, not of the preview", async () => {
  const views: StepView[] = [];
  const method: RateMethod = {
    name: "seeing",
    sees: ["loss", "gamma"],
    rate(view) {
      views.push(view);
      return view.scheduledRate;
    },
  };
  const gamma = { ...PAPER_GAMMA, measure: () => Promise.resolve({ gamma: 8, pairs: 2 }) };
  const { model } = notingModel({ loss: 3, gamma: 64, gammaPairs: 5 });
  const records = await run(model, { method, gamma, epochs: 1 });
  const seen = { steps: 2, gamma: 8, gammaRoot: 2, loss: 7 };
  assert.deepEqual(views, [
    { step: 1, scheduledRate: 1, ...seen },
    { step: 2, scheduledRate: 0.5, ...seen },
  ]);
  const [made] = records.filter((record) => record.type === "step");
  assert.deepEqual([made!.gamma, made!.gamma_root, made!.gamma_pairs], [8, 2, 2]);
});
