import assert from "node:assert/strict";
import { InputError } from "../../io/mod.ts";
import { assertRates } from "../_assert_rates.ts";
import { createSchedule } from "../create_schedule.ts";

const create = (parameters: Record<string, string | number>, trainingSteps: number, warmup = 0) =>
  createSchedule({ name: "warmup_stable_decay", ...parameters }, 8, {
    trainingSteps,
    warmupSteps: warmup,
  });

Deno.test("warmup_stable_decay climbs, stays, and comes down over a number of steps", () => {
  // 2 steps up: 0, ½. 2 level. 4 down in a line: 1, ¾, ½, ¼. Then 0.
  const schedule = create({ numDecaySteps: 4, decayType: "linear" }, 8, 2);
  assertRates(schedule, [0, 4, 8, 8, 8, 6, 4, 2, 0, 0]);
});

Deno.test("warmup_stable_decay comes down over a share of the steps, a fifth by default", () => {
  // A fifth of 10 steps is 2: heights of the cosine 1, ½, then 0.
  assertRates(create({}, 10), [8, 8, 8, 8, 8, 8, 8, 8, 8, 4, 0]);
  // Half of 4 steps is 2.
  assertRates(create({ decayFraction: 0.5 }, 4), [8, 8, 8, 4, 0]);
  // Nine tenths would be 9 steps, but only 4 are left: √0, √¼, √½, √¾ less than 1.
  const schedule = create({ decayFraction: 0.9, decayType: "1-sqrt" }, 10, 6);
  assertRates(schedule, [8, 4, 8 * (1 - Math.sqrt(0.5)), 8 * (1 - Math.sqrt(0.75)), 0], 6);
});

Deno.test("warmup_stable_decay has three ways up, all from minLrRatio", () => {
  // After half of the way the heights are ½, (1 − cos ½π) / 2 = ½ and 1 − √½; the rate is
  // 8 · (¾ height + ¼).
  for (
    const [warmupType, height] of [["linear", 0.5], ["cosine", 0.5], ["1-sqrt", 1 - Math.SQRT1_2]]
  ) {
    const schedule = create({ warmupType: warmupType!, minLrRatio: 0.25 }, 10, 2);
    assertRates(schedule, [2, 8 * (0.75 * (height as number) + 0.25), 8]);
    assertRates(schedule, [2, 2], 10);
  }
});

Deno.test("warmup_stable_decay ends early where the level is given and short", () => {
  assertRates(
    create({ numStableSteps: 1, numDecaySteps: 2, decayType: "linear" }, 10),
    [8, 8, 4, 0, 0],
  );
});

Deno.test("warmup_stable_decay without a decay falls to the least rate at its end", () => {
  // As in Transformers: the full rate up to the last step, the least one from there on.
  assertRates(create({ numDecaySteps: 0, minLrRatio: 0.25 }, 4), [8, 8, 8, 8, 2, 2]);
});

Deno.test("warmup_stable_decay refuses two lengths of the decay and unknown shapes", () => {
  const refused = (parameters: Record<string, string | number>, words: string) =>
    assert.throws(
      () => create(parameters, 10),
      (error) => error instanceof InputError && error.message.includes(words),
    );
  refused({ numDecaySteps: 2, decayFraction: 0.2 }, "Give it one of the two");
  refused({ decayType: "sqrt" }, "one of linear, cosine, 1-sqrt");
});

Deno.test("a warm-up as long as the run leaves the decay no step, whatever is level after it", () => {
  assertRates(create({ numStableSteps: 1 }, 4, 4), [0, 2, 4, 6, 8, 0, 0]);
  assertRates(create({}, 4, 4), [0, 2, 4, 6, 0]);
});
