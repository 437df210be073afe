/** BERT's tokenizer: text to token ids and back. */

import { Tokenizer as HuggingFaceTokenizer } from "@huggingface/tokenizers";
import { InputError, shown } from "../io/mod.ts";
import { type PieceSpelling, pieceSpelling } from "./pieces.ts";
import { SPECIAL_TOKEN_ROLES, type SpecialTokenRole, specialTokensOf } from "./special_tokens.ts";
import {
  checkTokenizerJson,
  type JsonObject,
  makeTokenizerJson,
  type TokenizerJson,
  withConfig,
} from "./tokenizer_json.ts";
import { orderVocabulary, specialTokenIds } from "./vocabulary.ts";
import { isWordwise, WordCache } from "./word_cache.ts";

/** How a text is turned into ids. */
export interface EncodeOptions {
  /**
   * Whether `[CLS]` comes before the text and `[SEP]` after it.
   *
   * @default {true}
   */
  addSpecialTokens?: boolean;
}

/** How ids are turned into text. */
export interface DecodeOptions {
  /**
   * Whether special tokens are left out.
   *
   * @default {false}
   */
  skipSpecialTokens?: boolean;
}

/** Turns text into the ids of a vocabulary's tokens, and back. */
export interface Tokenizer {
  /** The tokens; a token's index is its id. */
  readonly vocabulary: readonly string[];
  /** The number of tokens. */
  readonly vocabSize: number;
  /** The id of `[PAD]`, which fills up. */
  readonly padTokenId: number;
  /** The id of `[UNK]`, a word without pieces in the vocabulary. */
  readonly unkTokenId: number;
  /** The id of `[CLS]`, the start of a text. */
  readonly clsTokenId: number;
  /** The id of `[SEP]`, the end of a text. */
  readonly sepTokenId: number;
  /** The id of `[MASK]`, the place of a word to guess. */
  readonly maskTokenId: number;
  /** The five above, ascending: what is never masked. */
  readonly specialTokenIds: readonly number[];
  /** The ids of a text, `[CLS]` and `[SEP]` around them if not told otherwise. */
  encode(text: string, options?: EncodeOptions): number[];
  /**
   * The text of ids: the pieces of a word joined, no space before punctuation and inside
   * contractions (`clean_up_tokenization_spaces`, which is on unless `tokenizer_config.json` says
   * otherwise, as in Transformers 4, with which the original ran; Transformers 5 has it off).
   */
  decode(ids: readonly number[], options?: DecodeOptions): string;
  /**
   * The word or the letters that a token stands for: "ing" for the piece `##ing`, and for
   * punctuation itself. Undefined for special tokens and the placeholders of a vocabulary.
   *
   * @throws {RangeError} If the vocabulary has no such id.
   */
  wordOf(id: number): string | undefined;
  /**
   * Whether a token goes on with the word of the token before it, as `##ing` does.
   *
   * @throws {RangeError} If the vocabulary has no such id.
   */
  continuesWord(id: number): boolean;
  /** The files of a model's folder that hold this tokenizer: their contents by name. */
  files(): Record<string, string>;
}

const toJson = (value: unknown): string => JSON.stringify(value, null, 2) + "\n";

const REPLACE = "Fetch the tokenizer's files again, or keep only its vocab.txt";

function unusable(file: string, cause: unknown): InputError {
  const reason = cause instanceof Error ? cause.message.replace(/\.\s*$/, "") : String(cause);
  return new InputError(`no tokenizer can be made of it (${reason})`, {
    file,
    mend: REPLACE,
    cause,
  });
}

function twoIds(token: string, known: number, id: number, file: string): InputError {
  return new InputError(`the id of ${shown(token)} is ${known} in the vocabulary, but ${id} here`, {
    file,
    place: "added_tokens",
    mend: REPLACE,
  });
}

function openInner(json: TokenizerJson, config: Readonly<JsonObject>, file: string) {
  try {
    return new HuggingFaceTokenizer(json, config);
  } catch (cause) {
    throw unusable(file, cause);
  }
}

class WordPieceTokenizer implements Tokenizer {
  readonly vocabulary: readonly string[];
  readonly vocabSize: number;
  readonly padTokenId: number;
  readonly unkTokenId: number;
  readonly clsTokenId: number;
  readonly sepTokenId: number;
  readonly maskTokenId: number;
  readonly specialTokenIds: readonly number[];
  readonly #json: TokenizerJson;
  readonly #config: Readonly<JsonObject>;
  readonly #tokens: Readonly<Record<SpecialTokenRole, string>>;
  readonly #inner: HuggingFaceTokenizer;
  readonly #words: WordCache | undefined;
  readonly #spelling: PieceSpelling;
  readonly #wordless: ReadonlySet<number>;

  constructor(json: TokenizerJson, config: Readonly<JsonObject>, file: string) {
    const ids = new Map<string, number>(Object.entries(json.model.vocab));
    for (const { id, content } of json.added_tokens) {
      const known = ids.get(content);
      if (known !== undefined && known !== id) throw twoIds(content, known, id, file);
      ids.set(content, id);
    }
    this.vocabulary = orderVocabulary(ids, file);
    this.vocabSize = this.vocabulary.length;
    this.#tokens = specialTokensOf(config);
    const special = specialTokenIds(ids, this.#tokens, file);
    this.padTokenId = special.pad;
    this.unkTokenId = special.unk;
    this.clsTokenId = special.cls;
    this.sepTokenId = special.sep;
    this.maskTokenId = special.mask;
    this.specialTokenIds = Object.values(special).sort((a, b) => a - b);
    this.#spelling = pieceSpelling(json);
    const added = json.added_tokens.filter(({ special }) => special === true);
    this.#wordless = new Set([...this.specialTokenIds, ...added.map(({ id }) => id)]);
    this.#json = json;
    this.#config = config;
    this.#inner = openInner(json, config, file);
    this.#tryOut(file);
    const encode = (word: string) => this.#whole(word, false);
    if (isWordwise(json)) this.#words = new WordCache(encode);
  }

  /**
   * Encodes words of which one is too long for any vocabulary: whatever the files say about the
   * steps of tokenizing, `[CLS]` must come out before a text, `[SEP]` behind it, tokens between.
   */
  #tryOut(file: string): void {
    let ids: readonly number[];
    try {
      ids = this.encode(`a 字 ${"b".repeat(1000)}`);
    } catch (cause) {
      throw unusable(file, cause);
    }
    if (ids.some((id) => this.vocabulary[id] === undefined)) {
      throw new InputError("it gives words that it does not know no token of its vocabulary", {
        file,
        place: "model.unk_token",
        mend: REPLACE,
      });
    }
    try {
      this.decode(ids);
    } catch (cause) {
      throw unusable(file, cause);
    }
    if (ids[0] === this.clsTokenId && ids.at(-1) === this.sepTokenId) return;
    const { cls, sep } = this.#tokens;
    throw new InputError(`it does not put ${shown(cls)} before a text and ${shown(sep)} behind`, {
      file,
      place: "post_processor",
      mend: REPLACE,
    });
  }

  encode(text: string, options: EncodeOptions = {}): number[] {
    const { addSpecialTokens = true } = options;
    if (this.#words === undefined) return this.#whole(text, addSpecialTokens);
    const ids = this.#words.encode(text);
    return addSpecialTokens ? [this.clsTokenId, ...ids, this.sepTokenId] : ids;
  }

  #whole(text: string, addSpecialTokens: boolean): number[] {
    return this.#inner.encode(text, { add_special_tokens: addSpecialTokens }).ids;
  }

  decode(ids: readonly number[], options: DecodeOptions = {}): string {
    const { skipSpecialTokens = false } = options;
    for (const id of ids) this.#token(id);
    if (ids.length === 0) return "";
    return this.#inner.decode([...ids], { skip_special_tokens: skipSpecialTokens });
  }

  wordOf(id: number): string | undefined {
    const token = this.#token(id);
    return this.#wordless.has(id) ? undefined : this.#spelling.wordOf(token);
  }

  continuesWord(id: number): boolean {
    const token = this.#token(id);
    return !this.#wordless.has(id) && this.#spelling.continuesWord(token);
  }

  #token(id: number): string {
    const token = this.vocabulary[id];
    if (token !== undefined) return token;
    throw new RangeError(`An id must be an integer from 0 to ${this.vocabSize - 1}: got ${id}.`);
  }

  files(): Record<string, string> {
    const named = Object.fromEntries(
      SPECIAL_TOKEN_ROLES.map((role) => [`${role}_token`, this.#tokens[role]]),
    );
    const lowercase = this.#json.normalizer?.["lowercase"] ?? false;
    return {
      "vocab.txt": this.vocabulary.join("\n") + "\n",
      "tokenizer.json": toJson(this.#json),
      "tokenizer_config.json": toJson({
        tokenizer_class: "BertTokenizer",
        do_lower_case: lowercase,
        clean_up_tokenization_spaces: true,
        ...this.#config,
        ...named,
      }),
      "special_tokens_map.json": toJson(named),
    };
  }
}

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
 * @throws {InputError} If the parts do not make a BERT tokenizer.
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
  const { vocabulary, json, config = {}, file = "vocab.txt" } = parts;
  if (json !== undefined) {
    return new WordPieceTokenizer(withConfig(checkTokenizerJson(json, file), config), config, file);
  }
  if (vocabulary === undefined) throw new TypeError("Give a vocabulary or a tokenizer.json.");
  return new WordPieceTokenizer(makeTokenizerJson(vocabulary, config, file), config, file);
}
