import assert from "node:assert/strict";
import { InputError } from "../../io/mod.ts";
import { assertRates } from "../_assert_rates.ts";
import { createSchedule } from "../create_schedule.ts";

const options = { trainingSteps: 4 };

Deno.test("cosine_with_min_lr comes down to a share of the rate, or to a rate", () => {
  // Cosines 1, √½, 0, −√½, −1 give heights h = (1 + cos) / 2; the rate is 10 · (¾ h + ¼).
  const root = Math.sqrt(0.5);
  const heights = [1, (1 + root) / 2, 0.5, (1 - root) / 2, 0];
  const expected = heights.map((height) => 10 * (0.75 * height + 0.25));
  assertRates(createSchedule("cosine_with_min_lr:minLrRate=0.25", 10, options), expected);
  assertRates(createSchedule("cosine_with_min_lr:minLr=2.5", 10, options), expected);
});

Deno.test("cosine_with_min_lr climbs from 0, and ends at a tenth if it is not told where", () => {
  // Up: 0, 1/2. Down over 2 steps: heights 1, 1/2, 0.
  const schedule = createSchedule("cosine_with_min_lr", 10, { ...options, warmupSteps: 2 });
  assertRates(schedule, [0, 5, 10, 5.5, 1]);
});

Deno.test("cosine_with_min_lr refuses two least rates, and one above the rate", () => {
  for (
    const [parameters, words] of [
      [{ minLr: 1, minLrRate: 0.1 }, "Give it one of the two"],
      [{ minLr: 11 }, "minLr 11 of cosine_with_min_lr is above the rate 10"],
      [{ minLrRate: 1.5 }, "It must be a number from 0 to 1"],
    ] as const
  ) {
    assert.throws(
      () => createSchedule({ name: "cosine_with_min_lr", ...parameters }, 10, options),
      (error) => error instanceof InputError && error.message.includes(words),
    );
  }
});

Deno.test("a rate of 0 stays there", () => {
  assertRates(createSchedule("cosine_with_min_lr:minLr=0", 0, options), [0, 0, 0]);
});

Deno.test("the least rate may be the rate, and the share 0 or 1", () => {
  assertRates(createSchedule("cosine_with_min_lr:minLr=10", 10, options), [10, 10, 10, 10, 10]);
  assertRates(createSchedule("cosine_with_min_lr:minLrRate=1", 10, options), [10, 10, 10, 10, 10]);
  assertRates(createSchedule("cosine_with_min_lr:minLrRate=0", 10, options), [0], 4);
  assertRates(createSchedule("cosine_with_min_lr:minLr=0", 10, options), [0], 4);
});
