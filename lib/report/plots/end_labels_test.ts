import assert from "node:assert/strict";
import { endLabelRoom, spread, withEnds } from "./end_labels.ts";

Deno.test("names that are near each other are moved apart, others stay", () => {
  assert.deepEqual(spread([1, 5, 9], 1, 0, 10), [1, 5, 9]);
  assert.deepEqual(spread([5, 5, 5], 1, 0, 10), [4, 5, 6]);
  // The block of the first two reaches the third one, and takes it in: their mean is 2.
  assert.deepEqual(spread([1.5, 1.5, 3], 1, 0, 10), [1, 2, 3]);
});

Deno.test("no name leaves the panel", () => {
  assert.deepEqual(spread([0, 0, 0], 1, 0, 10), [0, 1, 2]);
  assert.deepEqual(spread([9, 10, 10], 1, 0, 10), [8, 9, 10]);
});

Deno.test("few short names have room beside the lines, many or long ones have not", () => {
  assert.ok(endLabelRoom(["none", "SD", "SD2"])! < 40);
  assert.equal(endLabelRoom(["none", "SD learningRate=0.0001"]), undefined);
  assert.equal(endLabelRoom(["a", "b", "c", "d", "e", "f"]), undefined);
});

Deno.test("a name stands at the last point that there is", () => {
  const row = (x: number, y: number | null) => ({ schedule: "Linear", label: "SD", x, y });
  const rows = withEnds([row(0, 1), row(1, 2), row(2, null)], [0, 10], 100);
  assert.deepEqual(rows.map(({ end }) => end), [undefined, 2, undefined]);
});
