/** Chunks of different lengths as the masked batches of an evaluation, with padding. */
import type { MaskedBatch } from "../data/mod.ts";
import { InputError, settingName } from "../io/mod.ts";
import { Random } from "../random/mod.ts";
import { attemptName, type EvaluationOptions, MASK_ATTEMPTS, maskOptions } from "./batches.ts";
import { maskedBatch } from "./masked_batch.ts";

/** What decides them. */
export interface PaddedChunkOptions extends Omit<EvaluationOptions, "evalMasks" | "evalChunks"> {
  /** The chunks, gone through again where chance masks nothing. */
  evalChunks: Iterable<Int32Array> | AsyncIterable<Int32Array>;
  /** Tokens of a padded chunk. */
  sequenceLength: number;
  /** What fills a chunk up behind its own tokens, which are masked as others are if they have this id. */
  padTokenId: number;
}

/**
 * The batches of an evaluation with padding. A chunk's masks depend on the seed, on its place among all
 * and on its tokens alone, not on the padding or the batch; batches without a masked token are left out.
 * Where chance masks nothing in any, all are drawn again.
 *
 * @param round Decides the masks, too.
 * @throws {RangeError} If a chunk is longer than the padded ones.
 * @throws {InputError} If there is nothing that can be masked.
 */
export async function* paddedChunks(
  options: PaddedChunkOptions,
  round = 0,
): AsyncGenerator<MaskedBatch> {
  for (let attempt = 0; attempt < MASK_ATTEMPTS; attempt++) {
    let isMasked = false;
    for await (const batch of drawn(options, attemptName("eval-mask", attempt), round)) {
      if (batch.labels.length === 0) continue;
      isMasked = true;
      yield batch;
    }
    if (isMasked) return;
  }
  throw new InputError("chance masks no token of the text", {
    mend: `Give more text, another ${settingName("seed")} or a larger ` +
      settingName("maskProbability"),
  });
}

async function* drawn(
  options: PaddedChunkOptions,
  stream: string,
  round: number,
): AsyncGenerator<MaskedBatch> {
  const { evalChunks, batchSize, seed } = options;
  const mask = maskOptions(options);
  let chunks: Int32Array[] = [], first = 0;
  const batch = () =>
    maskedBatch(options, chunks, {
      ...mask,
      random: (i) => new Random(seed, stream, round, first + i),
    });
  for await (const chunk of evalChunks) {
    if (chunks.push(chunk) < batchSize) continue;
    yield batch();
    [chunks, first] = [[], first + batchSize];
  }
  if (chunks.length > 0) yield batch();
}
