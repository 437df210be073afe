/** Which pass over which batch each kind of Γ takes, by a model that only writes down what it is asked. */
import assert from "node:assert/strict";
import { type MaskedBatch, REPLACEMENT } from "../data/mod.ts";
import { chooseGamma, defineGamma, GAMMAS, gammaTable } from "../semantics/mod.ts";
import { firstChunkMasks } from "./first_chunk.ts";
import { gammaSource, measureGamma } from "./gamma_source.ts";
import { plainGamma } from "./plain_gamma.ts";
import type { TrainingModel } from "./training_model.ts";

const slow = defineGamma({
  ...{ name: "slow", description: "the difference, by no graph", profile: "cosines" },
  distance: {
    ...{ name: "gap", description: "the difference", compares: "real" },
    compute: (right, predicted) => Math.abs(right[0]! - predicted[0]!),
  },
});
const choose = (text: string) => chooseGamma(text, GAMMAS.with([slow]));

/** Four words with first numbers 0, 1, 4 and 9. */
const scores = Float32Array.from([0, 1, 4, 9].flatMap((first) => [first, 1, 1, 1, 1, 1]));
const table = gammaTable(slow.defaults, { scores, known: new Uint8Array(4).fill(1) });
const classifier = {
  ...{ name: "by hand", modelSha256: "", uncased: false },
  scores: (words: readonly string[]) =>
    Promise.resolve(
      Float32Array.from(words.flatMap((word) => [...scores.subarray(6 * +word, 6 * +word + 6)])),
    ),
};
const decode = (ids: readonly number[]) => ids.join(" ");

/** Two chunks of four tokens: of the first two are masked, and one of these shows [MASK]. */
const BATCH: MaskedBatch = {
  ...{ batchSize: 2, sequenceLength: 4, inputIds: Int32Array.of(3, 2, 1, 0, 0, 1, 2, 3) },
  positions: Int32Array.of(0, 2, 5),
  labels: Int32Array.of(0, 1, 2),
  replaced: Uint8Array.of(REPLACEMENT.mask, 99, REPLACEMENT.mask),
};
const EMPTY: MaskedBatch = {
  ...BATCH,
  ...{ positions: new Int32Array(), labels: new Int32Array(), replaced: new Uint8Array() },
};

/** One that predicts the word 3 everywhere. */
function model() {
  const asked: unknown[][] = [];
  const note = (name: string, { labels }: MaskedBatch, ...more: unknown[]) => {
    asked.push([name, [...labels], ...more]);
    return labels.length;
  };
  const logits = (rows: number) =>
    Float32Array.from({ length: 4 * rows }, (_, i) => i % 4 === 3 ? 9 : 0);
  const made = {
    config: { vocabSize: 4 },
    trainingPredictions: (batch: MaskedBatch, seed: number) =>
      Promise.resolve(new Int32Array(note("predictions", batch, seed)).fill(3)),
    trainingLogits: (batch: MaskedBatch, seed: number) =>
      Promise.resolve(logits(note("logits", batch, seed))),
    passGamma: (batch: MaskedBatch, settings: { counted: Float32Array }) => {
      note("gamma", batch, { ...settings, counted: [...settings.counted] });
      return Promise.resolve({ gamma: 7, pairs: 1 });
    },
    evaluate: (batch: MaskedBatch, outputs: readonly string[]) =>
      Promise.resolve({ logits: logits(note("evaluate", batch, [...outputs])) }),
  };
  return { model: made as unknown as TrainingModel, asked };
}

const seed = (i: number) => 10 + i;
const measured = async (text: string, batches: readonly MaskedBatch[]) => {
  const { model: made, asked } = model();
  const source = gammaSource(choose(text), { table, classifier, decode });
  return { found: await measureGamma(source, made, batches, seed), asked };
};

Deno.test("Γ token by token is of each batch's own pass, of those with masked tokens", async () => {
  // 9 − 0, 9 − 1 and 9 − 4.
  assert.deepEqual(await measured("slow", [BATCH]), {
    found: { gamma: 22 / 3, pairs: 3 },
    asked: [["predictions", [0, 1, 2], 10]],
  });
  assert.deepEqual(await measured("slow", [EMPTY, BATCH]), {
    found: { gamma: 22 / 3, pairs: 3 },
    asked: [["predictions", [0, 1, 2], 11]],
  });
  assert.deepEqual((await measured("slow:reduction=sum", [BATCH, BATCH])).found, {
    ...{ gamma: 44, pairs: 6 },
  });
  assert.deepEqual(await measured("slow", [EMPTY]), {
    found: { gamma: undefined, pairs: 0 },
    asked: [],
  });
  const { asked } = await measured("slow:prediction=probability", [BATCH]);
  assert.deepEqual(asked, [["logits", [0, 1, 2], 10]]);
});

Deno.test("of the first chunk a pass of its own has no more; the step's own has all, and counts it", async () => {
  const first = "slow:positions=first-chunk";
  assert.deepEqual(await measured(`${first}:pass=second`, [BATCH, BATCH]), {
    found: { gamma: 9, pairs: 1 },
    asked: [["predictions", [0], 10]],
  });
  assert.deepEqual(await measured(first, [BATCH, BATCH]), {
    found: { gamma: 9, pairs: 1 },
    asked: [["predictions", [0, 1, 2], 10]],
  });
  const hidden = { ...BATCH, replaced: Uint8Array.of(99, 99, REPLACEMENT.mask) };
  assert.deepEqual(await measured(`${first}:pass=second`, [hidden, BATCH]), {
    found: { gamma: undefined, pairs: 0 },
    asked: [],
  });
});

Deno.test("Γ of a pass of its own is the program's where that can compute it", async () => {
  assert.deepEqual(await measured("paper:pass=second", [BATCH]), {
    found: { gamma: 7, pairs: 1 },
    asked: [["gamma", [0, 1, 2], { dropoutSeed: 10, counted: [1, 0, 0] }]],
  });
  const hidden = { ...BATCH, replaced: new Uint8Array(3).fill(99) };
  const first = "paper:positions=first-chunk:pass=second";
  assert.deepEqual(await measured(first, [hidden]), {
    found: { gamma: undefined, pairs: 0 },
    asked: [],
  });
  const { asked } = await measured(first, [BATCH]);
  // The batch of its own replaces nothing by anything else.
  const { replaced } = firstChunkMasks(BATCH);
  assert.deepEqual(asked, [["gamma", [0], {
    dropoutSeed: 10,
    counted: [replaced[0] === REPLACEMENT.mask ? 1 : 0],
  }]]);
  assert.equal((await measured("paper", [BATCH])).found, undefined);
});

Deno.test("Γ of words is of all batches' texts together, or of the first one's", async () => {
  const words = "slow:pairing=words";
  assert.deepEqual(await measured(words, [BATCH, EMPTY, BATCH]), {
    found: { gamma: 22 / 3, pairs: 6, leftOut: 0 },
    asked: [["predictions", [0, 1, 2], 10], ["predictions", [0, 1, 2], 12]],
  });
  assert.deepEqual(await measured(`${words}:positions=first-chunk`, [BATCH, BATCH]), {
    found: { gamma: 9, pairs: 1, leftOut: 0 },
    asked: [["predictions", [0, 1, 2], 10]],
  });
  assert.deepEqual(await measured(words, [EMPTY]), {
    found: { gamma: undefined, pairs: 0 },
    asked: [],
  });
});

Deno.test("Γ without dropout is of the same words", async () => {
  const plain = async (text: string, batch: MaskedBatch) => {
    const { model: made, asked } = model();
    const { gamma, pairs } = await plainGamma(choose(text), { table, classifier, decode })!(
      ...[made, batch] as const,
    );
    return { gamma, pairs, asked };
  };
  const asked = [["evaluate", [0, 1, 2], ["logits"]]];
  assert.deepEqual(await plain("slow", BATCH), { gamma: 22 / 3, pairs: 3, asked });
  assert.deepEqual(await plain("slow:pairing=words", BATCH), { gamma: 22 / 3, pairs: 3, asked });
  const none = { gamma: undefined, pairs: 0, asked: [] };
  assert.deepEqual(await plain("slow", EMPTY), none);
  assert.deepEqual(await plain("slow:positions=first-chunk", BATCH), {
    ...{ gamma: 9, pairs: 1, asked: [["evaluate", [0], ["logits"]]] },
  });
});

Deno.test("a prediction that is no word is made of the logits, with dropout and without", async () => {
  // Of logits 0, 0, 0 and 9 the last word has all but 3 of e⁻⁹ + 3 parts: 1, 4 and 9 are near 9.
  const part = Math.exp(-9), all = 1 + 3 * part, mean = (5 * part + 9) / all;
  const expected = {
    expectation: (3 * mean - 5) / 3,
    // Each right word's first number, less that at its probability.
    probability: (1 + 4) * (1 - part / all) / 3,
  };
  for (const [prediction, gamma] of Object.entries(expected)) {
    const text = `slow:prediction=${prediction}`;
    const [{ found }, plain] = [
      await measured(text, [BATCH]),
      await plainGamma(choose(text), { table })!(model().model, BATCH),
    ];
    for (const each of [found!, plain]) {
      assert.ok(Math.abs(each.gamma! - gamma) < 1e-5 && each.pairs === 3, `${text}: ${each.gamma}`);
    }
  }
});

Deno.test("a Γ without what it needs is refused where it is measured, and has no plain form", () => {
  const words = choose("slow:pairing=words");
  for (const options of [{}, { classifier, table }, { decode, table }]) {
    assert.throws(() => gammaSource(words, options), {
      name: "TypeError",
      message: "Γ slow:pairing=words pairs words: it needs a classifier and a tokenizer.",
    });
    assert.equal(plainGamma(words, options), undefined);
  }
  assert.throws(() => gammaSource(choose("slow")), {
    name: "TypeError",
    message: "Γ slow is compared token by token: it needs their profiles.",
  });
  assert.equal(plainGamma(choose("slow"), {}), undefined);
  assert.deepEqual(Object.keys(gammaSource(choose("paper"))), [
    ...["name", "choice", "root", "positions", "reduction", "pass"],
  ]);
  const source = gammaSource(choose("kl:root=2:reduction=sum"), { table });
  const { name, root, positions, reduction, pass } = source;
  assert.equal(typeof source.plain, "function");
  assert.deepEqual([name, root, positions, reduction, pass, source.measure], [
    ...["kl:reduction=sum:root=2", 2, "masked", "sum", "same", undefined],
  ]);
});
