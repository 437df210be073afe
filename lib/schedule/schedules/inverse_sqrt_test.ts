import { assertRates } from "../_assert_rates.ts";
import { createSchedule } from "../create_schedule.ts";

Deno.test("inverse_sqrt falls by the root of the steps, in units of the warm-up", () => {
  // Up: 0, ¼, ½, ¾. From step 4 on 1 / √(step / 4): 1 at step 4, ½ at step 16, ⅓ at step 36.
  const schedule = createSchedule("inverse_sqrt", 12, { trainingSteps: 9, warmupSteps: 4 });
  assertRates(schedule, [0, 3, 6, 9, 12, 12 / Math.sqrt(1.25)]);
  assertRates(schedule, [6], 16);
  assertRates(schedule, [4], 36);
});

Deno.test("inverse_sqrt takes a time scale, which is 10,000 without a warm-up", () => {
  // 1 / √((step + 3) / 3): ½ after 9 steps. With 10,000: 1 / √2 after as many steps.
  assertRates(createSchedule("inverse_sqrt:timescale=3", 1, { trainingSteps: 9 }), [0.5], 9);
  assertRates(createSchedule("inverse_sqrt", 1, { trainingSteps: 9 }), [Math.SQRT1_2], 10_000);
});
