/** Γ before training, of sources that say what they were given. */
import assert from "node:assert/strict";
import { GammaError } from "../semantics/mod.ts";
import { pretendedModel, pretendedOptions } from "./_pretended.ts";
import type { GammaSource } from "./gamma_source.ts";
import { initialGamma } from "./initial_gamma.ts";
import type { MeasuredGamma } from "./measured_gamma.ts";
import type { TrainOptions } from "./options.ts";

const EVAL = [1, 2].map((id) => Int32Array.of(id, id, id, id));

async function initial(
  gammas: readonly (MeasuredGamma | Error)[],
  source: Partial<GammaSource> = {},
  more: Partial<TrainOptions> = {},
): Promise<[found: number | string, labels: number[][]]> {
  const seen: number[][] = [];
  const {
    plain = (_: unknown, { labels }: { labels: Int32Array }) => {
      seen.push([...labels]);
      const found = gammas[seen.length - 1]!;
      return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
    },
  } = source;
  const gamma = { name: "mine", root: 1, ...source, ...("plain" in source ? {} : { plain }) };
  const options = pretendedOptions({ evalChunks: EVAL, ...more, gamma: gamma as GammaSource });
  try {
    return [await initialGamma(pretendedModel().model, options), seen];
  } catch (error) {
    return [`${(error as Error).name}: ${(error as Error).message}`, seen];
  }
}

const pairs = (gamma: number | undefined, count: number) => ({ gamma, pairs: count });

Deno.test("it is the mean over all pairs, or of a sum that of as many chunks as a step looks at", async () => {
  const two = [pairs(2, 1), pairs(4, 3)];
  // Of the three chunks the first and the second are looked at, one by one, whatever is evaluated.
  const chunks = [[1, 2, 3, 4], [5, 6, 7, 8]];
  for (const trainEval of ["no", "last", "sample", "all"] as const) {
    assert.deepEqual(await initial(two, {}, { trainEval }), [3.5, chunks]);
  }
  assert.deepEqual(await initial(two, { reduction: "mean" }), [3.5, chunks]);
  const sum = { reduction: "sum" } as const;
  // 6 of two chunks: 3 a chunk, of which a step has 2, all 3, or 1.
  assert.equal((await initial(two, sum))[0], 6);
  assert.equal((await initial(two, sum, { gradientAccumulationSteps: 2 }))[0], 9);
  assert.equal((await initial(two, sum, { batchSize: 1 }))[0], 3);
  const first = { ...sum, positions: "first-chunk" } as const;
  assert.equal((await initial(two, first))[0], 3);
  assert.equal((await initial([pairs(undefined, 0), pairs(5, 2)]))[0], 5);
});

Deno.test("where there is none, what is wrong and what to do are said", async () => {
  const none = (why: string) =>
    "NonFiniteError: No step was made: Γ (mine) before training, the reference of the rates, does " +
    `not exist. ${why} Give a number for the reference, or none.`;
  const ofTwo = async (gamma: number | undefined, count = 1) =>
    (await initial([pairs(gamma, count), pairs(gamma, count)]))[0];
  assert.equal(await ofTwo(undefined, 0), none("There is no pair of words to compare."));
  for (const gamma of [0, -1, Infinity, NaN]) {
    assert.equal(await ofTwo(gamma), none(`It is ${gamma}, and must be above 0.`));
  }
  const [missing, seen] = await initial([new GammaError("No logarithm."), pairs(1, 1)]);
  assert.deepEqual([missing, seen.length], [none("No logarithm."), 1]);
  assert.equal((await initial([new RangeError("mine")]))[0], "RangeError: mine");
  assert.deepEqual(await initial([], { plain: undefined } as unknown as Partial<GammaSource>), [
    "RangeError: Γ mine cannot be measured before training: it has no profiles.",
    [],
  ]);
});
