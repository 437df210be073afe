/** What training asks of a model, in which order, and what it tells: by a model that only pretends. */
import assert from "node:assert/strict";
import { createMethod } from "../schedule/mod.ts";
import { GammaError } from "../semantics/mod.ts";
import { pretend, pretendedOptions } from "./_pretended.ts";
import { Random } from "../random/mod.ts";
import type { TrainOptions } from "./options.ts";

const evaluated = (step: number, epoch: number, call: number, train: number | null, more = {}) => ({
  ...{ type: "evaluation", step, epoch, eval_loss: 100 * call, eval_masked_tokens: 4 },
  train_loss: train,
  ...more,
});
const stepped = (step: number, more = {}) => ({
  ...{ type: "step", step, epoch: step / 2, loss: step, grad_norm: 0.5 },
  ...{ scheduled_learning_rate: 2 ** (1 - step), learning_rate: 2 ** (1 - step) },
  ...{ gamma: 2, gamma_root: 2 ** (1 / 3), gamma_pairs: 5 },
  ...more,
});
const kinds = (records: readonly object[]) =>
  records.map((record) => {
    const { type, step, epoch } = record as { type: string; step: number; epoch: number };
    return `${type[0]}${step}@${epoch}`;
  }).join(" ");

Deno.test("two epochs are their steps, an evaluation before, and one after each", async () => {
  const { records, asked } = await pretend();
  assert.deepEqual(records, [
    evaluated(0, 0, 1, null),
    ...[stepped(1), stepped(2), evaluated(2, 1, 2, 1.5)],
    ...[stepped(3), stepped(4), evaluated(4, 2, 3, 3.5)],
  ]);
  assert.deepEqual(asked.map(([name]) => name), [
    ...["evaluate", "step", "step", "evaluate", "step", "step", "evaluate"],
  ]);
  const seed = (step: number) => new Random(7, "dropout", step, 0).uint32() >>> 1;
  assert.deepEqual(asked.filter(([name]) => name === "step").map(([, , settings]) => settings), [
    ...[1, 2, 3, 4].map((step) => ({
      ...{ step, weightDecay: 0.01, maxGradNorm: 1, scheduledRate: 2 ** (1 - step), gammaPower: 0 },
      ...{ dropoutSeed: seed(step), deal: { seed: 7, step } },
    })),
  ]);
  // Each chunk once an epoch, two and one, all of their tokens.
  const lengths = asked.filter(([name]) => name === "step")
    .map(([, labels]) => (labels as number[]).length);
  assert.deepEqual(lengths, [8, 4, 8, 4]);
});

Deno.test("evaluations come where they are asked for, and steps where they end", async () => {
  const cases: [Partial<TrainOptions>, string][] = [
    [{ maxSteps: 3 }, "e0@0 s1@0.5 s2@1 e2@1 s3@1.5 e3@1.5"],
    [{ maxSteps: 1 }, "e0@0 s1@0.5 e1@0.5"],
    [{ evalSteps: 3 }, "e0@0 s1@0.5 s2@1 s3@1.5 e3@1.5 s4@2 e4@2"],
    [{ evalSteps: 1, epochs: 1 }, "e0@0 s1@0.5 e1@0.5 s2@1 e2@1"],
    [{ evalSteps: 9 }, "e0@0 s1@0.5 s2@1 s3@1.5 s4@2 e4@2"],
    [{ stepsDone: 1, memory: { kept: null } }, "s2@1 e2@1 s3@1.5 s4@2 e4@2"],
    [{ stepsDone: 2 }, "s3@1.5 s4@2 e4@2"],
    [{ stepsDone: 4 }, ""],
    [{ batchSize: 3, epochs: 1 }, "e0@0 s1@1 e1@1"],
    [{ batchSize: 1, epochs: 1 }, `e0@0 s1@${1 / 3} s2@${2 / 3} s3@1 e3@1`],
  ];
  for (const [more, expected] of cases) {
    assert.equal(kinds((await pretend(more)).records), expected, JSON.stringify(more));
  }
});

Deno.test("the loss of training is the mean of the steps made since the evaluation before", async () => {
  const losses = async (more: Partial<TrainOptions>) => {
    const { records } = await pretend(more);
    return records.filter((of) => "train_loss" in of).map((of) =>
      (of as { train_loss: number | null }).train_loss
    );
  };
  assert.deepEqual(await losses({ evalSteps: 3 }), [null, 2, 4]);
  // One that goes on has the losses that it is given, or none where they are not all there.
  assert.deepEqual(await losses({ stepsDone: 1, epochLosses: [5] }), [3, 2.5]);
  assert.deepEqual(await losses({ stepsDone: 1 }), [null, 2.5]);
  assert.deepEqual(await losses({ stepsDone: 1, epochLosses: [null] }), [1, 2.5]);
});

Deno.test("training ends after so many evaluations that are no better than the best", async () => {
  const run = async (losses: readonly number[], patience: number, more = {}) =>
    kinds(
      (await pretend(
        { earlyStoppingPatience: patience, evalSteps: 1, ...more },
        { evalLoss: (call) => losses[call - 1]! },
      )).records.filter((of) => (of as { type: string }).type === "evaluation"),
    );
  // The evaluation before training is none of them.
  assert.equal(await run([1, 5, 4, 3, 2], 1), "e0@0 e1@0.5 e2@1 e3@1.5 e4@2");
  assert.equal(await run([9, 5, 5, 3, 2], 1), "e0@0 e1@0.5 e2@1");
  assert.equal(await run([9, 5, 6, 5, 2], 2), "e0@0 e1@0.5 e2@1 e3@1.5");
  assert.equal(await run([9, 5, 6, 4, 6], 2), "e0@0 e1@0.5 e2@1 e3@1.5 e4@2");
  assert.equal(await run([9, NaN, 6, 7, 8], 2), "e0@0 e1@0.5 e2@1 e3@1.5 e4@2");
  assert.equal(await run([9, NaN, 6, 7, 8], 1), "e0@0 e1@0.5");
  // Those of the run that goes on count, too.
  assert.equal(await run([7, 8], 2, { stepsDone: 2, evalLosses: [5, 6] }), "e3@1.5");
  assert.equal(await run([7, 8], 2, { stepsDone: 2, evalLosses: [5, 6, 6] }), "");
});

Deno.test("the last evaluation has what is asked for at the end, also of a training that ends early", async () => {
  const trainEval = "last" as const, metricsAt = "last" as const;
  const told = async (more: Partial<TrainOptions>, evalLoss?: (call: number) => number) =>
    (await pretend(more, evalLoss && { evalLoss })).records
      .filter((of) => (of as { type: string }).type === "evaluation")
      .map((of) => [(of as { step: number }).step, "train_eval_loss" in of]);
  assert.deepEqual(await told({ trainEval }), [[0, false], [2, false], [4, true]]);
  assert.deepEqual(await told({ trainEval: "sample" }), [[0, true], [2, true], [4, true]]);
  const early = { earlyStoppingPatience: 1, evalSteps: 1 };
  // No better at step 2: evaluated again, as the last one, and told once.
  const worse = () => 5;
  assert.deepEqual(await told({ ...early, trainEval }, worse), [[0, false], [1, false], [2, true]]);
  const { asked } = await pretend({ ...early, metricsAt }, { evalLoss: worse });
  assert.equal(asked.filter(([name]) => name === "evaluate").length, 4);
  const plain = await pretend(early, { evalLoss: worse });
  assert.equal(plain.asked.filter(([name]) => name === "evaluate").length, 3);
});

Deno.test("a step that cannot be made ends training, or is told of and left out", async () => {
  const schedule = (step: number) => step === 1 ? NaN : 0.5;
  const reason =
    "Step 2 was not made: its schedule gives it the rate NaN, which must be a finite " +
    "number, at least 0.";
  const stopped = await pretend({ schedule });
  assert.equal(stopped.error?.message, reason);
  assert.equal(stopped.error?.name, "NonFiniteError");
  assert.equal(kinds(stopped.records), "e0@0 s1@0.5");
  const { records, asked, error } = await pretend({ schedule, onNonfinite: "skip" });
  assert.equal(error, undefined);
  assert.equal(kinds(records), "e0@0 s1@0.5 s2@1 e2@1 s3@1.5 s4@2 e4@2");
  assert.deepEqual(records[2], {
    ...{ type: "skipped", step: 2, epoch: 1, scheduled_learning_rate: NaN, reason },
  });
  // The mean is of the steps that were made; the optimiser counts these alone.
  assert.equal((records[3] as { train_loss: number }).train_loss, 1);
  const steps = asked.filter(([name]) => name === "step").map(([, , of]) =>
    (of as { step: number }).step
  );
  assert.deepEqual(steps, [1, 2, 3]);
  const none = await pretend({ schedule: () => -1, onNonfinite: "skip", maxSteps: 2 });
  assert.equal((none.records.at(-1) as { train_loss: null }).train_loss, null);
  const before = await pretend({ stepsDone: 2, stepsSkipped: 1 });
  assert.deepEqual(
    before.asked.filter(([name]) => name === "step").map(([, , of]) =>
      (of as { step: number }).step
    ),
    [2, 3],
  );
});

Deno.test("errors that are no fault of a step's numbers are told as they are", async () => {
  const wrong = (error: Error) =>
    pretend({ onNonfinite: "skip" }, {
      loss: () => {
        throw error;
      },
    });
  const { error, records } = await wrong(new RangeError("mine"));
  assert.deepEqual([error?.message, kinds(records)], ["mine", "e0@0"]);
  const skipped = await wrong(new GammaError("There is none."));
  assert.equal(kinds(skipped.records), "e0@0 s1@0.5 s2@1 e2@1 s3@1.5 s4@2 e4@2");
  assert.equal(
    (skipped.records[1] as { reason: string }).reason,
    "Step 1 was not made: its Γ does not exist. There is none.",
  );
});

Deno.test("a step of several batches is weighed by their tokens and applied once", async () => {
  const { records, asked } = await pretend({ gradientAccumulationSteps: 2, epochs: 1 }, {
    ...{ loss: (call) => call === 1 ? 3 : 6, objective: 1.5 },
    gamma: (call) => ({ gamma: call, pairs: call }),
  });
  const seed = (i: number) => new Random(7, "dropout", 1, i).uint32() >>> 1;
  const deal = { seed: 7, step: 1 };
  assert.deepEqual(asked.slice(1).map(([name, ...of]) => [name, of.at(-1)]), [
    ["accumulate", { lossScale: 8 / 12, dropoutSeed: seed(0), deal }],
    ["accumulate", { lossScale: 4 / 12, dropoutSeed: seed(1), deal }],
    ["apply", {
      ...{ step: 1, weightDecay: 0.01, maxGradNorm: 1, scheduledRate: 1, gammaPower: 0 },
      givenGamma: 5 / 3,
    }],
    ["evaluate", ["lossSum"]],
  ]);
  assert.deepEqual(records[1], {
    ...{ type: "step", step: 1, loss: 3 * (8 / 12) + 6 * (4 / 12) },
    ...{ objective: 1.5 * (8 / 12) + 1.5 * (4 / 12), grad_norm: 0.75 },
    ...{ scheduled_learning_rate: 1, learning_rate: 0.25, gamma: 5 / 3 },
    ...{ gamma_root: (5 / 3) ** (1 / 3), gamma_pairs: 3, epoch: 1 },
  });
  const broken = await pretend({ gradientAccumulationSteps: 2 }, {
    loss: (call) => {
      if (call === 2) throw new RangeError("the second");
      return 1;
    },
  });
  assert.equal(broken.error?.message, "the second");
  assert.deepEqual(broken.asked.slice(-2).map(([name]) => name), ["accumulate", "clear"]);
});

Deno.test("a step is looked at before it is made only where its rate takes that", async () => {
  const names = async (method: string | object, more: Partial<TrainOptions> = {}) => {
    const chosen = createMethod(method as string, { steps: 4, seed: 7 });
    const { asked } = await pretend({ method: chosen, maxSteps: 1, ...more });
    return asked.slice(1, -1).map(([name]) => name).join();
  };
  assert.equal(await names("none"), "step");
  assert.equal(await names("SD"), "step");
  assert.equal(await names("none", { gammaReference: 2 }), "step");
  assert.equal(await names("SD", { gammaReference: 2 }), "preview,step");
  assert.equal(await names("greedy"), "step");
});

Deno.test("options that are none are refused before anything is asked", async () => {
  const cases: [Partial<TrainOptions>, string][] = [
    [{ epochs: 0 }, "epochs must be an integer, at least 1: got 0."],
    [{ batchSize: 1.5 }, "batchSize must be an integer, at least 1: got 1.5."],
    [
      { gradientAccumulationSteps: 0 },
      "gradientAccumulationSteps must be an integer, at least 1: got 0.",
    ],
    [{ maxSteps: 0 }, "the number of steps must be an integer, at least 1: got 0."],
    [
      { evalSteps: 0.5 },
      "the steps between two evaluations must be an integer, at least 1: got 0.5.",
    ],
    [{ trainChunks: [] }, "the number of training chunks must be an integer, at least 1: got 0."],
    [{ evalChunks: [] }, "the number of evaluation chunks must be an integer, at least 1: got 0."],
    [
      { evalChunks: [Int32Array.of(1, 2, 3)] },
      "The model was opened for chunks of 4 tokens: got 3.",
    ],
    [
      { trainChunks: [Int32Array.of(1, 2, 3, 4), Int32Array.of(1, 2, 3, 4, 5)] },
      "The model was opened for chunks of 4 tokens: got 5.",
    ],
    [
      { tokenizer: { ...pretendedOptions().tokenizer, vocabSize: 11 } },
      "The tokenizer has 11 tokens, the model 10.",
    ],
    [
      { gamma: { name: "kl", root: 3, choice: { name: "kl" } } as TrainOptions["gamma"] & object },
      "The model was opened for Γ paper: got kl.",
    ],
  ];
  for (const [more, message] of cases) {
    const { error, asked } = await pretend(more);
    assert.deepEqual([error?.name, error?.message, asked], ["RangeError", message, []]);
  }
  const { error } = await pretend({ epochs: 1, batchSize: 1, maxSteps: 1, evalSteps: 1 });
  assert.equal(error, undefined);
  const stop = new AbortController();
  stop.abort(new Error("stopped"));
  const stopped = await pretend({ signal: stop.signal });
  assert.deepEqual([stopped.error?.message, kinds(stopped.records)], ["stopped", "e0@0"]);
});
