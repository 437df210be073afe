import assert from "node:assert/strict";
import { fitColumns, standardise } from "./standard_scale.ts";

Deno.test("columns have their mean and standard deviation", () => {
  // First column: mean 3, variance (4 + 0 + 4) ÷ 3. The second stands still at 5.
  const fitted = fitColumns([1, 5, 3, 5, 5, 5], 2);
  assert.deepEqual([...fitted], [3, 5, Math.sqrt(8 / 3), 1]);
  assert.deepEqual([...standardise([5, 5], fitted)], [2 / Math.sqrt(8 / 3), 0]);
});

Deno.test("one row and none are standardised to zeros and to themselves", () => {
  assert.deepEqual([...standardise([7, -1], fitColumns([7, -1], 2))], [0, 0]);
  assert.deepEqual([...standardise([7, -1], fitColumns([], 2))], [7, -1]);
});
