import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { maskChunks } from "../data/mod.ts";
import { InputError } from "../io/mod.ts";
import { MaskedLm } from "../model/mod.ts";
import { Random } from "../random/mod.ts";
import { constant, createMethod } from "../schedule/mod.ts";
import {
  assertClose,
  chunks,
  collect,
  config,
  isStep,
  openModel,
  options,
  profiles,
  tensors,
  vocabSize,
  withoutTime,
} from "./_tiny_training.ts";
import { eachTrainEvaluationBatch } from "./batches.ts";
import type { TrainOptions } from "./options.ts";
import type { EvaluationRecord, LogRecord, StepRecord } from "./records.ts";
import { train } from "./trainer.ts";

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

Deno.test("the loss of training chunks is that of fixed masks and weights, without dropout", async () => {
  const dropped = { ...config, hiddenDropoutProb: 0.5 };
  const model = await openModel({ config: dropped });
  const { trainChunks, seed, tokenizer, maskProbability } = options();
  for (
    const [trainEval, measured] of [
      [undefined, [0, 3]],
      ["sample", [0, 3]],
      ["last", [0, 3]],
      ["all", [0, 1, 2, 3, 4, 5]],
    ] as const
  ) {
    // The whole of it in one batch; the run has two of them, or three.
    const batch = maskChunks(measured.map((i) => trainChunks.at(i)!), {
      ...tokenizer,
      probability: maskProbability!,
      random: (i) => new Random(seed, "train-eval-mask", 0, measured[i]!),
    });
    await model.load(tensors);
    const expected: number[] = [];
    const found: (number | undefined)[] = [];
    const more = trainEval === undefined ? {} : { trainEval };
    for await (const record of train(model, options({ ...more, batchSize: 1 }))) {
      if (record.type !== "evaluation") continue;
      const { lossSum } = await model.evaluate(batch, ["lossSum"]);
      expected.push(lossSum / batch.labels.length);
      found.push(record.train_eval_loss);
    }
    assert.equal(found.length, 3);
    expected.forEach((loss, i) => {
      if (trainEval === "last" && i < 2) assert.equal(found[i], undefined);
      else assertClose(found[i]!, loss, 1e-6, `evaluation ${i}`);
    });
  }
  model.dispose();
});

Deno.test("the loss of training chunks changes nothing else, and is not there if not wanted", async () => {
  const dropped = { ...config, hiddenDropoutProb: 0.1 };
  const runs = [];
  for (const trainEval of ["no", "sample", "all"] as const) {
    const model = await openModel({ config: dropped, semantics: profiles() });
    const method = createMethod("SD", { steps: 4, seed: 7 });
    const records = withoutTime(await collect(model, { method, trainEval }));
    const evaluations = records.filter(({ type }) => type === "evaluation");
    assert.ok(
      evaluations.every((record) => "train_eval_loss" in record === (trainEval !== "no")),
    );
    const others = records.map((record) => ({ ...record, train_eval_loss: undefined }));
    runs.push({ others, weights: await model.tensors(), moments: await model.moments() });
    model.dispose();
  }
  assert.deepEqual(runs[1], runs[0]);
  assert.deepEqual(runs[2], runs[0]);
});

Deno.test("the sample of training chunks has as many as there are, in as many batches as it takes", () => {
  const labels = (more: Partial<TrainOptions>) =>
    Array.from(
      eachTrainEvaluationBatch(options({ maskProbability: 0.999, ...more })),
      ({ batchSize }) => batchSize,
    );
  assert.deepEqual(labels({ evalChunks: chunks(5, "eval"), batchSize: 3 }), [3, 2]);
  assert.deepEqual(labels({ evalChunks: chunks(9, "eval") }), [4, 2]);
  // A chunk of special tokens alone, in a batch of its own: the others are measured.
  const trainChunks = [new Int32Array(16).fill(2), ...chunks(2, "train")];
  const more = { trainChunks, trainEval: "all", batchSize: 1 } as const;
  assert.deepEqual(labels(more), [1, 1]);
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
  assert.equal((rest.at(-1) as EvaluationRecord).train_loss, null);
  assert.deepEqual(await second.tensors(), await whole.tensors());
  // Told of the first half's losses it knows the mean.
  await second.restore(await first.tensors(), await first.moments());
  const { loss } = expected.filter(isStep)[2]!;
  const told = await collect(second, { stepsDone: 3, epochLosses: [loss] });
  assert.deepEqual(withoutTime(told), expected.slice(-2));
  for (const model of [whole, first, second]) model.dispose();
});

Deno.test("no tensors are left behind by steps or evaluations, and none by the model", async () => {
  await tf.setBackend("cpu");
  const outside = tf.memory().numTensors;
  const model = await openModel({ semantics: profiles() });
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

Deno.test("a model that cannot be opened leaves no tensors behind either", async () => {
  await tf.setBackend("cpu");
  const outside = tf.memory().numTensors;
  const semantics = profiles();
  const wrong = { ...semantics, profile: semantics.profile.subarray(1) };
  await assert.rejects(openModel({ semantics: wrong }));
  assert.equal(tf.memory().numTensors, outside);
  const [first] = tensors.keys();
  const few = new Map([...tensors].filter(([name]) => name !== first));
  await assert.rejects(openModel({ tensors: few }));
  const last = [...tensors.keys()].at(-1)!;
  const broken = new Map(tensors).set(last, { ...tensors.get(last)!, data: new Float32Array(1) });
  const predicting = new MaskedLm({ config, tensors: broken, backend: { name: "cpu", tf } });
  await assert.rejects(predicting.logits([[2, 4, 3]], [{ sequence: 0, token: 1 }]));
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
  for (
    const [bad, words] of [
      [{ epochs: 0 }, "epochs must be an integer, at least 1: got 0."],
      [{ batchSize: 1.5 }, "batchSize must be"],
      [{ gradientAccumulationSteps: 0 }, "gradientAccumulationSteps must be"],
      [{ epochs: 1.5 }, "epochs must be"],
      [{ batchSize: 0 }, "batchSize must be"],
      [{ maxSteps: 0 }, "the number of steps must be an integer, at least 1: got 0."],
      [
        { evalSteps: 0 },
        "the steps between two evaluations must be an integer, at least 1: got 0.",
      ],
      [{ trainChunks: [] }, "the number of training chunks must be"],
      [{ evalChunks: [] }, "the number of evaluation chunks must be"],
      [{ evalChunks: [new Int32Array(8)] }, "opened for chunks of 16 tokens: got 8."],
      [{ trainChunks: [...chunks(1, "train"), new Int32Array(17)] }, "16 tokens: got 17."],
    ] as const
  ) {
    await assert.rejects(train(model, options(bad as Partial<TrainOptions>)).next(), (error) => {
      assert.ok(error instanceof RangeError);
      assert.ok(error.message.includes(words), error.message);
      return true;
    });
  }
  const tokenizer = { ...options().tokenizer, vocabSize: vocabSize + 1 };
  await assert.rejects(train(model, options({ tokenizer })).next(), {
    name: "RangeError",
    message: "The tokenizer has 98 tokens, the model 97.",
  });
  model.dispose();
});

Deno.test("word embeddings beyond the vocabulary are trained, but neither drawn nor predicted", async () => {
  const words = 60;
  const tokenizer = { ...options().tokenizer, vocabSize: words };
  const table = profiles();
  const short = {
    ...table,
    profile: table.profile.slice(0, words * table.width),
    known: table.known.slice(0, words),
  };
  const trainChunks = Array.from(
    options().trainChunks,
    (ids) => ids.map((id) => Math.min(id, words - 1)),
  );
  const padded = await openModel({ semantics: short });
  const method = createMethod("SD", { steps: 4, seed: 7 });
  const steps = (await collect(padded, { tokenizer, trainChunks, method })).filter(isStep);
  assert.ok(steps.every(({ gamma }) => gamma !== null && gamma !== undefined));
  const batch = {
    batchSize: 1,
    sequenceLength: 16,
    inputIds: Int32Array.from({ length: 16 }, (_, i) => 5 + i),
    positions: Int32Array.from({ length: 14 }, (_, i) => 1 + i),
    labels: Int32Array.from({ length: 14 }, (_, i) => 6 + i),
    replaced: new Uint8Array(14),
  };
  // The likeliest of all words where that is one of the vocabulary's, else the likeliest of these.
  const all = await padded.trainingLogits(batch, 1);
  const found = await padded.trainingPredictions(batch, 1);
  const rows = Array.from(
    { length: 14 },
    (_, i) => all.subarray(i * vocabSize, (i + 1) * vocabSize),
  );
  const largest = (row: Float32Array) => row.indexOf(Math.max(...row));
  assert.deepEqual([...found], rows.map((row) => largest(row.subarray(0, words))));
  assert.ok(rows.some((row) => largest(row) >= words), "the test sees the difference");
  // Their gradients are those of the softmax over all.
  const before = tensors.get("bert.embeddings.word_embeddings.weight")!;
  const after = (await padded.tensors()).get("bert.embeddings.word_embeddings.weight")!;
  assert.ok(before.data.subarray(words * 32).every((x, i) => x !== after.data[words * 32 + i]));
  padded.dispose();
  await assert.rejects(openModel({ semantics: { ...table, known: new Float32Array(98) } }), {
    name: "RangeError",
    message: /98 words have profiles, but the model has 97/,
  });
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

Deno.test("lines of many lengths are trained on, and a model that does not know padding refuses them", async () => {
  const lines = (stream: string) => chunks(4, stream).map((ids, i) => ids.slice(0, 16 - 3 * i));
  const more = { trainChunks: lines("train"), evalChunks: lines("eval"), padTokenId: 0 };
  const model = await openModel({ padded: true });
  const records = await collect(model, more);
  assert.ok(records.filter(isStep).every(({ loss }) => Number.isFinite(loss)));
  const { padTokenId: _, ...without } = more;
  await assert.rejects(collect(model, without), /^RangeError: A padTokenId goes together with/);
  model.dispose();
  const plain = await openModel();
  await assert.rejects(collect(plain, more), /^RangeError: A padTokenId goes together with/);
  await assert.rejects(collect(plain, without), /opened for chunks of 16 tokens: got 13\./);
  plain.dispose();
});
