import assert from "node:assert/strict";
import { createMethod } from "../create_method.ts";
import { METHODS } from "../methods.ts";

Deno.test("mean multiplies every A′ with the geometric mean of the other run's factors", () => {
  // ∛(½ · 2 · 8) = 2
  const method = createMethod("mean:of=SD", { steps: 3, seed: 0, factors: [0.5, 2, 8] });
  for (const step of [1, 2, 3]) {
    assert.ok(Math.abs(method.rate!({ step, steps: 3, scheduledRate: 5 }, null) - 10) < 1e-12);
  }
});

Deno.test("a factor of 0 is refused, steps without one do not count, no factors make it 1", () => {
  const rate = (factors: (number | null)[]) =>
    createMethod("mean:of=SD", { steps: factors.length, seed: 0, factors })
      .rate!({ step: 1, steps: factors.length, scheduledRate: 5 }, null);
  assert.throws(
    () => rate([2, 0]),
    /^InputError: step 2 of SD has the factor 0, and so would have the mean\. Let mean read/,
  );
  assert.equal(rate([null, 2, null]), 10);
  assert.equal(rate([null]), 5);
  assert.equal(rate([]), 5);
});

Deno.test("mean says which run it needs, and refuses to do without", () => {
  const { needs } = METHODS.get("mean");
  assert.deepEqual(needs!({ of: "SD2", from: "same" }), { of: "SD2", from: "same" });
  assert.throws(() => createMethod("mean:of=SD", { steps: 2, seed: 0 }), /the run SD/);
});

Deno.test("of several factors of 0 the first is named, also that of the first step", () => {
  for (const [factors, step] of [[[0, 2, 0], 1], [[2, 0, 0], 2]] as const) {
    assert.throws(() => createMethod("mean:of=SD", { steps: 3, seed: 0, factors }), {
      name: "InputError",
      message: `step ${step} of SD has the factor 0, and so would have the mean. Let mean read a ` +
        "run whose rates are above 0 wherever the schedule's are.",
    });
  }
});
