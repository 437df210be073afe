/** Γ of whichever parts, in training: inside the step, and in a pass of its own. */
import assert from "node:assert/strict";
import type { MaskedBatch } from "../data/mod.ts";
import { createMethod } from "../schedule/mod.ts";
import {
  expectedProfiles,
  GammaError,
  gammaTable,
  probableProfiles,
  referenceGamma,
} from "../semantics/mod.ts";
import { batchOf, choose, classifier, decode, open, seeds } from "./_gamma_sources.ts";
import {
  assertClose,
  chunks,
  collect,
  config,
  isStep,
  openModel,
  options,
  profiles,
  semantics,
  tensors,
} from "./_tiny_training.ts";
import { trainingBatches } from "./batches.ts";
import { countedTokens, firstChunkMasks } from "./first_chunk.ts";
import { gammaSource } from "./gamma_source.ts";
import { makeStep } from "./step.ts";
import type { TrainingModel } from "./training_model.ts";

async function expected(
  { gamma: { parts }, table, model }: Awaited<ReturnType<typeof open>>,
  batch: MaskedBatch,
) {
  const seed = seeds(1)[parts.pass];
  const logits = await model.trainingLogits(batch, seed);
  return referenceGamma(parts, table, {
    labels: batch.labels,
    predicted: {
      argmax: await model.trainingPredictions(batch, seed),
      expectation: expectedProfiles(table, logits),
      probability: probableProfiles(table, batch.labels, logits),
    }[parts.prediction],
    ...(parts.positions === "masked" ? {} : { counted: countedTokens(batch, 0) }),
  });
}

for (
  const text of [
    "paper",
    "paper:prediction=expectation",
    "paper:positions=first-chunk",
    "paper:distance=kl:reduction=sum",
    "paper:distance=jensen_shannon:prediction=expectation:positions=first-chunk:reduction=sum",
    "paper:profile=bipolar:distance=euclidean:root=1",
    "paper:profile=standardised:distance=cosine:prediction=expectation:root=2",
    "paper:profile=cosines:distance=swapped_cross_entropy",
    "paper:pass=second",
    "paper:pass=second:prediction=expectation:distance=kl",
    "osgood",
    "random",
    "kl",
    "loss",
    "loss:pass=second:positions=first-chunk",
    "slow",
    "slow:profile=one:prediction=probability",
    "slow:prediction=expectation:positions=first-chunk",
    "slow:pass=second:reduction=sum",
  ]
) {
  Deno.test(`Γ of a step is that of its predictions: ${text}`, async () => {
    const opened = await open(text);
    const { model, source, gamma: { parts } } = opened;
    const batch = batchOf();
    const { gamma, pairs } = await expected(opened, batch);
    assert.ok(pairs > 2);
    const method = createMethod("SD", { steps: 4, seed: 7 });
    const record = await makeStep(model, options({ method, gamma: source }), [batch], 1);
    assertClose(record.gamma!, gamma!, 2e-5, "Γ");
    assert.equal(record.gamma_pairs, pairs);
    assertClose(record.gamma_root!, gamma! ** (1 / parts.root), 2e-5, "its root");
    assertClose(record.learning_rate, 1e-3 / gamma! ** (1 / parts.root), 2e-5, "A″");
    model.dispose();
  });
}

Deno.test("a first chunk in a pass of its own is passed alone", async () => {
  for (
    const text of [
      "paper:pass=second:positions=first-chunk",
      "slow:pass=second:positions=first-chunk",
    ]
  ) {
    const opened = await open(text);
    const batch = batchOf(), shown = firstChunkMasks(batch);
    assert.ok(shown.labels.length > 0 && shown.labels.length < batch.labels.length);
    const { gamma, pairs } = await expected(opened, shown);
    const { model, source } = opened;
    const record = await makeStep(model, options({ gamma: source }), [batch], 1);
    assertClose(record.gamma!, gamma!, 2e-5, "Γ");
    assert.equal(record.gamma_pairs, pairs);
    model.dispose();
  }
});

Deno.test("a step of several batches has one Γ of all of them", async () => {
  const more = {
    trainChunks: chunks(4, "train"),
    batchSize: 2,
    gradientAccumulationSteps: 2,
    epochs: 1,
    maskProbability: 0.5,
  };
  const batches = trainingBatches(options(more), [[0, 1], [2, 3]], 0);
  const counted = (i: number) => countedTokens(batches[i]!, i);
  for (
    const text of [
      "paper",
      "paper:reduction=sum",
      "paper:positions=first-chunk",
      "slow:positions=first-chunk:reduction=sum",
    ]
  ) {
    const { gamma: { parts }, table, model, source } = await open(text, {
      config,
      accumulation: true,
    });
    const parted = await Promise.all(batches.map(async (batch, i) =>
      referenceGamma(parts, table, {
        labels: batch.labels,
        predicted: await model.trainingPredictions(batch, 0),
        ...(parts.positions === "masked" ? {} : { counted: counted(i) }),
      })
    ));
    const pairs = parted.reduce((sum, part) => sum + part.pairs, 0);
    const sum = parted.reduce(
      (total, { gamma = 0, pairs }) => total + gamma * (parts.reduction === "mean" ? pairs : 1),
      0,
    );
    const record = await makeStep(model, options({ ...more, gamma: source }), batches, 1);
    assert.equal(record.gamma_pairs, pairs, text);
    assertClose(record.gamma!, parts.reduction === "mean" ? sum / pairs : sum, 2e-5, text);
    model.dispose();
  }
});

Deno.test("a negative Γ or one without a logarithm is the fault of its step, whatever the method", async () => {
  const { scores, known } = semantics();
  // All answers are the word 6, all predictions the word 7.
  const bias = tensors.get("cls.predictions.bias")!;
  const sure = new Map(tensors).set("cls.predictions.bias", {
    shape: bias.shape,
    data: bias.data.map((x, id) => id === 7 ? 100 : x),
  });
  const trainChunks = Array.from({ length: 4 }, () => new Int32Array(16).fill(6));
  const gamma = choose("paper:profile=cosines:distance=swapped_cross_entropy");
  for (const prediction of [1, -0.1]) {
    const given = scores.slice().fill(0.01, 36, 42).fill(prediction, 42, 48);
    const table = gammaTable(gamma.parts, { scores: given, known });
    const reference = () => referenceGamma(gamma.parts, table, { labels: [6], predicted: [7] });
    // −6 · 6 · (0.01 ÷ 6) ln(1 ÷ 0.06): each word is divided by the other's sum.
    if (prediction > 0) assertClose(reference().gamma!, -0.06 * Math.log(1 / 0.06), 1e-6, "Γ");
    else assert.throws(reference, GammaError);
    const model = await openModel({ tensors: sure, gamma, semantics: table });
    for (const name of ["none", "SD"]) {
      const method = createMethod(name, { steps: 2, seed: 7 });
      const more = { trainChunks, method, gamma: gammaSource(gamma), onNonfinite: "skip" } as const;
      const records = await collect(model, more);
      const steps = records.filter(({ type }) => type !== "evaluation");
      assert.deepEqual(steps.map(({ type }) => type), ["skipped", "skipped"]);
      assert.match(
        (steps[0] as { reason: string }).reason,
        /its (root of )?Γ is not a finite number/,
      );
    }
    model.dispose();
  }
});

Deno.test("a model is asked only for the Γ that it was opened for", async () => {
  const { source } = await open("paper:distance=kl");
  const other: TrainingModel = await openModel({ semantics: profiles() });
  await assert.rejects(
    collect(other, { gamma: source }),
    /RangeError: The model was opened for Γ paper: got paper:distance=kl\./,
  );
  const { model } = await open("paper:distance=kl");
  await assert.rejects(collect(model, {}), /opened for Γ paper:distance=kl: got paper\./);
  // Also one that is measured, as what it measures may be computed by the model's program.
  const measured = await open("paper:pass=second:distance=kl");
  assert.ok(measured.source.measure !== undefined);
  await assert.rejects(
    collect(model, { gamma: measured.source }),
    /opened for Γ paper:distance=kl: got paper:pass=second:distance=kl\./,
  );
  const { choice: _, ...own } = measured.source;
  const foreign = { ...own, measure: () => Promise.resolve({ gamma: 2, pairs: 1 }) };
  assert.equal((await collect(other, { gamma: foreign })).length > 0, true, "it needs no program");
  for (const opened of [other, model, measured.model]) opened.dispose();
});

Deno.test("what a Γ needs and is not given is said where its source is made", () => {
  const words = choose("notebook");
  for (const options of [{}, { decode }, { classifier }]) {
    assert.throws(() => gammaSource(words, options), /Γ notebook pairs words: it needs/);
  }
  assert.throws(() => gammaSource(choose("slow")), TypeError);
});

Deno.test("loss: Γ of a step is its loss, of several batches, too", async () => {
  for (const gradientAccumulationSteps of [1, 2]) {
    const { model, source } = await open("loss", { accumulation: true });
    const records = await collect(model, {
      ...{ gamma: source, gradientAccumulationSteps, batchSize: 2 },
      method: createMethod("SD", { steps: 4, seed: 7 }),
    });
    for (const step of records.filter(isStep)) {
      assertClose(step.gamma!, step.loss, 1e-6, "Γ");
      assertClose(step.learning_rate, 1e-3 * step.loss ** (-1 / 3), 1e-6, "A″");
    }
    model.dispose();
  }
});
