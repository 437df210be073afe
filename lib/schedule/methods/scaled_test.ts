import assert from "node:assert/strict";
import { createMethod } from "../create_method.ts";

Deno.test("scaled multiplies A′ with its factor", () => {
  const method = createMethod("scaled:factor=0.8", { steps: 2, seed: 0 });
  assert.equal(method.rate!({ step: 1, steps: 2, scheduledRate: 5 }, null), 4);
  assert.equal(method.name, "scaled:factor=0.8");
});

Deno.test("scaled refuses to guess its factor, and one that is not above 0", () => {
  assert.throws(() => createMethod("scaled", { steps: 2, seed: 0 }), /needs its parameter factor/);
  assert.throws(() => createMethod("scaled:factor=0", { steps: 2, seed: 0 }), /above 0/);
});
