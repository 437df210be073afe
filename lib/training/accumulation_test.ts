/** That it makes no difference into how many batches the chunks of a step are divided. */
import assert from "node:assert/strict";
import type { NamedTensors } from "../model/mod.ts";
import { Random } from "../random/mod.ts";
import { createMethod } from "../schedule/mod.ts";
import { chooseGamma, gammaTable } from "../semantics/mod.ts";
import {
  assertClose,
  chunks,
  collect,
  isStep,
  openModel,
  options,
  semantics,
} from "./_tiny_training.ts";
import { combinedGamma, gammaSource } from "./gamma_source.ts";
import type { TrainOptions } from "./options.ts";
import type { StepRecord } from "./records.ts";

/** Ids as text: some are pieces, which belong to the word before them. */
const decode = (ids: readonly number[]) =>
  ids.map((id) => id % 7 === 0 ? `##${id}` : `w${id}`).join(" ").replaceAll(" ##", "");
const classifier = {
  name: "lengths",
  modelSha256: "",
  uncased: false,
  // Of a word's digits, so that words of several pieces have scores, too.
  scores: (words: readonly string[]) =>
    Promise.resolve(Float32Array.from(words.flatMap((word) => {
      const seed = [...word].reduce((sum, digit) => (31 * sum + digit.charCodeAt(0)) % 997, 7);
      return [1, 2, 3, 4, 5, 6].map((pole) => 0.05 + (seed * pole % 89) / 178);
    }))),
};

interface Trained {
  steps: StepRecord[];
  weights: NamedTensors;
}

async function trained(gammaText: string, more: Partial<TrainOptions>): Promise<Trained> {
  const gamma = chooseGamma(gammaText);
  const table = gammaTable(gamma.parts, semantics());
  const model = await openModel({ gamma, semantics: table, accumulation: true });
  const method = createMethod("SD", { steps: 4, seed: 7 });
  const source = gammaSource(gamma, { table, classifier, decode });
  const steps = (await collect(model, { method, ...more, gamma: source })).filter(isStep);
  const weights = await model.tensors();
  model.dispose();
  return { steps, weights };
}

/** Fails unless two runs came to the same, but for the rounding of sums in another order. */
function assertSame(actual: Trained, expected: Trained): void {
  assert.equal(actual.steps.length, expected.steps.length);
  for (const [i, step] of expected.steps.entries()) {
    const found = actual.steps[i]!;
    assert.equal(found.gamma_pairs, step.gamma_pairs);
    for (const figure of ["loss", "grad_norm", "gamma", "learning_rate"] as const) {
      if (step[figure] === null) assert.equal(found[figure], null);
      else assertClose(found[figure]!, step[figure], 1e-6, `${figure} of step ${i + 1}`);
    }
  }
  for (const [name, { data }] of expected.weights) {
    // The gradient of a key's bias is exactly 0; Adam turns its rounding noise into whole steps.
    if (name.endsWith("self.key.bias")) continue;
    const found = actual.weights.get(name)!.data;
    data.forEach((x, i) => assert.ok(Math.abs(x - found[i]!) < 1e-6, `${name}[${i}]`));
  }
}

for (
  const gamma of [
    "paper",
    "paper:distance=kl:reduction=sum",
    "paper:positions=first-chunk:prediction=expectation",
    "paper:pass=second",
    "notebook:positions=masked",
    "notebook",
  ]
) {
  Deno.test(`a step is the same in any number of batches: ${gamma}`, async () => {
    const trainChunks = chunks(20, "train");
    const whole = await trained(gamma, { trainChunks, batchSize: 20 });
    assert.equal(whole.steps.length, 2);
    assert.ok(whole.steps.every(({ gamma_pairs }) => gamma_pairs > 1));
    const divided = [[10, 2], [7, 3], ...(gamma === "paper" ? [[1, 20]] : [])] as const;
    for (const [batchSize, gradientAccumulationSteps] of divided) {
      const more = { trainChunks, batchSize, gradientAccumulationSteps };
      assertSame(await trained(gamma, more), whole);
    }
  });
}

Deno.test("a step is the same where chance masks nothing in some of its batches, or in all", async () => {
  const trainChunks = chunks(8, "train"), maskProbability = 0.01;
  const more = { trainChunks, batchSize: 8, maskProbability, epochs: 6 };
  const epochs = Array.from({ length: more.epochs }, (_, epoch) => epoch);
  // By hand: a token is masked where its draw is below the probability.
  const masksNothing = (epoch: number, chunk: number) => {
    const random = new Random(options().seed, "mask", epoch, chunk);
    return trainChunks[chunk]!.every(() => random.next() >= maskProbability);
  };
  const empty = epochs.map((epoch) =>
    [...trainChunks.keys()].filter((chunk) => masksNothing(epoch, chunk)).length
  );
  assert.ok(empty.includes(8), "all chunks of a step are drawn again");
  assert.ok(empty.some((count) => count > 0 && count < 8), "some chunks stay without masks");
  const whole = await trained("paper", more);
  for (const batchSize of [4, 1]) {
    const gradientAccumulationSteps = 8 / batchSize;
    assertSame(await trained("paper", { ...more, batchSize, gradientAccumulationSteps }), whole);
  }
});

Deno.test("Γ of several batches is weighed by their pairs, or summed", () => {
  const source = gammaSource(chooseGamma("paper"));
  const gammas = [{ gamma: 1, pairs: 1 }, { gamma: 5, pairs: 3 }, { gamma: undefined, pairs: 0 }];
  assert.deepEqual(combinedGamma(source, gammas), { gamma: 4, pairs: 4 });
  const { reduction: _, ...silent } = source;
  assert.deepEqual(combinedGamma(silent, gammas), { gamma: 4, pairs: 4 });
  const sum = gammaSource(chooseGamma("paper:reduction=sum"));
  assert.deepEqual(combinedGamma(sum, gammas), { gamma: 6, pairs: 4 });
  const none = [{ gamma: undefined, pairs: 0 }];
  for (const each of [source, sum]) {
    assert.deepEqual(combinedGamma(each, none), { gamma: undefined, pairs: 0 });
  }
});
