/** Reads vocabularies and makes sure that a WordPiece tokenizer can work with them. */

import { InputError, shown } from "../io/mod.ts";
import { SPECIAL_TOKEN_ROLES, type SpecialTokenRole } from "./special_tokens.ts";

/** Says at which line of a vocabulary a token stands a second time. */
function checkUnique(vocabulary: readonly string[], file: string): void {
  const seen = new Map<string, number>();
  vocabulary.forEach((token, index) => {
    const first = seen.get(token);
    if (first !== undefined) {
      throw new InputError(`the token ${shown(token)} is there already`, {
        file,
        place: `line ${index + 1}`,
        mend: `Remove it here or at line ${first + 1}`,
      });
    }
    seen.set(token, index);
  });
}

/**
 * The tokens of a `vocab.txt`: one a line, its id being the line's index from 0.
 *
 * @param text The file's contents.
 * @param file Its path, for the messages.
 * @throws {InputError} If it is empty, or a token stands in it twice.
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
  checkUnique(lines, file);
  return lines;
}

/**
 * The tokens of a `tokenizer.json` in the order of their ids.
 *
 * @param ids The ids by token: the model's vocabulary and the added tokens.
 * @throws {InputError} If the ids are not 0, 1, 2 … without a gap.
 */
export function orderVocabulary(ids: ReadonlyMap<string, unknown>, file: string): string[] {
  const vocabulary: string[] = new Array(ids.size);
  for (const [token, id] of ids) {
    if (typeof id !== "number" || id !== id >>> 0 || id >= ids.size) {
      throw new InputError(`the id of ${shown(token)} is ${shown(id)}`, {
        file,
        place: "vocab",
        mend: `Number the ${ids.size} tokens from 0 to ${ids.size - 1}`,
      });
    }
    if (vocabulary[id] !== undefined) {
      throw new InputError(
        `${shown(vocabulary[id])} and ${shown(token)} share the id ${id}`,
        { file, place: "vocab", mend: "Give each token an id of its own" },
      );
    }
    vocabulary[id] = token;
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
      mend: "Give a BERT vocabulary: its special tokens are [PAD], [UNK], [CLS], [SEP] and [MASK]",
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
