import assert from "node:assert/strict";
import { type MaskedBatch, REPLACEMENT } from "../data/mod.ts";
import { countedTokens, firstChunkMasks } from "./first_chunk.ts";

const { mask, randomWord, kept } = REPLACEMENT;

/** Two chunks of four tokens; 4 is [MASK]. The first chunk's last token and the second's first are masked. */
const BATCH: MaskedBatch = {
  batchSize: 2,
  sequenceLength: 4,
  inputIds: Int32Array.of(4, 20, 12, 4, 4, 15, 16, 4),
  positions: Int32Array.of(0, 1, 2, 3, 4, 7),
  labels: Int32Array.of(10, 11, 12, 13, 14, 17),
  replaced: Uint8Array.of(mask, randomWord, kept, mask, mask, mask),
};

Deno.test("of the first chunk those tokens count that show [MASK]: no kept and no random ones", () => {
  const first = firstChunkMasks(BATCH);
  assert.deepEqual([first.batchSize, first.sequenceLength], [1, 4]);
  assert.deepEqual([...first.inputIds], [4, 20, 12, 4]);
  assert.deepEqual([...first.positions], [0, 3]);
  assert.deepEqual([...first.labels], [10, 13]);
  assert.deepEqual([...first.replaced], [mask, mask]);
});

Deno.test("of a step's batches the first one has the first chunk", () => {
  assert.deepEqual([...countedTokens(BATCH, 0)], [1, 0, 0, 1, 0, 0]);
  assert.deepEqual([...countedTokens(BATCH, 1)], [0, 0, 0, 0, 0, 0]);
});

Deno.test("a first chunk without a [MASK] has none that count", () => {
  const none = { ...BATCH, replaced: Uint8Array.of(kept, randomWord, kept, kept, mask, mask) };
  assert.equal(firstChunkMasks(none).positions.length, 0);
  assert.deepEqual([...countedTokens(none, 0)], [0, 0, 0, 0, 0, 0]);
});
