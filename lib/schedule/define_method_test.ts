import assert from "node:assert/strict";
import { createMethod } from "./create_method.ts";
import { defineMethod } from "./define_method.ts";
import { METHODS } from "./methods.ts";
import { adjusted } from "./rate_method.ts";

const RUN = { steps: 3, seed: 0 };

Deno.test("METHODS begins with none, SD and SD2 in this order", () => {
  assert.deepEqual(METHODS.names.slice(0, 3), ["none", "SD", "SD2"]);
});

Deno.test("none leaves the rate, SD divides it by the root, SD2 multiplies it", () => {
  // A′ = 6, root = 1.5: 6, 6 / 1.5 = 4 and 6 · 1.5 = 9.
  assert.equal(adjusted(createMethod("none", RUN), 6, 1.5), 6);
  assert.ok(Math.abs(adjusted(createMethod("SD", RUN), 6, 1.5) - 4) < 1e-12);
  assert.equal(adjusted(createMethod("SD2", RUN), 6, 1.5), 9);
});

Deno.test("Every method with a power adjusts to A′ · root^power", () => {
  const powers = ["none", "SD", "SD2", defineMethod({ name: "root", power: 0.5 })];
  for (const method of powers.map((choice) => createMethod(choice, RUN))) {
    const { name, power } = method;
    assert.ok(power !== undefined, `${name} has a power`);
    for (const rate of [0, 2e-5, 1]) {
      for (const root of [0.5, 1, 1.817, 3.62]) {
        const expected: number = rate * Math.pow(root, power);
        assert.ok(Math.abs(adjusted(method, rate, root) - expected) <= 1e-15 * expected, name);
      }
    }
  }
});

Deno.test("defineMethod() takes any function of A′ and the root, which has no power then", () => {
  const definition = defineMethod({
    name: "capped",
    adjust: (rate, root) => rate * Math.min(root, 2),
  });
  const capped = createMethod(definition, RUN);
  assert.equal(capped.power, undefined);
  assert.deepEqual(capped.sees, ["gamma"]);
  assert.equal(adjusted(capped, 3, 1.5), 4.5);
  assert.equal(adjusted(capped, 3, 9), 6);
});

Deno.test("a step without Γ keeps A′", () => {
  const capped = defineMethod({ name: "half", adjust: (rate) => rate / 2 });
  assert.equal(adjusted(createMethod(capped, RUN), 3, undefined), 3);
  assert.equal(adjusted(createMethod("SD", RUN), 3, undefined), 3);
});

Deno.test("every method says what it is, also one of one line", () => {
  for (const { description } of METHODS) assert.match(description, /\S/);
  assert.equal(defineMethod({ name: "SD3", power: 2 }).description, "A′ · (root of Γ)^2");
  const { description } = defineMethod({ name: "x", power: 2, description: "squared" });
  assert.equal(description, "squared");
});

Deno.test("defineMethod() refuses powers that are no numbers and names that make bad folders", () => {
  assert.throws(() => defineMethod({ name: "x", power: NaN }), RangeError);
  assert.throws(() => defineMethod({ name: "../x", power: 1 }), TypeError);
  assert.throws(() => defineMethod({ name: "a-b", power: 1 }), TypeError);
});

Deno.test("a supposed step is the first and only one, of a method that keeps its first memory", () => {
  const seen: unknown[] = [];
  const rate = (...of: unknown[]) => {
    seen.push(of);
    return 7;
  };
  assert.equal(adjusted({ rate, initial: 5 }, 2, undefined), 7);
  adjusted({ rate, initial: 5 }, 2, 1.5, { step: 3, loss: 4, kept: 9 });
  // What is supposed does not change the rate and the root that are asked for.
  adjusted({ rate }, 2, 1.5, { steps: 6, scheduledRate: 8, gammaRoot: 8, gamma: 3 });
  assert.deepEqual(seen, [
    [{ step: 1, steps: 1, scheduledRate: 2 }, 5],
    [{ step: 3, steps: 1, loss: 4, scheduledRate: 2, gammaRoot: 1.5 }, 9],
    [{ step: 1, steps: 6, scheduledRate: 2, gammaRoot: 1.5, gamma: 3 }, null],
  ]);
  assert.equal(adjusted({}, 2, 1.5), 2);
});
