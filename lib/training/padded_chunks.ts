/** Chunks of different lengths as masked batches with padding. */
import { maskChunks, type MaskedBatch } from "../data/mod.ts";
import { InputError, settingName } from "../io/mod.ts";
import { Random } from "../random/mod.ts";
import type { EvaluationOptions } from "./batches.ts";

/** What decides them. */
export interface PaddedChunkOptions extends Omit<EvaluationOptions, "evalMasks"> {
  /** Tokens of a padded chunk. */
  sequenceLength: number;
  /** What fills a chunk up behind its own tokens, which are masked as others are if they have this id. */
  padTokenId: number;
}

/** A batch of them. */
export interface PaddedChunks {
  batch: MaskedBatch;
  /** `[batchSize · sequenceLength]`: 1 for tokens, 0 for padding. */
  attention: Float32Array;
}

/**
 * The batches of an evaluation with padding. A chunk's masks depend on the seed, on its place among all
 * and on its tokens alone, not on the padding or the batch; batches without a masked token are left out.
 *
 * @throws {RangeError} If a chunk is longer than the padded ones.
 * @throws {InputError} If nothing is masked in any.
 */
export function* paddedChunks(options: PaddedChunkOptions): Generator<PaddedChunks> {
  const { evalChunks, batchSize, sequenceLength, padTokenId, seed, maskProbability } = options;
  const { maskTokenId, specialTokenIds, vocabSize } = options.tokenizer;
  let isMasked = false;
  for (let first = 0; first < evalChunks.length; first += batchSize) {
    const chunks = evalChunks.slice(first, first + batchSize);
    const longest = Math.max(...chunks.map(({ length }) => length));
    if (longest > sequenceLength) {
      throw new RangeError(`A chunk has at most ${sequenceLength} tokens: got ${longest}.`);
    }
    const masked = chunks.map((chunk, i) =>
      maskChunks([chunk], {
        maskTokenId,
        specialTokenIds,
        vocabSize,
        ...(maskProbability === undefined ? {} : { probability: maskProbability }),
        random: () => new Random(seed, "eval-mask", 0, first + i),
      })
    );
    if (masked.every(({ labels }) => labels.length === 0)) continue;
    isMasked = true;
    yield padded(masked, sequenceLength, padTokenId);
  }
  if (!isMasked) {
    throw new InputError("chance masks no token of the text", {
      mend: `Give more text, another ${settingName("seed")} or a larger ` +
        settingName("maskProbability"),
    });
  }
}

/** Masked chunks in one batch, each filled up. */
function padded(
  chunks: readonly MaskedBatch[],
  sequenceLength: number,
  padTokenId: number,
): PaddedChunks {
  const inputIds = new Int32Array(chunks.length * sequenceLength).fill(padTokenId);
  const attention = new Float32Array(inputIds.length);
  chunks.forEach((chunk, i) => {
    inputIds.set(chunk.inputIds, i * sequenceLength);
    attention.fill(1, i * sequenceLength, i * sequenceLength + chunk.sequenceLength);
  });
  const batch: MaskedBatch = {
    batchSize: chunks.length,
    sequenceLength,
    inputIds,
    positions: Int32Array.from(
      chunks.flatMap(({ positions }, i) => Array.from(positions, (at) => i * sequenceLength + at)),
    ),
    labels: Int32Array.from(chunks.flatMap(({ labels }) => [...labels])),
    replaced: Uint8Array.from(chunks.flatMap(({ replaced }) => [...replaced])),
  };
  return { batch, attention };
}
