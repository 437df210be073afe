/** Whether a model's vocabulary has the words of a text. */
import type { Census, CountingEncoder, Note, TextEncoderToIds } from "../data/mod.ts";
import { InputError, settingName } from "../io/mod.ts";
import type { Tokenizer } from "../tokens/mod.ts";

/** With a larger share of `[UNK]` a text is refused: most of it would say nothing. */
const MOST = 0.5;

/** With a larger share of `[UNK]` people are told. */
const MANY = 0.1;

/** What is needed of a tokenizer. */
type Encoder = TextEncoderToIds & Pick<Tokenizer, "unkTokenId" | "clsTokenId" | "sepTokenId">;

/** Encodes texts, and counts how many of their tokens are `[UNK]`. */
export class TokenCensus implements CountingEncoder {
  readonly #tokenizer: Encoder;
  readonly #file: string;
  #counted: Census = { tokens: 0, unknown: 0 };

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
      let tokens = 0, unknown = 0;
      for (const id of ids) {
        if (id === unkTokenId) unknown++;
        if (id !== clsTokenId && id !== sepTokenId) tokens++;
      }
      this.add({ tokens, unknown });
      yield ids;
    }
  }

  take(): Census {
    const taken = this.#counted;
    this.#counted = { tokens: 0, unknown: 0 };
    return taken;
  }

  add({ tokens, unknown }: Census): void {
    this.#counted.tokens += tokens;
    this.#counted.unknown += unknown;
  }

  /**
   * Looks at what was encoded until now.
   *
   * @param note Told of a share of `[UNK]` that is no mistake yet, but large.
   * @throws {InputError} If most tokens are `[UNK]`.
   */
  check(note: Note): void {
    const { tokens, unknown } = this.#counted, share = tokens === 0 ? 0 : unknown / tokens;
    if (share <= MANY) return;
    const problem = `${Math.round(100 * share)} % of its tokens are [UNK], as the model's ` +
      "vocabulary lacks the words or the script of this text";
    const mend =
      `Choose a model for the language of the text with ${settingName("model")}, or make ` +
      "a vocabulary of it (deno task train-vocabulary) for a new model";
    if (share > MOST) throw new InputError(problem, { file: this.#file, mend });
    note(`${this.#file}: ${problem}. ${mend}`);
  }
}
