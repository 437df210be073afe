import assert from "node:assert/strict";
import { PART_ROWS, rowParts } from "./row_parts.ts";

const numbers = ({ parts, owners }: ReturnType<typeof rowParts>) => [[...parts], [...owners]];

Deno.test("rows of one number are a part, in the order in which the numbers come", () => {
  assert.deepEqual(numbers(rowParts([5, 2, 5, 5, 0, 2], 6)), [[0, 1, 0, 0, 2, 1], [5, 2, 0]]);
  assert.deepEqual(numbers(rowParts([], 6)), [[], []]);
});

Deno.test("rows that belong to no sum are in no part", () => {
  const ids = [-1, 3, 0, 2, 3, 2 ** 31 - 1, -(2 ** 31), 1];
  assert.deepEqual(numbers(rowParts(ids, 3)), [[-1, -1, 0, 1, -1, -1, -1, 2], [0, 2, 1]]);
  assert.deepEqual(numbers(rowParts(ids, 3, 0)), [[-1, -1, -1, 0, -1, -1, -1, 1], [2, 1]]);
});

Deno.test("no part has more rows than it may, and all of a sum are as full as can be", () => {
  // 71 rows of 4 between others: 32, 32 and 7.
  const ids = Array.from({ length: 142 }, (_, i) => i % 2 === 0 ? 4 : i % 3);
  const { parts, owners } = rowParts(ids, 5);
  const rows = new Map<number, number>();
  parts.forEach((part, row) => {
    assert.equal(owners[part], ids[row]);
    rows.set(part, (rows.get(part) ?? 0) + 1);
  });
  const of = (id: number) =>
    [...rows].filter(([part]) => owners[part] === id).map(([, count]) => count);
  assert.deepEqual(of(4), [PART_ROWS, PART_ROWS, 71 - 2 * PART_ROWS]);
  assert.equal(rows.size, owners.length);
  assert.ok([0, 1, 2].every((id) => of(id).length === 1));
});
