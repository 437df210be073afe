import assert from "node:assert/strict";
import { real } from "../definition/mod.ts";
import { InputError } from "../io/mod.ts";
import { createMethod } from "./create_method.ts";
import { defineMethod } from "./define_method.ts";
import { METHODS } from "./methods.ts";
import type { RateRule, StepOutcome } from "./rate_method.ts";

const RUN = { steps: 3, seed: 0 };

Deno.test("a method's name is its choice's text", () => {
  const damped = defineMethod({
    name: "damped",
    description: "times a factor a step",
    parameters: { by: { description: "factor", rule: real("a number", () => true), default: 0.5 } },
    create: ({ parameters: { by } }) => ({
      initial: 1,
      rate: ({ scheduledRate }, kept) => scheduledRate * (kept as number),
      keep: (_, kept) => kept as number * by,
    }),
  });
  const methods = METHODS.with([damped]);
  assert.equal(createMethod("damped", RUN, methods).name, "damped");
  const method = createMethod({ name: "damped", by: 0.25 }, RUN, methods);
  assert.equal(method.name, "damped:by=0.25");
  const outcome: StepOutcome = {
    step: 1,
    steps: 3,
    scheduledRate: 8,
    learningRate: 8,
    gamma: null,
    gammaRoot: null,
    loss: 1,
    gradNorm: 1,
  };
  const kept = method.keep!(outcome, method.keep!(outcome, method.initial!));
  // 8 · ¼ · ¼
  assert.equal(method.rate!({ step: 3, steps: 3, scheduledRate: 8 }, kept), 0.5);
});

Deno.test("a method may be an object of a class", () => {
  class Halving {
    readonly #by = 0.5;
    rate({ scheduledRate }: { scheduledRate: number }): number {
      return scheduledRate * this.#by;
    }
  }
  const definition = defineMethod({
    name: "halving",
    description: "",
    create: () => new Halving(),
  });
  const method = createMethod(definition, RUN);
  assert.equal(method.rate!({ step: 1, steps: 3, scheduledRate: 3 }, null), 1.5);
});

Deno.test("createMethod() refuses unknown names and methods that say nothing or too much", () => {
  const refused = (choice: Parameters<typeof createMethod>[0], words: string) =>
    assert.throws(
      () => createMethod(choice, RUN),
      (error) => error instanceof InputError && error.message.includes(words),
    );
  refused("SD4", "The methods are none, SD, SD2");
  refused(
    defineMethod({ name: "empty", description: "", create: () => ({}) }),
    "how it makes rates",
  );
  const both = { power: 1, rate: () => 1 };
  refused(defineMethod({ name: "both", description: "", create: () => both }), "code besides");
  const sees = { power: 1, sees: ["loss"] as const };
  refused(defineMethod({ name: "sees", description: "", create: () => sees }), "code besides");
  const bad = { power: Infinity };
  refused(defineMethod({ name: "bad", description: "", create: () => bad }), "a finite number");
});

Deno.test("a method has what its rule has, and no more", () => {
  const keys = (choice: Parameters<typeof createMethod>[0]) =>
    Object.keys(createMethod(choice, { ...RUN, factors: [1, 1, 1] }));
  assert.deepEqual(keys("none"), ["name", "power"]);
  assert.deepEqual(keys("greedy"), ["name", "initial", "rate", "keep"]);
  assert.deepEqual(keys("replay:of=SD"), ["name", "rate"]);
  const seeing = defineMethod({ name: "seeing", adjust: (rate) => rate });
  assert.deepEqual(keys(seeing), ["name", "sees", "rate"]);
  const none = { power: undefined, sees: undefined, initial: undefined, keep: undefined };
  const rate = () => 1;
  const empty = defineMethod({
    ...{ name: "empty", description: "" },
    create: () => ({ ...none, rate }) as unknown as RateRule,
  });
  assert.deepEqual(keys(empty), ["name", "rate"]);
});
