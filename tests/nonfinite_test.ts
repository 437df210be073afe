/** Steps that are not finite, on TensorFlow and node by node: stopped at, or left out. */
import assert from "node:assert/strict";
import {
  loadPretrained,
  loadTokenizer,
  type NamedTensors,
  Random,
  selectBackend,
} from "../lib/mod.ts";
import { hashOf } from "../lib/experiment/hash.ts";
import { constant, createMethod } from "../lib/schedule/mod.ts";
import { chooseGamma } from "../lib/semantics/mod.ts";
import {
  type GammaSource,
  gammaSource,
  type LogRecord,
  NonFiniteError,
  train,
  TrainingModel,
  type TrainOptions,
} from "../lib/training/mod.ts";

const FOLDER = "tests/fixtures/tiny-bert";
const { config, tensors } = await loadPretrained(FOLDER);
const tokenizer = await loadTokenizer(FOLDER);
const backend = await selectBackend({ backend: "tensorflow" });
/** A word of so low a score that the loss is infinite where two of it are masked. */
const WORD = tokenizer.encode("house")[1]!;

/** The weights, with the score of {@linkcode WORD} at the end of float32. */
function poisoned(): NamedTensors {
  const bias = tensors.get("cls.predictions.bias")!;
  const data = bias.data.map((x, id) => id === WORD ? -3e38 : x);
  return new Map(tensors).set("cls.predictions.bias", { shape: bias.shape, data });
}

const EXECUTORS = ["graph", "graph with XLA", "interpreter"] as const;

/** What a model is opened with for one of them. */
function executedBy(executor: typeof EXECUTORS[number]) {
  return executor === "interpreter"
    ? { executor }
    : { executor: "graph", xla: executor === "graph with XLA" } as const;
}

async function openModel(
  executor: typeof EXECUTORS[number],
  { weights = tensors, accumulation = false } = {},
): Promise<TrainingModel> {
  return await TrainingModel.create({
    config,
    tensors: weights,
    backend,
    sequenceLength: 16,
    ...executedBy(executor),
    accumulation,
  });
}

/** Chunks of other words, the last two of them with {@linkcode WORD} throughout. */
function chunks(): Int32Array[] {
  const random = new Random(3, "chunks");
  const others = Array.from({ length: 90 }, (_, i) => 5 + i).filter((id) => id !== WORD);
  const chunk = () => Int32Array.from({ length: 16 }, () => others[random.integer(others.length)]!);
  return [chunk(), chunk(), chunk(), chunk(), ...[1, 2].map(() => new Int32Array(16).fill(WORD))];
}

function options(more: Partial<TrainOptions> = {}): TrainOptions {
  return {
    trainChunks: chunks(),
    chunkSources: ["a", "b", "c", "d", "e", "f"].map((name) => [`${name}.json`]),
    evalChunks: chunks().slice(0, 2),
    tokenizer,
    schedule: constant(1e-3),
    method: createMethod("SD", { steps: 4, seed: 7 }),
    epochs: 2,
    batchSize: 1,
    seed: 1,
    maskProbability: 0.5,
    ...more,
  };
}

const stateOf = async (model: TrainingModel) => ({
  tensors: await model.tensors(),
  moments: await model.moments(),
});

/** The hash of weights and moments: the difference of the numbers themselves would fill pages. */
async function digest(model: TrainingModel): Promise<string> {
  const { tensors, moments } = await stateOf(model);
  return hashOf(
    [tensors, moments.first, moments.second].flatMap((named) =>
      [...named].flatMap(([name, { data }]) => [name, data])
    ),
  );
}

const withoutTime = (records: LogRecord[]) =>
  records.map((record) => ({ ...record, seconds: undefined }));

for (const executor of EXECUTORS) {
  let opened: Promise<TrainingModel> | undefined;
  /** A model as it is after it was opened, opened once: what XLA compiles takes it a quarter of a minute. */
  const modelWith = async (weights = tensors): Promise<TrainingModel> => {
    const model = await (opened ??= openModel(executor));
    await model.load(weights);
    return model;
  };
  Deno.test.afterAll(async () => (await opened)?.dispose());

  Deno.test(`steps of an infinite loss are skipped, and nothing changes in them (${executor})`, async () => {
    const model = await modelWith(poisoned());
    const records: LogRecord[] = [];
    let before = await digest(model);
    for await (const record of train(model, options({ onNonfinite: "skip" }))) {
      records.push(record);
      const after = await digest(model);
      if (record.type === "skipped") assert.equal(after, before, `step ${record.step}`);
      if (record.type === "step") assert.notEqual(after, before, `step ${record.step}`);
      before = after;
    }
    // Two of six chunks, in each of two epochs.
    const skipped = records.filter((record) => record.type === "skipped");
    assert.equal(skipped.length, 4);
    for (const { step, reason, scheduled_learning_rate } of skipped) {
      assert.equal(scheduled_learning_rate, 1e-3);
      assert.match(
        reason,
        new RegExp(
          `^Step ${step} was not made: its loss is not a finite number \\(A′ was 0\\.001\\)\\. .*` +
            'Its passages are "[ef]\\.json"; its first masked words are "house"(, "house")*',
        ),
      );
    }
    const steps = records.filter((record) => record.type !== "evaluation");
    assert.deepEqual(steps.map(({ step }) => step), Array.from({ length: 12 }, (_, i) => i + 1));
    const made = records.filter((record) => record.type === "step");
    assert.ok(made.every(({ loss, grad_norm }) => Number.isFinite(loss + grad_norm)));
    const evaluation = records.at(-1) as { train_loss: number };
    const losses = made.slice(4).map(({ loss }) => loss);
    assert.equal(evaluation.train_loss, losses.reduce((a, b) => a + b) / 4, "the made steps' mean");
  });

  Deno.test(`by default such a step ends training, the model as before it (${executor})`, async () => {
    const model = await modelWith(poisoned());
    let before = await digest(model), made = 0;
    await assert.rejects(async () => {
      for await (const record of train(model, options())) {
        before = await digest(model);
        made = record.step;
      }
    }, (error: Error) => {
      assert.ok(error instanceof NonFiniteError, String(error));
      assert.match(error.message, new RegExp(`^Step ${made + 1} was not made: its loss is not`));
      assert.match(error.message, /Its passages are "[ef]\.json"; .* words are "house"/);
      return true;
    });
    assert.equal(await digest(model), before);
  });

  Deno.test(`what was accumulated before such a step is forgotten (${executor})`, async () => {
    const more = { gradientAccumulationSteps: 2, onNonfinite: "skip" } as const;
    const open = () => openModel(executor, { weights: poisoned(), accumulation: true });
    const model = await open(), fresh = await open();
    let before = await stateOf(model), last: LogRecord | undefined;
    let stepsSkipped = 0, compared = 0;
    for await (const record of train(model, options(more))) {
      if (last?.type === "skipped" && record.type === "step") {
        // The same step, made by a model that never saw one that was not made.
        await fresh.restore(before.tensors, before.moments);
        const resumed = options({ ...more, stepsDone: last.step, stepsSkipped });
        const { value } = await train(fresh, resumed).next();
        assert.deepEqual(withoutTime([value!]), withoutTime([record]));
        assert.equal(await digest(fresh), await digest(model));
        compared++;
      }
      if (record.type === "skipped") stepsSkipped++;
      before = await stateOf(model);
      last = record;
    }
    model.dispose();
    fresh.dispose();
    assert.ok(compared > 0, `${stepsSkipped} skipped, none of them before a step that was made`);
  });

  Deno.test(`a Γ that is not finite is such a fault too (${executor})`, async () => {
    const values = [NaN, Infinity, -1, 16];
    const gamma: GammaSource = {
      name: "measured",
      root: 4,
      measure: () => Promise.resolve({ gamma: values.shift(), pairs: 1 }),
    };
    const model = await modelWith();
    const steps: LogRecord[] = [];
    const four = { trainChunks: chunks().slice(0, 4), epochs: 1, gamma };
    for await (const record of train(model, options({ ...four, onNonfinite: "skip" }))) {
      if (record.type !== "evaluation") steps.push(record);
    }
    assert.deepEqual(steps.map(({ type }) => type), ["skipped", "skipped", "skipped", "step"]);
    assert.match((steps[1] as { reason: string }).reason, /its Γ is Infinity/);
    // Adam's first update moves a weight by the rate, 1e-3 ÷ 2, whatever its gradient: it would be
    // two fifths less if the three skipped steps counted in the correction of its bias.
    const name = "cls.predictions.transform.dense.weight";
    const now = (await model.tensors()).get(name)!.data;
    const moved = now.map((x, i) => Math.abs(x - tensors.get(name)!.data[i]! * (1 - 5e-6)));
    assert.ok(Math.abs(moved.toSorted()[moved.length >> 1]! - 5e-4) < 1e-5, "the median move");
  });

  Deno.test(`so is one that the step program computes, whatever the method (${executor})`, async () => {
    const profile = new Float32Array(config.vocabSize * 6).fill(NaN);
    const known = new Float32Array(config.vocabSize).fill(1);
    const model = await TrainingModel.create({
      config,
      tensors,
      backend,
      sequenceLength: 16,
      ...executedBy(executor),
      semantics: { profile, known, width: 6, fitted: [] },
    });
    const before = await digest(model);
    for (const method of ["none", "SD"]) {
      const steps = train(model, options({ method: createMethod(method, { steps: 4, seed: 7 }) }));
      await steps.next();
      await assert.rejects(
        steps.next(),
        /^NonFiniteError: Step 1 was not made: its Γ is not a fin/,
      );
      assert.equal(await digest(model), before);
    }
    model.dispose();
  });

  Deno.test(`so is a negative one, or one without a logarithm (${executor})`, async () => {
    const gamma = chooseGamma("paper:profile=cosines:distance=swapped_cross_entropy");
    const known = new Float32Array(config.vocabSize).fill(1);
    // Every answer is WORD, every prediction one of the others.
    const more = { trainChunks: chunks().slice(4), epochs: 1, gamma: gammaSource(gamma) };
    for (const prediction of [1, -0.1]) {
      const profile = new Float32Array(config.vocabSize * 6).fill(prediction);
      profile.fill(0.01, WORD * 6, WORD * 6 + 6);
      const semantics = { profile, known, width: 6, fitted: [] };
      const model = await TrainingModel.create({
        config,
        tensors,
        backend,
        sequenceLength: 16,
        ...executedBy(executor),
        gamma,
        semantics,
      });
      const before = await digest(model);
      for (const name of ["none", "SD"]) {
        const method = createMethod(name, { steps: 2, seed: 1 });
        const types: string[] = [];
        for await (
          const record of train(model, options({ ...more, method, onNonfinite: "skip" }))
        ) {
          types.push(record.type);
          if (record.type === "skipped") {
            assert.match(record.reason, /its (root of )?Γ is not a finite number/);
          }
        }
        assert.deepEqual(types, ["evaluation", "skipped", "skipped", "evaluation"]);
        assert.equal(await digest(model), before);
      }
      model.dispose();
    }
  });

  Deno.test(`an absurd learning rate ends in a step that is not finite (${executor})`, async () => {
    const model = await modelWith();
    await assert.rejects(async () => {
      for await (const _ of train(model, options({ schedule: constant(1e30) })));
    }, {
      name: "NonFiniteError",
      message: /^Step \d was not made: its (loss|gradient norm) is not/,
    });
  });
}

Deno.test("training that goes on after a skipped step ends with the same bits", async () => {
  const settings = { onNonfinite: "skip" } as const;
  const model = await openModel("graph", { weights: poisoned() });
  const expected: LogRecord[] = [];
  for await (const record of train(model, options(settings))) expected.push(record);
  const end = await digest(model);
  for (const at of [3, 6, 9]) {
    await model.load(poisoned());
    const records: LogRecord[] = [];
    for await (const record of train(model, options(settings))) {
      records.push(record);
      if (record.step === at && (at !== 6 || record.type === "evaluation")) break;
    }
    const saved = await stateOf(model);
    await model.load(tensors);
    await model.restore(saved.tensors, saved.moments);
    const steps = records.filter((record) => record.type !== "evaluation");
    const losses = steps.map((record) => record.type === "skipped" ? null : record.loss);
    const resumed = {
      stepsDone: at,
      stepsSkipped: losses.filter((loss) => loss === null).length,
      epochLosses: losses.slice(6 * Math.floor(at / 6)),
    };
    for await (const record of train(model, options({ ...settings, ...resumed }))) {
      records.push(record);
    }
    assert.deepEqual(withoutTime(records), withoutTime(expected));
    assert.equal(await digest(model), end, `after step ${at}`);
  }
  model.dispose();
});
