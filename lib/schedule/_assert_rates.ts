/** What the tests of schedules share. */
import assert from "node:assert/strict";
import type { Schedule } from "./define_schedule.ts";

/** Asserts the rates from a step on, to twelve digits. */
export function assertRates(schedule: Schedule, expected: readonly number[], firstStep = 0): void {
  expected.forEach((rate, i) => {
    const actual = schedule(firstStep + i);
    assert.ok(
      Math.abs(actual - rate) <= 1e-12 * Math.abs(rate) + 1e-20,
      `step ${firstStep + i}: ${actual} instead of ${rate}`,
    );
  });
}
