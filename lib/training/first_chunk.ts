/** The masked tokens that the original's notebook looks at: those of the first chunk that show [MASK]. */
import { type MaskedBatch, REPLACEMENT } from "../data/mod.ts";

function isShown({ sequenceLength, positions, replaced }: MaskedBatch, i: number): boolean {
  return positions[i]! < sequenceLength && replaced[i] === REPLACEMENT.mask;
}

/** A batch's first chunk, with those of its masked positions that show [MASK]. */
export function firstChunkMasks(batch: MaskedBatch): MaskedBatch {
  const { sequenceLength, inputIds, positions, labels, attention } = batch;
  const chosen = [...positions.keys()].filter((i) => isShown(batch, i));
  return {
    batchSize: 1,
    sequenceLength,
    inputIds: inputIds.slice(0, sequenceLength),
    positions: Int32Array.from(chosen, (i) => positions[i]!),
    labels: Int32Array.from(chosen, (i) => labels[i]!),
    replaced: new Uint8Array(chosen.length),
    ...(attention && { attention: attention.slice(0, sequenceLength) }),
  };
}

/**
 * `[masked]`: 1 for the tokens of a step's first chunk that show [MASK], 0 for others.
 *
 * @param index Which of the step's batches it is: the first chunk is in the first one.
 */
export function countedTokens(batch: MaskedBatch, index: number): Float32Array {
  return Float32Array.from(batch.positions, (_, i) => index === 0 && isShown(batch, i) ? 1 : 0);
}
