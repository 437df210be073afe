/** Filling blanks, as Hugging Face's fill-mask pipeline does. */
import { InputError, settingName } from "../io/mod.ts";
import type { Tokenizer } from "../tokens/mod.ts";
import type { MaskedLm } from "./masked_lm.ts";

/** One suggestion for one blank, with the pipeline's names. */
export interface FillMaskResult {
  /** Probability of the word, from 0 to 1. */
  score: number;
  /** Its id. */
  token: number;
  /** Its text. */
  token_str: string;
  /**
   * The text with this blank filled. As in the pipeline, special tokens are left out of it only if
   * the text has no other blank.
   */
  sequence: string;
}

/**
 * The likeliest words for each `[MASK]` of a text.
 *
 * @param options.top How many words for each, from 1 to the size of the vocabulary; 5 unless told.
 * @returns One list for each `[MASK]`, likeliest first.
 * @throws {InputError} If the text has no `[MASK]`, more tokens than the model has positions, or
 * its vocabulary fewer than `top` words.
 * @throws {RangeError} If `top` is no integer, or less than 1.
 */
export async function fillMask(
  model: MaskedLm,
  tokenizer: Tokenizer,
  text: string,
  { top = 5 }: { top?: number } = {},
): Promise<FillMaskResult[][]> {
  if (!Number.isInteger(top) || top < 1) {
    throw new RangeError(`top must be an integer, at least 1: got ${top}.`);
  }
  if (top > tokenizer.vocabSize) {
    throw new InputError(
      `${settingName("top")} is ${top}, but the vocabulary has ${tokenizer.vocabSize} words`,
      {
        mend: "Ask for fewer",
      },
    );
  }
  const ids = tokenizer.encode(text);
  const blanks = [...ids.keys()].filter((i) => ids[i] === tokenizer.maskTokenId);
  if (blanks.length === 0) {
    throw new InputError(`the text "${text}" has no ${maskOf(tokenizer)}`, {
      mend: `Put ${maskOf(tokenizer)} where a word is wanted`,
    });
  }
  const rows = await model.logits([ids], blanks.map((token) => ({ sequence: 0, token })));
  return blanks.map((blank, i) =>
    likeliest(softmax(rows[i]!), tokenizer, top).map(({ id, score }) => ({
      score,
      token: id,
      token_str: tokenizer.decode([id]),
      sequence: tokenizer.decode(ids.with(blank, id), { skipSpecialTokens: blanks.length === 1 }),
    }))
  );
}

function maskOf(tokenizer: Tokenizer): string {
  return tokenizer.vocabulary[tokenizer.maskTokenId]!;
}

function softmax(logits: Float32Array): Float64Array {
  const largest = logits.reduce((a, b) => Math.max(a, b));
  const exponentials = Float64Array.from(logits, (x) => Math.exp(x - largest));
  const total = exponentials.reduce((a, b) => a + b);
  return exponentials.map((x) => x / total);
}

/**
 * Words of the vocabulary alone: a model may have more word embeddings, whose scores count in the
 * others' shares as in Transformers. Equal scores keep the order of the vocabulary, so that results
 * do not depend on sorting.
 */
function likeliest(
  scores: Float64Array,
  { vocabulary }: Tokenizer,
  count: number,
): { id: number; score: number }[] {
  return vocabulary.flatMap((token, id) => token === "" ? [] : [{ id, score: scores[id]! }])
    .sort((a, b) => b.score - a.score || a.id - b.id).slice(0, count);
}
