import assert from "node:assert/strict";
import { createMethod } from "../create_method.ts";
import { METHODS } from "../methods.ts";
import type { Json, RateMethod } from "../rate_method.ts";
import fixture from "../../../tests/fixtures/greedy.json" with { type: "json" };

/** A″ of each step of a run with these losses, whose state goes through a checkpoint each time. */
function ratesOf(
  method: RateMethod,
  scheduledRate: (step: number) => number,
  losses: readonly number[],
): number[] {
  const steps = losses.length;
  let kept: Json = method.initial!;
  return losses.map((loss, i) => {
    const about = { step: i + 1, steps, scheduledRate: scheduledRate(i) };
    const learningRate = method.rate!(about, kept);
    const outcome = { ...about, learningRate, gamma: null, gammaRoot: null, loss, gradNorm: 1 };
    kept = JSON.parse(JSON.stringify(method.keep!(outcome, kept))) as Json;
    return learningRate;
  });
}

function assertClose(actual: readonly number[], expected: readonly number[], what = ""): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((rate, i) =>
    assert.ok(
      Math.abs(actual[i]! - rate) <= 1e-12 * rate,
      `${what} step ${i + 1}: ${actual[i]} instead of ${rate}`,
    )
  );
}

for (const { name, learning_rate: rate, parameters, losses, rates } of fixture.cases) {
  Deno.test(`greedy is Transformers' GreedyLR: one that ${name}`, () => {
    const own = Object.fromEntries(
      Object.entries(parameters).map(([key, value]) => [
        key.replace(/_./g, (letter) => letter[1]!.toUpperCase()),
        value,
      ]),
    );
    const method = createMethod({ name: "greedy", ...own }, { steps: losses.length, seed: 0 });
    assertClose(ratesOf(method, () => rate, losses), rates, name);
    assert.ok(new Set(rates).size > 1, "the rates change");
  });
}

Deno.test("greedy raises and lowers a share of A′, which goes its own way", () => {
  const method = createMethod("greedy:patience=0:factor=0.5", { steps: 6, seed: 0 });
  // Losses 3, 2, 1 are each better than the best before: the share doubles after each. 1 and 2 are
  // not better: it halves. A′ falls from 6 to 1.
  const rates = ratesOf(method, (step) => 6 - step, [3, 2, 1, 1, 2, 9]);
  assert.deepEqual(rates, [6, 5 * 2, 4 * 4, 3 * 8, 2 * 4, 1 * 2]);
});

Deno.test("greedy stays between a tenth of A′ and ten times A′ if it is not told otherwise", () => {
  const method = createMethod("greedy:patience=0:factor=0.5", { steps: 10, seed: 0 });
  // 2, 4, 8, then 10 and not 16; ½, ¼, ⅛, then 0.1 and not 1/16.
  const up = ratesOf(method, () => 1, [9, 8, 7, 6, 5, 4]);
  assertClose(up, [1, 2, 4, 8, 10, 10]);
  const down = ratesOf(method, () => 1, [1, 2, 2, 2, 2, 2, 2]);
  assertClose(down, [1, 2, 1, 0.5, 0.25, 0.125, 0.1]);
});

Deno.test("greedy keeps what a checkpoint can hold, and leaves it alone", () => {
  const method = createMethod("greedy:smooth=true:windowSize=2", { steps: 3, seed: 0 });
  const before = JSON.stringify(method.initial);
  ratesOf(method, () => 1, [3, 2, 1]);
  assert.equal(JSON.stringify(method.initial), before);
});

Deno.test("greedy asks for no forward pass of its own", () => {
  const { sees, power } = createMethod("greedy", { steps: 3, seed: 0 });
  assert.deepEqual([sees, power], [undefined, undefined]);
});

Deno.test("greedy's parameters begin as those of Transformers' GreedyLR", () => {
  const { parameters } = METHODS.get("greedy");
  const defaults = Object.entries(parameters!).map(([name, { default: value }]) => [name, value]);
  // Its bounds of the rate follow A′ here.
  assert.deepEqual(Object.fromEntries(defaults), {
    ...{ patience: 10, factor: 0.95, minLr: undefined, maxLr: undefined, threshold: 1e-6 },
    ...{ thresholdMode: "abs", cooldown: 0, warmup: 0, eps: 1e-8, smooth: false },
    ...{ windowSize: 50, resetStart: 500 },
  });
});
