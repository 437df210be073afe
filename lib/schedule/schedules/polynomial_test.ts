import assert from "node:assert/strict";
import { InputError } from "../../io/mod.ts";
import { assertRates } from "../_assert_rates.ts";
import { createSchedule } from "../create_schedule.ts";

Deno.test("polynomial comes down to lrEnd by a power of what is left, and stays there", () => {
  // 8 · left² + 2 with left = 1, ¾, ½, ¼, 0.
  const schedule = createSchedule("polynomial:lrEnd=2:power=2", 10, { trainingSteps: 4 });
  assertRates(schedule, [10, 6.5, 4, 2.5, 2, 2, 2]);
});

Deno.test("polynomial climbs, and is a straight line down to 1e-7 by default", () => {
  // Up: 0, 1/2. Down over 2 steps: half-way between 1 and 1e-7 after one of them.
  const schedule = createSchedule("polynomial", 1, { trainingSteps: 4, warmupSteps: 2 });
  assertRates(schedule, [0, 0.5, 1, (1 + 1e-7) / 2, 1e-7, 1e-7]);
});

Deno.test("polynomial with a warm-up as long as the run reaches the rate", () => {
  assertRates(createSchedule("polynomial", 4, { trainingSteps: 2, warmupSteps: 2 }), [0, 2, 4]);
});

Deno.test("polynomial refuses to end where it begins or above", () => {
  assert.throws(
    () => createSchedule("polynomial:lrEnd=2", 2, { trainingSteps: 4 }),
    (error) => error instanceof InputError && error.message.includes("not below the rate 2"),
  );
});
