import assert from "node:assert/strict";
import { ACTIVATION_NAMES, isActivation } from "./activations.ts";

Deno.test("an activation is one of the names, as a text", () => {
  assert.deepEqual(ACTIVATION_NAMES.filter((name) => !isActivation(name)), []);
  assert.deepEqual([["gelu"], "toString", "GELU", "", undefined, null, 1].filter(isActivation), []);
});
