/** Chunks of different lengths as masked batches with padding. */
import { maskChunks, type MaskedBatch } from "../data/mod.ts";
import { InputError, settingName } from "../io/mod.ts";
import { Random } from "../random/mod.ts";
import type { EvaluationOptions } from "./batches.ts";

/** What decides them. */
export interface PaddedChunkOptions extends Omit<EvaluationOptions, "evalMasks"> {
  /** Tokens of a padded chunk. */
  sequenceLength: number;
  /** What fills a chunk up: it is never masked. */
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
    const attention = new Float32Array(chunks.length * sequenceLength);
    const padded = chunks.map((chunk, i) => {
      const filled = new Int32Array(sequenceLength).fill(padTokenId);
      filled.set(chunk);
      attention.fill(1, i * sequenceLength, i * sequenceLength + chunk.length);
      return filled;
    });
    const batch = maskChunks(padded, {
      maskTokenId,
      // What is special draws no random number, so the padding behind a chunk changes none of its masks.
      specialTokenIds: [...specialTokenIds, padTokenId],
      vocabSize,
      ...(maskProbability === undefined ? {} : { probability: maskProbability }),
      random: (i) => new Random(seed, "eval-mask", 0, first + i),
    });
    if (batch.labels.length === 0) continue;
    isMasked = true;
    yield { batch, attention };
  }
  if (!isMasked) {
    throw new InputError("chance masks no token of the text", {
      mend: `Give more text, another ${settingName("seed")} or a larger ` +
        settingName("maskProbability"),
    });
  }
}
