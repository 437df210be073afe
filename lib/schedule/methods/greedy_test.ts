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

Deno.test("greedy's bounds may be equal, or be one alone, but not the wrong way round", () => {
  const create = (bounds: string) => createMethod(`greedy${bounds}`, { steps: 3, seed: 0 });
  for (const bounds of [":minLr=2", ":maxLr=2", ":minLr=2:maxLr=2", ":minLr=1:maxLr=2"]) {
    create(bounds);
  }
  assert.throws(() => create(":minLr=2:maxLr=1"), {
    name: "InputError",
    message: "minLr 2 of greedy is above its maxLr 1. Give it bounds with the lower one first.",
  });
});

Deno.test("greedy's bounds are rates, looked at with A′ of the step", () => {
  const method = createMethod("greedy:patience=0:factor=0.5:minLr=0.75:maxLr=6", {
    ...{ steps: 9, seed: 0 },
  });
  // Of A′ = 2: 2, 4, then 6 and not 8; halves from there on, 3, 1.5, and .75 and not .375.
  const rates = ratesOf(method, () => 2, [9, 8, 7, 7, 7, 7, 7, 7, 7]);
  assertClose(rates, [2, 4, 6, 6, 3, 1.5, 0.75, 0.75, 0.75]);
});

Deno.test("a loss is better by more than the threshold, as a difference or as a share", () => {
  const rates = (threshold: string, losses: readonly number[]) =>
    ratesOf(
      createMethod(`greedy:patience=0:factor=0.5:${threshold}`, { steps: 4, seed: 0 }),
      () => 1,
      losses,
    );
  // Each better loss doubles the next rate, each other one halves it.
  assert.deepEqual(rates("threshold=0.5", [4, 3.5, 3.25, 9]), [1, 2, 1, 2]);
  const share = "threshold=0.5:thresholdMode=rel";
  assert.deepEqual(rates(share, [4, 2, 1.75, 9]), [1, 2, 1, 2]);
});

Deno.test("a change of at most eps is not made, and is counted as if it were", () => {
  const states = (scheduledRate: number, losses: readonly number[]) => {
    const method = createMethod("greedy:patience=0:factor=0.5:eps=0.5:warmup=1:cooldown=2", {
      ...{ steps: 4, seed: 0 },
    });
    let kept: Json = method.initial!;
    return losses.map((loss) => {
      const about = { step: 1, steps: 4, scheduledRate, learningRate: 1, gamma: null };
      kept = method.keep!({ ...about, gammaRoot: null, loss, gradNorm: 1 }, kept);
      return kept;
    });
  };
  const state = { share: 1, best: 3, good: 0, bad: 0, cooldown: 0, warmup: 1 };
  const rest = { beforeReset: 500, losses: [] };
  // Up by 1 · ½, which is no more than ½; by 1 · .75, which is.
  assert.deepEqual(states(0.5, [3]), [{ ...state, ...rest }]);
  assert.deepEqual(states(0.75, [3]), [{ ...state, share: 2, ...rest }]);
  // The step after it is not looked at. Down by ½ · 1, and by ½ · 1.5 of a share of 1.
  const down = { ...state, warmup: 0, cooldown: 2, ...rest };
  const after = (rate: number) => {
    const method = createMethod("greedy:patience=0:factor=0.5:eps=0.5:cooldown=2", {
      ...{ steps: 4, seed: 0 },
    });
    const before = { ...state, warmup: 0, ...rest };
    return method.keep!({
      ...{ step: 1, steps: 4, scheduledRate: rate, learningRate: 1, gamma: null },
      ...{ gammaRoot: null, loss: 3, gradNorm: 1 },
    }, before);
  };
  assert.deepEqual(after(1), down);
  assert.deepEqual(after(1.5), { ...down, share: 0.5 });
});

Deno.test("greedy begins with A′, no loss seen and nothing counted", () => {
  assert.deepEqual(createMethod("greedy:resetStart=7", { steps: 3, seed: 0 }).initial, {
    ...{ share: 1, best: null, good: 0, bad: 0, cooldown: 0, warmup: 0, beforeReset: 7 },
    losses: [],
  });
});
