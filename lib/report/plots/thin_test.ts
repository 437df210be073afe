import assert from "node:assert/strict";
import { meanOf, thin } from "./thin.ts";

const mean = (numbers: readonly number[]) => meanOf(numbers, (number) => number);

Deno.test("thin leaves short curves alone", () => {
  assert.deepEqual(thin([3, 1, 2], mean, 3), { points: [3, 1, 2], every: 1 });
  assert.deepEqual(thin([], mean, 3), { points: [], every: 1 });
});

Deno.test("thin means neighbours, the last ones among themselves", () => {
  // 7 points, at most 3: threes, (1+2+3)/3, (4+5+6)/3, 7.
  assert.deepEqual(thin([1, 2, 3, 4, 5, 6, 7], mean, 3), { points: [2, 5, 7], every: 3 });
});

Deno.test("thin refuses a limit that leaves nothing", () => {
  assert.throws(() => thin([1], mean, 0), RangeError);
});
