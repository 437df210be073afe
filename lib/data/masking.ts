/** Random masking of chunks for masked language modelling (Devlin et al., 2019, section 3.1). */

import type { Random } from "../random/mod.ts";

/** What became of a masked position's token. */
export const REPLACEMENT = { mask: 0, randomWord: 1, kept: 2 } as const;

/** A batch of chunks with some tokens masked. */
export interface MaskedBatch {
  /** Chunks in the batch. */
  batchSize: number;
  /** Tokens in a chunk. */
  sequenceLength: number;
  /** The ids that the model sees, `[batchSize * sequenceLength]`, chunk by chunk. */
  inputIds: Int32Array;
  /** Flat indices into `inputIds` of the masked positions, ascending, `[masked]`. */
  positions: Int32Array;
  /** The original ids at those positions, `[masked]`. */
  labels: Int32Array;
  /** 0 where `[MASK]` was put, 1 a random word, 2 where the token was kept, `[masked]`. */
  replaced: Uint8Array;
  /**
   * `[batchSize * sequenceLength]`: 1 for tokens, 0 for padding behind them.
   * @default {there is no padding}
   */
  attention?: Float32Array;
}

/** The chance of a token to be masked unless told otherwise: BERT's. */
export const MASK_PROBABILITY = 0.15;

/**
 * What is masked together: each token by itself, or all pieces of a word (Google's whole-word masking,
 * Transformers' `whole_word_mask`).
 */
export const MASKINGS = ["token", "whole-word"] as const;

/** One of {@linkcode MASKINGS}. */
export type Masking = (typeof MASKINGS)[number];

/** How `maskChunks` masks. */
export interface MaskOptions {
  /** The id of `[MASK]`. */
  maskTokenId: number;
  /** The ids that are never masked. */
  specialTokenIds: readonly number[];
  /** The size of the vocabulary from which random words are drawn, all ids alike. */
  vocabSize: number;
  /**
   * The chance of each token that is not special to be masked; with `continuesWord` of each word.
   *
   * @default {MASK_PROBABILITY}
   */
  probability?: number;
  /**
   * Whether a token goes on with the word of the token before it. Given, words are masked whole: all of
   * their pieces that are in the chunk, or none.
   *
   * @default {each token is masked by itself}
   */
  continuesWord?: (id: number) => boolean;
  /** The random numbers of each chunk, by its index in the batch. */
  random: (chunkIndexInBatch: number) => Random;
}

function checkArguments(chunks: readonly Int32Array[], probability: number): void {
  if (chunks.length === 0) throw new RangeError("A batch needs at least one chunk.");
  if (!chunks.every((chunk) => chunk.length === chunks[0]!.length)) {
    throw new RangeError("The chunks of a batch must have the same length.");
  }
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`A probability must be from 0 to 1: got ${probability}.`);
  }
}

/**
 * Masks tokens at random: each token that is not special with chance `probability`, independently
 * of the others. Of the masked, 80 % become `[MASK]`, 10 % a random word of the whole vocabulary,
 * 10 % stay. This is the rule of Hugging Face's `DataCollatorForLanguageModeling`; so are the draws
 * with its `whole_word_mask` where words are masked whole: chance masks words, and each of their tokens
 * is replaced by itself. What a word is the tokenizer says here, and there whether tokens touch in the
 * text, so that "cat," is one word there and two here.
 *
 * A chunk's masks depend on its own `Random` alone, not on the batch it is in.
 *
 * @param chunks Chunks of equal length, `[batch][sequence]`; they are not changed.
 *
 * @example
 * ```ts
 * import { Random } from "../random/mod.ts";
 * import { maskChunks } from "./masking.ts";
 * const batch = maskChunks([Int32Array.of(2, 9, 8, 3)], {
 *   maskTokenId: 4,
 *   specialTokenIds: [0, 1, 2, 3, 4],
 *   vocabSize: 10,
 *   probability: 1,
 *   random: (chunk) => new Random(42, "mask", 0, chunk),
 * });
 * if (batch.labels.join() !== "9,8") throw new Error("the labels are the original ids");
 * ```
 */
export function maskChunks(chunks: readonly Int32Array[], options: MaskOptions): MaskedBatch {
  const { maskTokenId, specialTokenIds, vocabSize, probability = MASK_PROBABILITY } = options;
  const { continuesWord = () => false } = options;
  checkArguments(chunks, probability);
  const special = new Set(specialTokenIds);
  const sequenceLength = chunks[0]!.length;
  const inputIds = new Int32Array(chunks.length * sequenceLength);
  const positions: number[] = [], labels: number[] = [], replaced: number[] = [];
  chunks.forEach((chunk, index) => {
    const random = options.random(index);
    inputIds.set(chunk, index * sequenceLength);
    // Of the word that the token before is a piece of; undefined where that is special, or there is none.
    let isWordMasked: boolean | undefined;
    for (let i = 0; i < sequenceLength; i++) {
      const id = chunk[i]!;
      if (special.has(id)) isWordMasked = undefined;
      else if (isWordMasked === undefined || !continuesWord(id)) {
        isWordMasked = random.next() < probability;
      }
      if (!isWordMasked) continue;
      const position = index * sequenceLength + i;
      const draw = random.next();
      const kind = draw < 0.8
        ? REPLACEMENT.mask
        : draw < 0.9
        ? REPLACEMENT.randomWord
        : REPLACEMENT.kept;
      if (kind === REPLACEMENT.mask) inputIds[position] = maskTokenId;
      if (kind === REPLACEMENT.randomWord) inputIds[position] = random.integer(vocabSize);
      positions.push(position);
      labels.push(id);
      replaced.push(kind);
    }
  });
  return {
    batchSize: chunks.length,
    sequenceLength,
    inputIds,
    positions: Int32Array.from(positions),
    labels: Int32Array.from(labels),
    replaced: Uint8Array.from(replaced),
  };
}
