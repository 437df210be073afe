import assert from "node:assert/strict";
import { differingSettings } from "./training_state.ts";

Deno.test("differingSettings() names what is another, missing or new", () => {
  const then = { epochs: 2, gamma: "paper", list: [1, 2], gone: null };
  assert.deepEqual(differingSettings(then, { ...then, list: [1, 2] }), []);
  assert.deepEqual(
    differingSettings(then, { epochs: 3, gamma: "paper", list: [2, 1], added: 0 }),
    ["epochs", "list", "gone", "added"],
  );
  // JSON does not have it, so it is as if it were not there.
  assert.deepEqual(differingSettings({ ...then, late: undefined }, then), []);
});
