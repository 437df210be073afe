/** Cloze questions as token ids: a passage with each of a blank's options in its place. */

/** One of the words to choose from, in its text. */
export interface ClozeOption {
  /** Ids of the text with the option in its place, special tokens around them. */
  readonly ids: readonly number[];
  /** Which of the ids is the option's first piece, from 0. */
  readonly first: number;
  /** How many pieces it has, at least 1. */
  readonly pieces: number;
}

/** One blank. */
export interface ClozeItem {
  readonly options: readonly ClozeOption[];
  /** Which of the options is the right one, from 0. */
  readonly answer: number;
}
