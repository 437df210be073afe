/** What the tokens of a vocabulary say of words: which go on with one, and which letters they are. */
import type { JsonObject } from "./json.ts";
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

/**
 * The spelling that a `tokenizer.json` says it uses. In WordPiece a prefix (`##`, but that is for
 * the file to say) marks what goes on with a word; a token that is nothing but the prefix stands
 * for itself.
 */
export function pieceSpelling({ model, decoder }: TokenizerJson): PieceSpelling {
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

/** The first of some values that is a text with something in it. */
function textOr(...values: unknown[]): string | undefined {
  return values.find((value): value is string => typeof value === "string" && value !== "");
}
