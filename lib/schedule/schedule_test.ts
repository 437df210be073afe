import assert from "node:assert/strict";
import {
  constant,
  cosine,
  createSchedule,
  isScheduleName,
  linear,
  type Schedule,
  type ScheduleName,
} from "./schedule.ts";
import fixture from "../../tests/fixtures/schedules.json" with { type: "json" };

function assertRates(schedule: Schedule, expected: readonly number[], firstStep = 0) {
  expected.forEach((rate, i) => {
    const actual = schedule(firstStep + i);
    assert.ok(
      Math.abs(actual - rate) <= 1e-12 * Math.abs(rate) + 1e-20,
      `step ${firstStep + i}: ${actual} instead of ${rate}`,
    );
  });
}

Deno.test("constant() keeps the rate", () => {
  assertRates(constant(2e-5), [2e-5, 2e-5, 2e-5]);
  assertRates(constant(2e-5), [2e-5], 1_000_000);
});

Deno.test("constant() climbs from 0 to the rate during warm-up", () => {
  // 4 warm-up steps: 0/4, 1/4, 2/4, 3/4 of the rate, then all of it.
  assertRates(constant(8, { warmupSteps: 4 }), [0, 2, 4, 6, 8, 8, 8]);
});

Deno.test("linear() falls to 0 at the last step and stays there", () => {
  // The rate of step s is 10 · (5 − s) / 5.
  assertRates(linear(10, { trainingSteps: 5 }), [10, 8, 6, 4, 2, 0, 0]);
});

Deno.test("linear() climbs, then falls over the steps that are left", () => {
  // Up: 0, 1/2. Down over 6 − 2 = 4 steps: 4/4, 3/4, 2/4, 1/4, 0.
  assertRates(linear(4, { trainingSteps: 6, warmupSteps: 2 }), [0, 2, 4, 3, 2, 1, 0, 0]);
});

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

Deno.test("A warm-up longer than the run only climbs", () => {
  assertRates(linear(10, { trainingSteps: 2, warmupSteps: 5 }), [0, 2]);
});

Deno.test("createSchedule() gives the schedule of a name", () => {
  const options = { trainingSteps: 4, warmupSteps: 1 };
  for (const step of [0, 1, 2, 3, 4]) {
    assert.equal(createSchedule("constant", 3, options)(step), constant(3, options)(step));
    assert.equal(createSchedule("linear", 3, options)(step), linear(3, options)(step));
    assert.equal(createSchedule("cosine", 3, options)(step), cosine(3, options)(step));
  }
  assert.ok(isScheduleName("cosine"));
  assert.ok(!isScheduleName("Cosine"));
});

Deno.test("Schedules are equal to Hugging Face's get_scheduler at every step", () => {
  const names = new Set<string>();
  for (const example of fixture.cases) {
    const name = example.name.replace("_with_warmup", "") as ScheduleName;
    names.add(name);
    const options = { trainingSteps: example.training_steps, warmupSteps: example.warmup_steps };
    assertRates(createSchedule(name, example.learning_rate, options), example.rates);
  }
  assert.equal(names.size, 3, "the fixture covers all three schedules");
});

Deno.test("A schedule refuses rates, steps and names outside their range", () => {
  assert.throws(() => constant(-1), RangeError);
  assert.throws(() => constant(NaN), RangeError);
  assert.throws(() => linear(1, { trainingSteps: 1.5 }), RangeError);
  assert.throws(() => cosine(1, { trainingSteps: 5, warmupSteps: -1 }), RangeError);
  assert.throws(
    () => createSchedule("cyclic" as ScheduleName, 1, { trainingSteps: 5 }),
    /constant, linear, cosine/,
  );
});
