import assert from "node:assert/strict";
import { paddedBatches } from "./padded_batches.ts";

const options = { sequenceLength: 5, padTokenId: 0, maskTokenId: 4, rows: 2 };

Deno.test("sequences are masked and padded, and those that differ in the label share a row", () => {
  const batches = paddedBatches([
    { ids: [2, 7, 8, 3], position: 1, label: 7 },
    { ids: [2, 9, 8, 3], position: 1, label: 9 },
    { ids: [2, 9, 3], position: 1, label: 9 },
    { ids: [2, 7, 8, 3], position: 2, label: 8 },
    { ids: [2, 5, 8, 3], position: 1, label: 5 },
  ], options);
  assert.equal(batches.length, 2);
  const [first, second] = batches as [typeof batches[0], typeof batches[0]];
  assert.deepEqual([...first.batch.inputIds], [2, 4, 8, 3, 0, 2, 4, 3, 0, 0]);
  assert.deepEqual([...first.attention], [1, 1, 1, 1, 0, 1, 1, 1, 0, 0]);
  assert.deepEqual([...first.batch.positions], [1, 1, 1, 6]);
  assert.deepEqual([...first.batch.labels], [7, 9, 5, 9]);
  assert.deepEqual(first.places, [0, 1, 4, 2]);
  assert.equal(first.batch.batchSize, 2);
  assert.deepEqual([...second.batch.inputIds], [2, 7, 4, 3, 0]);
  assert.deepEqual(second.places, [3]);
});

Deno.test("a sequence as long as the model's has no padding", () => {
  const ids = [2, 7, 8, 9, 3];
  const [only] = paddedBatches([{ ids, position: 3, label: 9 }], options);
  assert.deepEqual([...only!.batch.inputIds], [2, 7, 8, 4, 3]);
  assert.deepEqual([...only!.attention], [1, 1, 1, 1, 1]);
});

Deno.test("a sequence that is too long, or a position outside, is refused", () => {
  const ids = [2, 7, 8, 9, 10, 3];
  assert.throws(() => paddedBatches([{ ids, position: 1, label: 7 }], options), RangeError);
  assert.throws(
    () => paddedBatches([{ ids: [2, 7, 3], position: 3, label: 7 }], options),
    RangeError,
  );
});
