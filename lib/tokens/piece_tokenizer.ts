/** A tokenizer from its parts, whatever its files are. */
import { inBrackets, InputError, shown } from "../io/mod.ts";
import type { AddedToken } from "./added_tokens.ts";
import type { JsonObject } from "./json.ts";
import type { PieceSpelling } from "./pieces.ts";
import { SPECIAL_TOKEN_ROLES, type SpecialTokenRole, specialTokensOf } from "./special_tokens.ts";
import type { TextEnds } from "./text_ends.ts";
import type { DecodeOptions, EncodeOptions, SameTokenizer, Tokenizer } from "./types.ts";
import { orderVocabulary, specialTokenIds } from "./vocabulary.ts";

/** What is to be done about files that make no tokenizer. */
export const REPLACE = "Fetch the tokenizer's files again, or keep only its vocab.txt";

/** Files that no tokenizer can be made of, for a reason. */
export function unusable(file: string, cause: unknown): InputError {
  if (cause instanceof InputError) return cause;
  const reason = cause instanceof Error ? cause.message.replace(/\.\s*$/, "") : String(cause);
  return new InputError(`no tokenizer can be made of it${inBrackets(reason)}`, {
    file,
    mend: REPLACE,
    cause,
  });
}

/** The parts of a tokenizer. */
export interface PieceTokenizerParts {
  /** The ids of all tokens, added ones too. */
  ids: ReadonlyMap<string, number>;
  added: readonly AddedToken[];
  /** What names the special tokens. */
  config: Readonly<JsonObject>;
  spelling: PieceSpelling;
  ends: TextEnds;
  /** The ids of a text without anything around them. */
  encode(text: string): readonly number[];
  /** Whether these are the ids of its words between white space, one after the other. */
  isWordwise?: boolean;
  /** The text of tokens, one at least. */
  decode(ids: readonly number[], skipSpecialTokens: boolean): string;
  /** The files that hold it, but for what concerns special tokens. */
  files(vocabulary: readonly string[]): { config: JsonObject; others: Record<string, string> };
  /** Where it comes from, for messages. */
  file: string;
  /** See {@linkcode Tokenizer.same}. */
  same?: SameTokenizer | undefined;
}

/** Of a longer text, so many UTF-16 units are encoded at once, and the rest of the word there. */
const PART = 2 ** 16;

/** White space that ends a word for all of BERT's steps. */
const BLANK = / /g;

/** JSON as Hugging Face's libraries write it to a file. */
export const toJson = (value: unknown): string => JSON.stringify(value, null, 2) + "\n";

/** The `vocab.txt` of a vocabulary: one token a line. */
export const toVocabTxt = (vocabulary: readonly string[]): string => vocabulary.join("\n") + "\n";

/** See {@linkcode Tokenizer}. */
export class PieceTokenizer implements Tokenizer {
  readonly vocabulary: readonly string[];
  readonly vocabSize: number;
  readonly padTokenId: number;
  readonly unkTokenId: number;
  readonly clsTokenId: number;
  readonly sepTokenId: number;
  readonly maskTokenId: number;
  readonly specialTokenIds: readonly number[];
  readonly same: SameTokenizer | undefined;
  readonly #parts: PieceTokenizerParts;
  readonly #tokens: Readonly<Record<SpecialTokenRole, string>>;
  readonly #wordless: ReadonlySet<number>;

  /** @throws {InputError} If the parts do not make a tokenizer with the five special tokens. */
  constructor(parts: PieceTokenizerParts) {
    const { ids, added, config, file } = parts;
    this.#parts = parts;
    this.same = parts.same;
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
    const marked = added.filter(({ special }) => special);
    this.#wordless = new Set([...this.specialTokenIds, ...marked.map(({ id }) => id)]);
    this.#tryOut(file);
  }

  /**
   * Encodes words of which one is too long for any vocabulary: whatever the files say about the
   * steps of tokenizing, `[CLS]` must come out before a text, `[SEP]` behind it, tokens between; or
   * nothing around it, as with a class of tokenizers that leaves that to the files.
   */
  #tryOut(file: string): void {
    let ids: readonly number[];
    try {
      ids = this.encode(`a 字 ${"b".repeat(1000)}`);
      if (ids.every((id) => this.vocabulary[id] !== undefined)) this.decode(ids);
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
    const { before, behind } = this.#parts.ends;
    if (before.length + behind.length === 0) return;
    if (ids[0] === this.clsTokenId && ids.at(-1) === this.sepTokenId) return;
    const { cls, sep } = this.#tokens;
    throw new InputError(`it does not put ${shown(cls)} before a text and ${shown(sep)} behind`, {
      file,
      place: "post_processor",
      mend: REPLACE,
    });
  }

  get tokensBehind(): number {
    return this.#parts.ends.behind.length;
  }

  encode(text: string, options: EncodeOptions = {}): number[] {
    const { addSpecialTokens = true } = options;
    const ids = this.#parts.encode(text);
    const { before, behind } = this.#parts.ends;
    return addSpecialTokens ? [...before, ...ids, ...behind] : [...ids];
  }

  *encodeInParts(text: string): Generator<readonly number[]> {
    const { encode, isWordwise = false, ends: { before, behind } } = this.#parts;
    if (!isWordwise || text.length <= PART) return yield this.encode(text);
    yield before;
    for (let start = 0; start < text.length;) {
      // Where no word begins any more, the rest is one part.
      BLANK.lastIndex = start + PART;
      const end = BLANK.exec(text)?.index ?? text.length;
      yield encode(text.slice(start, end));
      start = end;
    }
    yield behind;
  }

  decode(ids: readonly number[], options: DecodeOptions = {}): string {
    const { skipSpecialTokens = false } = options;
    // An id without a token stands for nothing, as in Transformers.
    const told = ids.filter((id) => this.#token(id) !== "");
    return told.length === 0 ? "" : this.#parts.decode(told, skipSpecialTokens);
  }

  wordOf(id: number): string | undefined {
    const token = this.#token(id);
    if (token === "" || this.#wordless.has(id)) return undefined;
    return this.#parts.spelling.wordOf(token);
  }

  continuesWord(id: number): boolean {
    const token = this.#token(id);
    return !this.#wordless.has(id) && this.#parts.spelling.continuesWord(token);
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
    const { config, others } = this.#parts.files(this.vocabulary);
    return {
      ...others,
      "tokenizer_config.json": toJson({ ...config, ...named }),
      "special_tokens_map.json": toJson(named),
    };
  }
}
