/** What the tokens of a vocabulary say of words: which go on with one, and which letters they are. */
import { fromByteLetters, SPACE_LETTER } from "./byte_level.ts";
import { isObject, type JsonObject } from "./json.ts";
import { SPACE_MARK } from "./pre_tokenizers.ts";
import type { TokenizerJson } from "./tokenizer_json.ts";

/** How a kind of tokenizer spells the pieces of words. */
export interface PieceSpelling {
  /** The letters that a token stands for, or undefined where it stands for none. */
  wordOf(token: string): string | undefined;
  /** Whether a token goes on with the word of the token before it. */
  continuesWord(token: string): boolean;
}

/**
 * BERT's vocabularies hold such entries (`[unused7]`) for what somebody may want to add. No text is
 * ever turned into them, since brackets are words of their own.
 */
const PLACEHOLDER = /^\[[^\]]+\]$/;

/** What goes on with a word where another token has begun it: letters, digits, and their marks. */
const WORD_START = /^[\p{L}\p{N}\p{M}]/u;

/**
 * Where a mark stands before words. What begins with a letter and lacks the mark goes on with the
 * word before it, and so does what is no whole characters. A sign begins a word, as in WordPiece, but
 * letters behind it go on with that: of "(it)" the words are "(it" and ")". The first word of a text lacks the mark where the tokenizer adds none.
 *
 * @param textOf The text of a token without its mark; undefined where it is no whole characters.
 */
function markedStarts(
  mark: string,
  textOf: (unmarked: string) => string | undefined,
): PieceSpelling {
  const unmarked = (token: string) => token.startsWith(mark) ? token.slice(mark.length) : token;
  return {
    continuesWord(token) {
      if (token.startsWith(mark)) return false;
      const text = textOf(token);
      return text === undefined || WORD_START.test(text);
    },
    wordOf(token) {
      if (PLACEHOLDER.test(token)) return undefined;
      const text = textOf(unmarked(token));
      return text === undefined || text.trim() === "" ? undefined : text;
    },
  };
}

/**
 * The spelling that a `tokenizer.json` says it uses. In WordPiece a prefix (`##`, but that is for
 * the file to say) marks what goes on with a word; a token that is nothing but the prefix stands
 * for itself. In byte-level vocabularies `Ġ` marks what begins one, in SentencePiece's `▁`.
 */
export function pieceSpelling({ model, decoder, pre_tokenizer }: TokenizerJson): PieceSpelling {
  if (hasStep(pre_tokenizer, "ByteLevel")) return markedStarts(SPACE_LETTER, fromByteLetters);
  if (hasStep(pre_tokenizer, "Metaspace")) return markedStarts(SPACE_MARK, (text) => text);
  const prefix = textOr(model["continuing_subword_prefix"], (decoder as JsonObject)?.["prefix"]);
  const continuesWord = (token: string): boolean =>
    prefix !== undefined && token.startsWith(prefix) && token.length > prefix.length;
  return {
    continuesWord,
    wordOf(token) {
      if (PLACEHOLDER.test(token)) return undefined;
      return continuesWord(token) ? token.slice(prefix!.length) : token;
    },
  };
}

/** Whether a step of tokenizing, or one in its sequence, is of a type. */
function hasStep(step: JsonObject | null, type: string): boolean {
  if (step === null) return false;
  const parts = step["pretokenizers"];
  const inner = Array.isArray(parts) ? parts.filter(isObject) : [];
  return step["type"] === type || inner.some((part) => hasStep(part, type));
}

/** The first of some values that is a text with something in it. */
function textOr(...values: unknown[]): string | undefined {
  return values.find((value): value is string => typeof value === "string" && value !== "");
}
