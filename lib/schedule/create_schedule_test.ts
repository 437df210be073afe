import assert from "node:assert/strict";
import { InputError } from "../io/mod.ts";
import { assertRates } from "./_assert_rates.ts";
import { createSchedule } from "./create_schedule.ts";
import { defineSchedule } from "./define_schedule.ts";
import { SCHEDULES } from "./schedules.ts";
import { constant } from "./schedules/constant.ts";
import { cosine } from "./schedules/cosine.ts";
import { linear } from "./schedules/linear.ts";
import fixture from "../../tests/fixtures/schedules.json" with { type: "json" };

Deno.test("createSchedule() gives the schedule of a name", () => {
  const options = { trainingSteps: 4, warmupSteps: 1 };
  for (const step of [0, 1, 2, 3, 4]) {
    assert.equal(createSchedule("constant", 3, options)(step), constant(3, options)(step));
    assert.equal(createSchedule("linear", 3, options)(step), linear(3, options)(step));
    assert.equal(createSchedule("cosine", 3, options)(step), cosine(3, options)(step));
  }
  assert.ok(SCHEDULES.has("cosine"));
  assert.ok(!SCHEDULES.has("Cosine"));
});

Deno.test("Schedules are equal to Hugging Face's get_scheduler at every step", () => {
  const names = new Set<string>();
  for (const example of fixture.cases) {
    const name = example.name.replace("_with_warmup", "");
    names.add(name);
    const parameters = Object.entries(example.parameters ?? {}).map(([key, value]) =>
      `:${key.replace(/_./g, (letter) => letter[1]!.toUpperCase())}=${value}`
    );
    const options = { trainingSteps: example.training_steps, warmupSteps: example.warmup_steps };
    assertRates(
      createSchedule(name + parameters.join(""), example.learning_rate, options),
      example.rates,
    );
  }
  assert.deepEqual([...names], SCHEDULES.names, "the fixture covers all schedules");
});

Deno.test("createSchedule() refuses names, rates and steps that there are not", () => {
  assert.throws(
    () => createSchedule("cyclic", 1, { trainingSteps: 5 }),
    (error) => error instanceof InputError && /constant, linear, cosine/.test(error.message),
  );
  assert.throws(() => createSchedule("linear", -1, { trainingSteps: 5 }), RangeError);
  assert.throws(() => createSchedule("linear", 1, { trainingSteps: 0.5 }), RangeError);
  assert.throws(
    () => createSchedule("linear", 1, { trainingSteps: 5, warmupSteps: NaN }),
    RangeError,
  );
});

Deno.test("A schedule of one's own is chosen like a built-in one", () => {
  const schedules = SCHEDULES.with([defineSchedule({
    name: "zero",
    description: "no rate",
    create: () => () => 0,
  })]);
  assertRates(createSchedule("zero", 1, { trainingSteps: 5, schedules }), [0, 0]);
  assert.throws(() => defineSchedule({ name: "a b", description: "", create: () => () => 0 }), {
    name: "TypeError",
  });
});
