/** Chunks as one masked batch, filled up with padding where they are not as long as its sequences. */
import { maskChunks, type MaskedBatch, type MaskOptions } from "../data/mod.ts";

/** What fills chunks up. */
export interface Padding {
  /** What stands behind a chunk's own tokens, which are masked as others are if they have this id. */
  padTokenId?: number | undefined;
  /** Tokens of a padded chunk. */
  sequenceLength?: number | undefined;
}

/**
 * The batch. A chunk's masks depend on its tokens and its random numbers alone, not on the padding.
 *
 * @param padding Left out, chunks must be of one length, and the batch has no attention mask.
 * @throws {RangeError} If a chunk is longer than the padded ones.
 */
export function maskedBatch(
  { padTokenId, sequenceLength }: Padding,
  chunks: readonly Int32Array[],
  options: MaskOptions,
): MaskedBatch {
  if (padTokenId === undefined || sequenceLength === undefined) return maskChunks(chunks, options);
  const longest = Math.max(...chunks.map(({ length }) => length));
  if (longest > sequenceLength) {
    throw new RangeError(`A chunk has at most ${sequenceLength} tokens: got ${longest}.`);
  }
  const masked = chunks.map((chunk, i) =>
    maskChunks([chunk], { ...options, random: () => options.random(i) })
  );
  const inputIds = new Int32Array(chunks.length * sequenceLength).fill(padTokenId);
  const attention = new Float32Array(inputIds.length);
  masked.forEach((chunk, i) => {
    inputIds.set(chunk.inputIds, i * sequenceLength);
    attention.fill(1, i * sequenceLength, i * sequenceLength + chunk.sequenceLength);
  });
  return {
    batchSize: chunks.length,
    sequenceLength,
    inputIds,
    positions: Int32Array.from(
      masked.flatMap(({ positions }, i) => Array.from(positions, (at) => i * sequenceLength + at)),
    ),
    labels: Int32Array.from(masked.flatMap(({ labels }) => [...labels])),
    replaced: Uint8Array.from(masked.flatMap(({ replaced }) => [...replaced])),
    attention,
  };
}
