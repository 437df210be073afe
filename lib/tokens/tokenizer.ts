/** A model's tokenizer: text to token ids and back. */

import { bertTokenizer } from "./bert_tokenizer.ts";
import { withUsualTokens } from "./classes.ts";
import type { JsonObject } from "./json.ts";
import type { SameTokenizer, Tokenizer } from "./types.ts";
import {
  checkTokenizerJson,
  completed,
  makeTokenizerJson,
  type TokenizerJson,
  withConfig,
} from "./tokenizer_json.ts";

/** What a tokenizer is made of. */
export interface TokenizerParts {
  /** The tokens in the order of their ids, as in `vocab.txt`. Needed where `json` is missing. */
  vocabulary?: readonly string[];
  /** A parsed `tokenizer.json`, which goes before `vocabulary`. */
  json?: unknown;
  /**
   * A parsed `tokenizer_config.json`: `do_lower_case` and the special tokens' spellings are read.
   *
   * @default {{}} (cased)
   */
  config?: Readonly<JsonObject>;
  /** Path of the file that the parts come from, for the messages. */
  file?: string;
}

/**
 * A tokenizer made from its parts in memory.
 *
 * The work is done by Hugging Face's `@huggingface/tokenizers`, the library inside transformers.js.
 *
 * @throws {InputError} If the parts do not make a tokenizer.
 *
 * @example
 * ```ts
 * import { createTokenizer } from "./tokenizer.ts";
 * const vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "play", "##ing"];
 * const tokenizer = createTokenizer({ vocabulary });
 * const ids = tokenizer.encode("playing"); // [2, 5, 6, 3]
 * if (tokenizer.decode(ids, { skipSpecialTokens: true }) !== "playing") throw new Error();
 * ```
 */
export function createTokenizer(parts: TokenizerParts): Tokenizer {
  const { vocabulary, json, file = "vocab.txt" } = parts;
  const config = withUsualTokens(parts.config ?? {});
  if (json !== undefined) {
    const given = withConfig(checkTokenizerJson(json, file), config);
    return bertTokenizer(completed(given, config, [], file), config, file);
  }
  if (vocabulary === undefined) throw new TypeError("Give a vocabulary or a tokenizer.json.");
  return bertTokenizer(makeTokenizerJson(vocabulary, config, file), config, file);
}

/** The same tokenizer as another thread has. */
export function sameTokenizer({ json, config, file }: SameTokenizer): Tokenizer {
  return bertTokenizer(json as TokenizerJson, config, file);
}
