/** Cloze questions as token ids: a passage with each of a blank's options in its place. */
import type { Blank, Passage } from "../data/mod.ts";

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
  /** What can be put into the blank. */
  readonly options: readonly ClozeOption[];
  /** Which of the options is the right one, from 0. */
  readonly answer: number;
}

/** What is needed of a tokenizer; lib/tokens' `Tokenizer` has it. */
export interface ClozeTokenizer {
  /** What a text begins with. */
  readonly clsTokenId: number;
  /** What a text ends with. */
  readonly sepTokenId: number;
  /** A text's tokens. */
  encode(text: string, options: { addSpecialTokens: boolean }): number[];
}

/** How {@linkcode clozeItems} makes them. */
export interface ClozeOptions {
  /** Makes tokens of the texts. */
  tokenizer: ClozeTokenizer;
  /** The most tokens of a text, special ones included: what the model takes. */
  sequenceLength: number;
}

/** A text's ids, the option's own from `start` to `end`. */
interface Placed {
  ids: number[];
  start: number;
  end: number;
}

/**
 * The questions of some passages, a blank each; the passage's other blanks show their answers. Of a
 * longer text as much as fits stands around the blank, as many tokens before it as after, and the
 * same for all options. A blank with an option that leaves no token, or does not fit, is left out.
 *
 * @example
 * ```ts
 * import { createTokenizer } from "../tokens/mod.ts";
 * import { clozeItems } from "./cloze_items.ts";
 * const vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "we", "read", "sat", "##s"];
 * const tokenizer = createTokenizer({ vocabulary });
 * const blank = { start: 3, end: 7, options: ["read", "sats"], answer: "read" };
 * const passages = [{ source: "", text: "we read", blanks: [blank] }];
 * const [item] = clozeItems(passages, { tokenizer, sequenceLength: 8 });
 * if (item!.options[1]!.ids.join() !== "2,5,7,8,3" || item!.options[1]!.pieces !== 2) {
 *   throw new Error("[CLS] we sat ##s [SEP]");
 * }
 * ```
 */
export function clozeItems(passages: Iterable<Passage>, options: ClozeOptions): ClozeItem[] {
  const items: ClozeItem[] = [];
  for (const { text, blanks } of passages) {
    for (const blank of blanks) {
      const item = clozeItem(text, blank, options);
      if (item !== undefined) items.push(item);
    }
  }
  return items;
}

function clozeItem(
  text: string,
  { start, end, options, answer }: Blank,
  { tokenizer, sequenceLength }: ClozeOptions,
): ClozeItem | undefined {
  const encode = (part: string) => tokenizer.encode(part, { addSpecialTokens: false });
  const before = text.slice(0, start), after = text.slice(end);
  const left = encode(before.trimEnd()), right = encode(after);
  const placed = options.map((option) => place(encode(before + option + after), left, right));
  const longest = Math.max(...placed.map((option) => option.end - option.start));
  const room = sequenceLength - 2 - longest;
  const isAsked = options.includes(answer) && room >= 0 &&
    placed.every((option) => option.end > option.start);
  if (!isAsked) return undefined;
  const most = {
    before: Math.min(...placed.map((option) => option.start)),
    after: Math.min(...placed.map(({ ids, end }) => ids.length - end)),
  };
  const taken = Math.min(most.before, Math.max(Math.floor(room / 2), room - most.after));
  const rest = Math.min(most.after, room - taken);
  return {
    options: placed.map(({ ids, start, end }) => ({
      ids: [tokenizer.clsTokenId, ...ids.slice(start - taken, end + rest), tokenizer.sepTokenId],
      first: 1 + taken,
      pieces: end - start,
    })),
    answer: options.indexOf(answer),
  };
}

/**
 * Where the option stands in a whole text's ids: between those that the text before it has alone and
 * those that the text after it has. Encoded by itself it might have other pieces, as with tokenizers
 * for which the space before a word is a part of it.
 */
function place(ids: number[], left: readonly number[], right: readonly number[]): Placed {
  let start = 0, end = ids.length;
  while (start < left.length && start < end && ids[start] === left[start]) start++;
  while (
    ids.length - end < right.length && end > start &&
    ids[end - 1] === right.at(end - 1 - ids.length)
  ) end--;
  return { ids, start, end };
}
