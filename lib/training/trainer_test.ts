import "@tensorflow/tfjs-backend-cpu";
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import tiny from "../../tests/fixtures/tiny-bert.json" with { type: "json" };
import accumulated from "../../tests/fixtures/trajectory-accumulated.json" with { type: "json" };
import trajectory from "../../tests/fixtures/trajectory.json" with { type: "json" };
import { decodeTensors } from "../../tests/fixtures/decode.ts";
import type { MaskedBatch } from "../data/mod.ts";
import { InputError } from "../io/mod.ts";
import { type NamedTensors, parseBertConfig } from "../model/mod.ts";
import { constant, createMethod, createSchedule, defineMethod } from "../schedule/mod.ts";
import { gammaPaper, gammaTable } from "../semantics/mod.ts";
import { Random } from "../random/mod.ts";
import { PAPER_GAMMA } from "./gamma_source.ts";
import type { EvaluationRecord, LogRecord, StepRecord } from "./records.ts";
import { makeStep, NonFiniteError } from "./step.ts";
import type { TrainOptions } from "./options.ts";
import { train } from "./trainer.ts";
import { TrainingModel, type TrainingModelOptions } from "./training_model.ts";

const config = parseBertConfig(tiny.config, "config.json");
const tensors = decodeTensors(tiny.parameters);
const { vocabSize } = config;

/** Every word but the special first five has six scores, none of them alike. */
function semantics() {
  const random = new Random(3, "scores");
  const scores = Float32Array.from({ length: vocabSize * 6 }, () => 0.05 + 0.5 * random.next());
  const known = Uint8Array.from({ length: vocabSize }, (_, id) => id < 5 ? 0 : 1);
  return { scores, known };
}

async function openModel(more: Partial<TrainingModelOptions> = {}): Promise<TrainingModel> {
  await tf.setBackend("cpu");
  const backend = { name: "cpu", tf };
  return await TrainingModel.create({ config, tensors, backend, sequenceLength: 16, ...more });
}

type FixtureBatch = typeof trajectory.batches[number];

function toBatch(batch: FixtureBatch): MaskedBatch {
  return {
    batchSize: batch.batch_size,
    sequenceLength: batch.sequence_length,
    inputIds: Int32Array.from(batch.input_ids),
    positions: Int32Array.from(batch.positions),
    labels: Int32Array.from(batch.labels),
    replaced: new Uint8Array(batch.labels.length),
  };
}

function chunks(count: number, stream: string): Int32Array[] {
  const random = new Random(5, stream);
  return Array.from(
    { length: count },
    () => Int32Array.from({ length: 16 }, () => 5 + random.integer(vocabSize - 5)),
  );
}

function options(more: Partial<TrainOptions> = {}): TrainOptions {
  return {
    trainChunks: chunks(6, "train"),
    evalChunks: chunks(2, "eval"),
    tokenizer: { vocabSize, maskTokenId: 4, specialTokenIds: [0, 1, 2, 3, 4] },
    schedule: constant(1e-3),
    method: createMethod("none", { steps: 4, seed: 7 }),
    epochs: 2,
    batchSize: 4,
    seed: 7,
    maskProbability: 0.3,
    ...more,
  };
}

async function collect(model: TrainingModel, more: Partial<TrainOptions>): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  for await (const record of train(model, options(more))) records.push(record);
  return records;
}

const isStep = (record: LogRecord): record is StepRecord => record.type === "step";
const withoutTime = (records: LogRecord[]) =>
  records.map((record) => ({ ...record, seconds: undefined }));

function assertClose(actual: number, expected: number, tolerance: number, what: string): void {
  const error = Math.abs(actual - expected) / Math.abs(expected);
  assert.ok(error <= tolerance, `${what}: ${actual} is not ${expected} (off by ${error})`);
}

function assertParameters(actual: NamedTensors, encoded: typeof trajectory.parameters): void {
  for (const [name, { data }] of decodeTensors(encoded)) {
    // The gradient of a key's bias is exactly 0; Adam turns its rounding noise into whole steps.
    if (name.endsWith("self.key.bias")) continue;
    const values = actual.get(name)!.data;
    data.forEach((expected, i) =>
      assert.ok(Math.abs(values[i]! - expected) < 2e-5, `${name}[${i}]: ${values[i]} ${expected}`)
    );
  }
}

Deno.test("fifty steps with warm-up, decay and clipping are those of PyTorch's AdamW", async () => {
  const { settings, batches, steps } = trajectory;
  const model = await openModel();
  const schedule = createSchedule("linear", settings.learning_rate, {
    trainingSteps: settings.training_steps,
    warmupSteps: settings.warmup_steps,
  });
  for (const [i, expected] of steps.entries()) {
    const record = await makeStep(model, options({ schedule }), [toBatch(batches[i]!)], i + 1);
    assertClose(record.loss, expected.loss, 1e-5, `loss of step ${i + 1}`);
    assertClose(record.grad_norm, expected.grad_norm, 1e-5, `norm of step ${i + 1}`);
    assert.ok(Math.abs(record.learning_rate - expected.learning_rate) < 1e-9);
  }
  assertParameters(await model.tensors(), trajectory.parameters);
  model.dispose();
});

Deno.test("accumulated batches make the step that PyTorch makes of their mean gradient", async () => {
  const run = accumulated.runs.find(({ mean }) => mean === "batches")!;
  const model = await openModel({ accumulation: true });
  const schedule = createSchedule("linear", accumulated.settings.learning_rate, {
    trainingSteps: accumulated.settings.training_steps,
    warmupSteps: accumulated.settings.warmup_steps,
  });
  for (const [i, expected] of run.steps.entries()) {
    const pair = accumulated.batches.slice(2 * i, 2 * i + 2).map(toBatch);
    const record = await makeStep(model, options({ schedule }), pair, i + 1);
    assertClose(record.loss, expected.loss, 1e-5, `loss of step ${i + 1}`);
    assertClose(record.grad_norm, expected.grad_norm, 1e-5, `norm of step ${i + 1}`);
  }
  assertParameters(await model.tensors(), run.parameters as typeof trajectory.parameters);
  model.dispose();
});

Deno.test("Γ in the step program is gammaPaper of its predictions and labels", async () => {
  const scores = semantics();
  const model = await openModel({ semantics: gammaTable(scores) });
  const batch = toBatch(trajectory.batches[0]!);
  const predictions = await model.trainingPredictions(batch, 0);
  const rows = (ids: Iterable<number>) =>
    Float32Array.from([...ids].flatMap((id) => [...scores.scores.subarray(id * 6, id * 6 + 6)]));
  const both = [...batch.labels.keys()].filter((i) =>
    scores.known[batch.labels[i]!] === 1 && scores.known[predictions[i]!] === 1
  );
  const expected = gammaPaper(
    rows(both.map((i) => batch.labels[i]!)),
    rows(both.map((i) => predictions[i]!)),
  )!;
  for (const [name, power] of [["none", 0], ["SD", -1 / 3], ["SD2", 1 / 3]] as const) {
    await model.load(tensors);
    const method = createMethod(name, { steps: 4, seed: 7 });
    const record = await makeStep(model, options({ method, schedule: constant(0.01) }), [batch], 1);
    assertClose(record.gamma!, expected, 1e-6, "Γ");
    assert.equal(record.gamma_pairs, both.length);
    assertClose(record.gamma_root!, expected ** (1 / 3), 1e-6, "∛Γ");
    assertClose(record.learning_rate, 0.01 * expected ** power, 1e-6, `A″ of ${name}`);
  }
  model.dispose();
});

Deno.test("a method that is a function makes the same step as the same method as a power", async () => {
  const semanticsTable = gammaTable(semantics());
  const batch = toBatch(trajectory.batches[0]!);
  const results = [];
  for (
    const method of [
      createMethod("SD2", { steps: 4, seed: 7 }),
      createMethod(
        defineMethod({ name: "same", adjust: (rate, root) => rate * root }),
        { steps: 4, seed: 7 },
      ),
    ]
  ) {
    const model = await openModel({ semantics: semanticsTable });
    results.push(await makeStep(model, options({ method }), [batch], 1));
    model.dispose();
  }
  assertClose(results[1]!.learning_rate, results[0]!.learning_rate, 1e-6, "A″");
  assert.equal(results[1]!.gamma, results[0]!.gamma);
});

Deno.test("without scores Γ is undefined and A″ is A′", async () => {
  const model = await openModel();
  const method = createMethod("SD", { steps: 4, seed: 7 });
  const record = await makeStep(model, options({ method }), [toBatch(trajectory.batches[0]!)], 1);
  assert.deepEqual([record.gamma, record.gamma_root, record.gamma_pairs], [null, null, 0]);
  assert.equal(record.learning_rate, Math.fround(1e-3));
  model.dispose();
});

Deno.test("a measured Γ that is given, undefined or not positive does what it should", async () => {
  const model = await openModel({ semantics: gammaTable(semantics()) });
  const batch = [toBatch(trajectory.batches[0]!)];
  const method = createMethod("SD", { steps: 4, seed: 7 });
  const source = (gamma: number | undefined) => ({
    name: "measured",
    root: 4,
    measure: () => Promise.resolve({ gamma, pairs: 3 }),
  });
  const given = await makeStep(model, options({ method, gamma: source(16) }), batch, 1);
  assertClose(given.learning_rate, 1e-3 / 2, 1e-6, "A″ with Γ = 16 and its fourth root 2");
  const none = await makeStep(model, options({ method, gamma: source(undefined) }), batch, 2);
  assert.equal(none.learning_rate, Math.fround(1e-3));
  await assert.rejects(
    makeStep(model, options({ method, gamma: source(-1) }), batch, 3),
    NonFiniteError,
  );
  model.dispose();
});

Deno.test("training yields an evaluation, then steps, and an evaluation after each epoch", async () => {
  const model = await openModel();
  const records = await collect(model, {});
  // Six chunks in batches of four make two steps an epoch.
  assert.deepEqual(records.map(({ type, step, epoch }) => [type, step, epoch]), [
    ["evaluation", 0, 0],
    ["step", 1, 0.5],
    ["step", 2, 1],
    ["evaluation", 2, 1],
    ["step", 3, 1.5],
    ["step", 4, 2],
    ["evaluation", 4, 2],
  ]);
  const [, first, second, evaluation] = records as [
    LogRecord,
    StepRecord,
    StepRecord,
    EvaluationRecord,
  ];
  assert.equal(evaluation.train_loss, (first.loss + second.loss) / 2);
  assert.equal(evaluation.eval_perplexity, Math.exp(evaluation.eval_loss));
  model.dispose();
});

Deno.test("evaluation masks are fixed by default and fresh on demand", async () => {
  const still = { schedule: constant(0) };
  const model = await openModel();
  const losses = async (more: Partial<TrainOptions>) =>
    (await collect(model, { ...still, ...more })).filter((record) => !isStep(record))
      .map((record) => (record as EvaluationRecord).eval_loss);
  // With a rate of 0 the weights stand still, so only the masks can change the loss.
  const fixed = await losses({});
  assert.equal(new Set(fixed).size, 1);
  assert.equal(new Set(await losses({ evalMasks: "fresh" })).size, 3);
  model.dispose();
});

Deno.test("the same seed gives the same bits, another one others", async () => {
  const run = async (seed: number) => {
    const dropped = { ...config, hiddenDropoutProb: 0.1 };
    const model = await openModel({ config: dropped });
    const records = withoutTime(await collect(model, { seed }));
    const weights = await model.tensors();
    model.dispose();
    return { records, weights };
  };
  const [a, b, other] = [await run(7), await run(7), await run(8)];
  assert.deepEqual(a, b);
  assert.notDeepEqual(a.records, other.records);
});

Deno.test("training that goes on from saved weights and moments ends with the same bits", async () => {
  const whole = await openModel();
  const expected = withoutTime(await collect(whole, {}));
  const first = await openModel();
  for await (const { step } of train(first, options())) if (step === 3) break;
  const second = await openModel();
  await second.restore(await first.tensors(), await first.moments());
  const rest = withoutTime(await collect(second, { stepsDone: 3 }));
  // The epoch's mean training loss is not known to a process that saw only its second half.
  assert.deepEqual(rest.map((record) => ({ ...record, train_loss: undefined })), [
    ...expected.slice(-2).map((record) => ({ ...record, train_loss: undefined })),
  ]);
  assert.deepEqual(await second.tensors(), await whole.tensors());
  for (const model of [whole, first, second]) model.dispose();
});

Deno.test("a step that is not finite changes nothing and says which it was", async () => {
  const broken: NamedTensors = new Map(tensors);
  const bias = broken.get("cls.predictions.bias")!;
  broken.set("cls.predictions.bias", {
    shape: bias.shape,
    data: bias.data.map((x, i) => i === 9 ? NaN : x),
  });
  const model = await openModel({ tensors: broken });
  const before = await model.tensors();
  await assert.rejects(
    makeStep(model, options(), [toBatch(trajectory.batches[0]!)], 12),
    (error) => error instanceof NonFiniteError && error.message.includes("Step 12"),
  );
  assert.deepEqual(await model.tensors(), before);
  model.dispose();
});

Deno.test("no tensors are left behind by steps or evaluations, and none by the model", async () => {
  await tf.setBackend("cpu");
  const outside = tf.memory().numTensors;
  const model = await openModel({ semantics: gammaTable(semantics()) });
  const counts: number[] = [];
  for await (
    const _ of train(model, options({ method: createMethod("SD", { steps: 4, seed: 7 }) }))
  ) {
    counts.push(tf.memory().numTensors);
  }
  assert.equal(new Set(counts).size, 1);
  model.dispose();
  assert.equal(tf.memory().numTensors, outside);
});

Deno.test("an abort stops before the next step", async () => {
  const model = await openModel();
  const controller = new AbortController();
  const seen: string[] = [];
  await assert.rejects(async () => {
    for await (const { type } of train(model, options({ signal: controller.signal }))) {
      seen.push(type);
      if (type === "step") controller.abort();
    }
  }, { name: "AbortError" });
  assert.deepEqual(seen, ["evaluation", "step"]);
  model.dispose();
});

Deno.test("options out of range and chunks of another length are refused", async () => {
  const model = await openModel();
  for (const bad of [{ epochs: 0 }, { batchSize: 1.5 }, { evalChunks: [new Int32Array(8)] }]) {
    await assert.rejects(train(model, options(bad)).next(), RangeError);
  }
  const tokenizer = { ...options().tokenizer, vocabSize: 12 };
  await assert.rejects(train(model, options({ tokenizer })).next(), RangeError);
  model.dispose();
});

Deno.test("a batch in which chance masks nothing is drawn again; one of special tokens is refused", async () => {
  const model = await openModel();
  // Sixteen tokens at 1 %: 85 of 100 draws mask nothing, so some of the 12 steps redraw.
  const rare = { maskProbability: 0.01, batchSize: 1 };
  const steps = (await collect(model, rare)).filter(isStep);
  assert.equal(steps.length, 12);
  assert.ok(steps.every(({ loss }) => loss > 0));
  const special = [new Int32Array(16).fill(2)];
  await assert.rejects(collect(model, { trainChunks: special }), InputError);
  model.dispose();
});

Deno.test("PAPER_GAMMA has the cube root", () => {
  assert.equal(PAPER_GAMMA.root, 3);
});
