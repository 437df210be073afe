/** Whether a model's vocabulary has the words of a text. */
import type { Note, TextEncoderToIds } from "../data/mod.ts";
import { InputError, settingName } from "../io/mod.ts";
import type { Tokenizer } from "../tokens/mod.ts";

/** With a larger share of `[UNK]` a text is refused: most of it would say nothing. */
const MOST = 0.5;

/** With a larger share of `[UNK]` people are told. */
const MANY = 0.1;

/** What is needed of a tokenizer. */
type Encoder = TextEncoderToIds & Pick<Tokenizer, "unkTokenId" | "clsTokenId" | "sepTokenId">;

/** Encodes texts, and counts how many of their tokens are `[UNK]`. */
export class TokenCensus implements TextEncoderToIds {
  readonly #tokenizer: Encoder;
  readonly #file: string;
  #tokens = 0;
  #unknown = 0;

  /** @param file Where the texts come from, for what is said of them. */
  constructor(tokenizer: Encoder, file: string) {
    this.#tokenizer = tokenizer;
    this.#file = file;
  }

  get specialTokenIds(): readonly number[] {
    return this.#tokenizer.specialTokenIds ?? [];
  }

  get tokensBehind(): number | undefined {
    return this.#tokenizer.tokensBehind;
  }

  encode(text: string): number[] {
    return [...this.encodeInParts(text)].flat();
  }

  *encodeInParts(text: string): Iterable<readonly number[]> {
    const { unkTokenId, clsTokenId, sepTokenId } = this.#tokenizer;
    const parts = this.#tokenizer.encodeInParts?.(text) ?? [this.#tokenizer.encode(text)];
    for (const ids of parts) {
      for (const id of ids) {
        if (id === unkTokenId) this.#unknown++;
        if (id !== clsTokenId && id !== sepTokenId) this.#tokens++;
      }
      yield ids;
    }
  }

  /**
   * Looks at what was encoded until now.
   *
   * @param note Told of a share of `[UNK]` that is no mistake yet, but large.
   * @throws {InputError} If most tokens are `[UNK]`.
   */
  check(note: Note): void {
    const share = this.#tokens === 0 ? 0 : this.#unknown / this.#tokens;
    if (share <= MANY) return;
    const problem = `${Math.round(100 * share)} % of its tokens are [UNK], as the model's ` +
      "vocabulary lacks the words or the script of this text";
    const mend = `Choose a model for the language of the text with ${settingName("model")}`;
    if (share > MOST) throw new InputError(problem, { file: this.#file, mend });
    note(`${this.#file}: ${problem}. ${mend}`);
  }
}
