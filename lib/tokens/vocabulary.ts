/** Reads vocabularies and makes sure that a tokenizer can work with them. */

import { InputError, shown } from "../io/mod.ts";
import { isTokenId } from "./added_tokens.ts";
import { SPECIAL_TOKEN_ROLES, type SpecialTokenRole } from "./special_tokens.ts";

/**
 * The tokens of a `vocab.txt`: one a line, its id being the line's index from 0. As in Transformers,
 * of two equal tokens the later counts, and an empty line is an id without a token.
 *
 * @param text The file's contents.
 * @param file Its path, for the messages.
 * @throws {InputError} If it is empty.
 */
export function parseVocabulary(text: string, file: string): string[] {
  const ends = text.includes("\n") ? /\r?\n/ : /\r/;
  const lines = text.replace(/^\uFEFF/, "").split(ends);
  while (lines.at(-1) === "") lines.pop();
  if (lines.length === 0) {
    throw new InputError("the vocabulary is empty", {
      file,
      mend: "Give the vocab.txt of a BERT model, one token a line",
    });
  }
  // White space behind a token is none of it. Tokens that are white space stand for themselves, but
  // no text is ever turned into them.
  return lines.map((line) => line.trim() === "" ? line : line.trimEnd());
}

/**
 * The tokens of a `tokenizer.json` by their ids: an empty one where an id has none, and the first of
 * several that share an id.
 *
 * @param ids The ids by token: the model's vocabulary and the added tokens.
 * @throws {InputError} If an id is no whole number, or far beyond any vocabulary.
 */
export function orderVocabulary(ids: ReadonlyMap<string, unknown>, file: string): string[] {
  const vocabulary: string[] = [];
  for (const [token, id] of ids) {
    if (!isTokenId(id)) {
      throw new InputError(`the id of ${shown(token)} is ${shown(id)}`, {
        file,
        place: "vocab",
        mend: "Number the tokens from 0",
      });
    }
    while (vocabulary.length <= id) vocabulary.push("");
    if (vocabulary[id] === "") vocabulary[id] = token;
  }
  return vocabulary;
}

/**
 * The ids of the special tokens.
 *
 * @throws {InputError} If one is not in the vocabulary.
 */
export function specialTokenIds(
  ids: ReadonlyMap<string, number>,
  tokens: Readonly<Record<SpecialTokenRole, string>>,
  file: string,
): Record<SpecialTokenRole, number> {
  const missing = SPECIAL_TOKEN_ROLES.map((role) => tokens[role]).filter((token) =>
    !ids.has(token)
  );
  if (missing.length > 0) {
    throw new InputError(`the vocabulary lacks ${missing.join(", ")}`, {
      file,
      mend: `Give a vocabulary with ${Object.values(tokens).join(", ")}, or name other special ` +
        "tokens in tokenizer_config.json",
    });
  }
  const idOf = (role: SpecialTokenRole) => ids.get(tokens[role])!;
  return {
    pad: idOf("pad"),
    unk: idOf("unk"),
    cls: idOf("cls"),
    sep: idOf("sep"),
    mask: idOf("mask"),
  };
}
