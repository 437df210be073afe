import assert from "node:assert/strict";
import { assertRates } from "../_assert_rates.ts";
import { createSchedule } from "../create_schedule.ts";
import { cosine } from "./cosine.ts";

Deno.test("cosine() follows half a wave", () => {
  // (1 + cos(π·k/6)) / 2 for k = 0 … 6: cosines 1, √3/2, 1/2, 0, −1/2, −√3/2, −1.
  const root = Math.sqrt(3) / 2;
  const expected = [1, (1 + root) / 2, 0.75, 0.5, 0.25, (1 - root) / 2, 0];
  assertRates(cosine(1, { trainingSteps: 6 }), expected);
});

Deno.test("cosine() climbs, then follows half a wave over the steps that are left", () => {
  // Up: 0, 1/2. Down over 6 − 2 = 4 steps: cosines 1, √½, 0, −√½, −1. Past the end it climbs again.
  const root = Math.sqrt(0.5);
  const expected = [0, 0.5, 1, (1 + root) / 2, 0.5, (1 - root) / 2, 0, (1 - root) / 2];
  assertRates(cosine(1, { trainingSteps: 6, warmupSteps: 2 }), expected);
});

Deno.test("numCycles says how many waves there are", () => {
  // Two waves in 8 steps: cos(π·k/2) = 1, 0, −1, 0 and again.
  const schedule = createSchedule("cosine:numCycles=2", 1, { trainingSteps: 8 });
  assertRates(schedule, [1, 0.5, 0, 0.5, 1, 0.5, 0, 0.5, 1]);
});

Deno.test("cosine() is as it always was, to the bit", () => {
  const schedule = cosine(1e-4, { trainingSteps: 58, warmupSteps: 3 });
  for (let step = 3; step <= 58; step++) {
    const before = 1e-4 * (0.5 * (1 + Math.cos(Math.PI * ((step - 3) / 55))));
    assert.equal(schedule(step), before);
  }
});

Deno.test("cosine() refuses steps outside their range", () => {
  assert.throws(() => cosine(1, { trainingSteps: 5, warmupSteps: -1 }), RangeError);
});
