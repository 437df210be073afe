import assert from "node:assert/strict";
import { defineMethod, METHODS } from "./rate_method.ts";

Deno.test("METHODS holds none, SD and SD2 in this order", () => {
  assert.deepEqual([...METHODS.keys()], ["none", "SD", "SD2"]);
});

Deno.test("none leaves the rate, SD divides it by the root, SD2 multiplies it", () => {
  // A′ = 6, root = 1.5: 6, 6 / 1.5 = 4 and 6 · 1.5 = 9.
  assert.equal(METHODS.get("none")!.adjust(6, 1.5), 6);
  assert.ok(Math.abs(METHODS.get("SD")!.adjust(6, 1.5) - 4) < 1e-12);
  assert.equal(METHODS.get("SD2")!.adjust(6, 1.5), 9);
});

Deno.test("Every method with a power adjusts to A′ · root^power", () => {
  const methods = [...METHODS.values(), defineMethod({ name: "root", power: 0.5 })];
  for (const { name, adjust, power } of methods) {
    assert.ok(power !== undefined, `${name} has a power`);
    for (const rate of [0, 2e-5, 1]) {
      for (const root of [0.5, 1, 1.817, 3.62]) {
        const expected: number = rate * Math.pow(root, power);
        assert.ok(Math.abs(adjust(rate, root) - expected) <= 1e-15 * expected, name);
      }
    }
  }
});

Deno.test("defineMethod() takes any function of A′ and the root, which has no power then", () => {
  const capped = defineMethod({ name: "capped", adjust: (rate, root) => rate * Math.min(root, 2) });
  assert.equal(capped.power, undefined);
  assert.equal(capped.adjust(3, 1.5), 4.5);
  assert.equal(capped.adjust(3, 9), 6);
});

Deno.test("defineMethod() refuses powers that are no numbers and names that make bad folders", () => {
  assert.throws(() => defineMethod({ name: "x", power: NaN }), RangeError);
  assert.throws(() => defineMethod({ name: "../x", power: 1 }), TypeError);
  assert.throws(() => defineMethod({ name: "a-b", power: 1 }), TypeError);
});
