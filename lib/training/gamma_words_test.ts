/** Γ of words: pairs that are made of texts, outside the step. */
import assert from "node:assert/strict";
import { createMethod } from "../schedule/mod.ts";
import { measureWords, pairWords } from "../semantics/mod.ts";
import { batchOf, classifier, decode, open, seeds } from "./_gamma_sources.ts";
import { assertClose, options } from "./_tiny_training.ts";
import { countedTokens, firstChunkMasks } from "./first_chunk.ts";
import { gammaSource } from "./gamma_source.ts";
import { NonFiniteError } from "./non_finite_error.ts";
import { makeStep } from "./step.ts";

Deno.test("the notebook's Γ is that of the words of its first chunk, in a pass of its own", async () => {
  const { gamma: { parts }, model, source } = await open("notebook");
  const batch = batchOf(), shown = firstChunkMasks(batch);
  const predicted = await model.trainingPredictions(shown, seeds(1).second);
  const pairs = pairWords(decode([...predicted]), decode([...shown.labels]));
  const wanted = await measureWords(classifier, pairs, parts);
  const method = createMethod("SD2", { steps: 4, seed: 7 });
  const record = await makeStep(model, options({ method, gamma: source }), [batch], 1);
  assert.equal(record.gamma, wanted.gamma);
  assert.equal(record.gamma_pairs, wanted.pairs);
  assertClose(record.learning_rate, 1e-3 * wanted.gamma! ** (1 / 4), 1e-6, "A″");
  model.dispose();
});

Deno.test("words can be paired of the step's own pass, and of all masked tokens", async () => {
  const { gamma: { parts }, table, model, source } = await open(
    "notebook:positions=masked:pass=same:profile=standardised:distance=euclidean",
  );
  const batch = batchOf();
  const predicted = await model.trainingPredictions(batch, seeds(1).same);
  const pairs = pairWords(decode([...predicted]), decode([...batch.labels]));
  const wanted = await measureWords(classifier, pairs, parts, table);
  const record = await makeStep(model, options({ gamma: source }), [batch], 1);
  assert.equal(record.gamma, wanted.gamma);
  model.dispose();
});

Deno.test("words can be paired of the step's own pass over all, and of its first chunk alone", async () => {
  const { gamma: { parts }, model, source } = await open("notebook:pass=same");
  const batch = batchOf(), counted = countedTokens(batch, 0);
  const ofFirst = (ids: Int32Array) => decode([...ids].filter((_, i) => counted[i] === 1));
  const predicted = await model.trainingPredictions(batch, seeds(1).same);
  const pairs = pairWords(ofFirst(predicted), ofFirst(batch.labels));
  const wanted = await measureWords(classifier, pairs, parts);
  const record = await makeStep(model, options({ gamma: source }), [batch], 1);
  assert.deepEqual([record.gamma, record.gamma_pairs], [wanted.gamma, wanted.pairs]);
  assert.ok(wanted.pairs > 1 && wanted.pairs < batch.labels.length);
  model.dispose();
});

Deno.test("words without a logarithm are named, and are the fault of their step", async () => {
  const { model, gamma } = await open("notebook");
  const source = gammaSource(gamma, {
    decode,
    classifier: {
      ...classifier,
      scores: (asked) => Promise.resolve(new Float32Array(6 * asked.length).fill(-0.1)),
    },
  });
  await assert.rejects(
    makeStep(model, options({ gamma: source }), [batchOf()], 5),
    (error: Error) => {
      assert.ok(error instanceof NonFiniteError);
      assert.match(error.message, /^Step 5 was not made: .*"w\d+".*must be positive, and is -0\.1/);
      return true;
    },
  );
  model.dispose();
});
