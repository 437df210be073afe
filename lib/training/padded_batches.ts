/** Sequences of different lengths, each with one masked token, as batches with padding. */
import type { MaskedBatch } from "../data/mod.ts";

/** One masked token of a sequence of any length, and a word that it could be. */
export interface MaskedSequence {
  /** Ids with the special tokens around them, not longer than the model's sequences. */
  readonly ids: readonly number[];
  /** Which of them is masked, from 0. */
  readonly position: number;
  /** The word whose probability is asked. */
  readonly label: number;
}

/** What decides the form of the batches. */
export interface PaddingOptions {
  /** Tokens of a padded sequence. */
  sequenceLength: number;
  /** What fills a sequence up. */
  padTokenId: number;
  /** What stands in a masked token's place. */
  maskTokenId: number;
  /** The most rows of a batch. */
  rows: number;
}

/** A batch of them. */
export interface PaddedBatch {
  batch: MaskedBatch;
  /** `[batchSize · sequenceLength]`: 1 for tokens, 0 for padding. */
  attention: Float32Array;
  /** For each of the batch's labels, the place of its sequence among all. */
  places: number[];
}

interface Row {
  ids: readonly number[];
  position: number;
  places: number[];
}

/**
 * The batches. Sequences that differ in their label alone share a row, as the options of a cloze
 * question do that are one token each: the model is asked once for all of them.
 *
 * @throws {RangeError} If a sequence is longer than the model's, or has no such position.
 */
export function paddedBatches(
  sequences: readonly MaskedSequence[],
  options: PaddingOptions,
): PaddedBatch[] {
  const rows = new Map<string, Row>();
  sequences.forEach(({ ids, position }, place) => {
    if (ids.length > options.sequenceLength || ids[position] === undefined) {
      throw new RangeError(
        `A sequence has at most ${options.sequenceLength} tokens, and its masked one among them: ` +
          `got ${ids.length} tokens and position ${position}.`,
      );
    }
    const masked = ids.with(position, options.maskTokenId);
    const key = `${position}:${masked.join()}`;
    const row = rows.get(key) ?? { ids: masked, position, places: [] };
    rows.set(key, row);
    row.places.push(place);
  });
  const all = [...rows.values()];
  const batches: PaddedBatch[] = [];
  for (let i = 0; i < all.length; i += options.rows) {
    batches.push(paddedBatch(all.slice(i, i + options.rows), sequences, options));
  }
  return batches;
}

function paddedBatch(
  rows: readonly Row[],
  sequences: readonly MaskedSequence[],
  { sequenceLength, padTokenId }: PaddingOptions,
): PaddedBatch {
  const inputIds = new Int32Array(rows.length * sequenceLength).fill(padTokenId);
  const attention = new Float32Array(inputIds.length);
  const positions: number[] = [], places: number[] = [];
  rows.forEach(({ ids, position, places: own }, row) => {
    const start = row * sequenceLength;
    inputIds.set(ids, start);
    attention.fill(1, start, start + ids.length);
    positions.push(...own.map(() => start + position));
    places.push(...own);
  });
  const batch = {
    batchSize: rows.length,
    sequenceLength,
    inputIds,
    positions: Int32Array.from(positions),
    labels: Int32Array.from(places, (place) => sequences[place]!.label),
    replaced: new Uint8Array(places.length),
  };
  return { batch, attention, places };
}
