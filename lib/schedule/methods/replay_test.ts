import assert from "node:assert/strict";
import { InputError } from "../../io/mod.ts";
import { createMethod } from "../create_method.ts";
import { METHODS } from "../methods.ts";

const factors = Array.from({ length: 40 }, (_, i) => 1 + i / 8);

function rates(choice: string, seed = 0): number[] {
  const method = createMethod(choice, { steps: 40, seed, factors });
  return factors.map((_, i) => method.rate!({ step: i + 1, steps: 40, scheduledRate: 2 }, null));
}

Deno.test("replay multiplies A′ with the other run's factor of the same step", () => {
  // 2 · 1, 2 · 1.125, 2 · 1.25 …
  assert.deepEqual(rates("replay:of=SD").slice(0, 3), [2, 2.25, 2.5]);
  assert.deepEqual(rates("replay:of=SD"), factors.map((factor) => 2 * factor));
});

Deno.test("a shuffled replay has the same factors, in an order that the seed decides", () => {
  const shuffled = rates("replay:of=SD:order=shuffled");
  assert.notDeepEqual(shuffled, rates("replay:of=SD"));
  assert.deepEqual(shuffled.toSorted((a, b) => a - b), rates("replay:of=SD"));
  assert.deepEqual(rates("replay:of=SD:order=shuffled"), shuffled);
  assert.notDeepEqual(rates("replay:of=SD:order=shuffled", 1), shuffled);
});

Deno.test("replay says which run it needs", () => {
  const { needs } = METHODS.get("replay");
  assert.deepEqual(needs!({ of: "SD", from: "next", order: "same" }), { of: "SD", from: "next" });
  assert.equal(METHODS.get("SD").needs, undefined);
});

Deno.test("a step without a factor leaves A′", () => {
  const method = createMethod("replay:of=SD", { steps: 2, seed: 0, factors: [null, 3] });
  const rate = (step: number) => method.rate!({ step, steps: 2, scheduledRate: 2 }, null);
  assert.deepEqual([rate(1), rate(2)], [2, 6]);
});

Deno.test("replay refuses what is no list of factors, one for each step", () => {
  const refused = (given: readonly number[] | undefined, words: string) =>
    assert.throws(
      () =>
        createMethod("replay:of=SD", {
          steps: 2,
          seed: 0,
          ...(given === undefined ? {} : { factors: given }),
        }),
      (error) => error instanceof InputError && error.message.includes(words),
    );
  refused(undefined, "replay needs the rates of the run SD");
  refused([1], "for each of its 2 steps, and that has 1");
  refused([1, 2, 3], "for each of its 2 steps, and that has 3");
  refused([1, NaN], "step 2 of SD has the factor NaN");
  refused([-1, 1], "step 1 of SD has the factor -1");
  assert.throws(() => createMethod("replay", { steps: 2, seed: 0 }), /needs its parameter of/);
});
