import assert from "node:assert/strict";
import { rateFactor } from "./factors.ts";

Deno.test("a factor is A″ ÷ A′, and none where there is no step or no rate to begin with", () => {
  assert.deepEqual([rateFactor(4, 2), rateFactor(4, 0), rateFactor(4, 4)], [0.5, 0, 1]);
  assert.deepEqual([rateFactor(4, null), rateFactor(0, 0), rateFactor(0, null)], [
    null,
    null,
    null,
  ]);
});
