/** Trains a cased WordPiece vocabulary, with Hugging Face's native tokenizers library. */

import { InputError, optionalPackage, settingName } from "../io/mod.ts";
import { SPECIAL_TOKENS } from "./special_tokens.ts";

/** How `trainVocabulary` works. */
export interface TrainVocabularyOptions {
  /** The number of tokens, special tokens included. */
  size: number;
}

/**
 * A cased BERT vocabulary made from text files: the special tokens, then every character that
 * occurs (at the start of a word and inside one) and the pieces that WordPiece's training merges
 * first, in the order of their UTF-16 units.
 *
 * The library trains to a size of its own (30,000) and is not to be told another; because merges
 * are appended one by one, the first `size` tokens are what a training to that size gives.
 *
 * Equally frequent pairs are merged in an order that differs from run to run. In a text of
 * megabytes this leaves the result alone; a few sentences may give other pieces the next time.
 *
 * @param files Paths of UTF-8 text files.
 * @throws {RangeError} If `size` is not an integer from 6 to 30,000.
 * @throws {InputError} If a file cannot be read, the text has too few different pieces, or the package
 * `tokenizers` is not installed.
 */
export async function trainVocabulary(
  files: readonly string[],
  options: TrainVocabularyOptions,
): Promise<string[]> {
  const { size } = options;
  if (!Number.isInteger(size) || size <= SPECIAL_TOKENS.length || size > 30_000) {
    throw new RangeError(`A vocabulary's size must be an integer from 6 to 30000: got ${size}.`);
  }
  for (const file of files) {
    await Deno.stat(file).catch((cause: unknown) => {
      throw new InputError("the file cannot be read", {
        file,
        mend: "Give the path of a text file",
        cause,
      });
    });
  }
  const native = await optionalPackage("tokenizers", () => import("tokenizers"));
  const trainer = new native.Tokenizer(native.WordPiece.empty());
  trainer.setNormalizer(native.bertNormalizer({
    cleanText: true,
    handleChineseChars: true,
    stripAccents: false,
    lowercase: false,
  }));
  trainer.setPreTokenizer(native.bertPreTokenizer());
  trainer.train([...files]);
  // None of them is a special token: brackets are words of their own.
  const learned = Object.entries(trainer.getVocab())
    .sort(([, a], [, b]) => a - b)
    .map(([token]) => token)
    .slice(0, size - SPECIAL_TOKENS.length);
  // The library orders equally frequent pieces by a hash table that differs from run to run; sorted,
  // the same set of tokens is the same file.
  const vocabulary = [...SPECIAL_TOKENS, ...learned.sort()];
  if (vocabulary.length < size) {
    throw new InputError(
      `the text gives only ${vocabulary.length} of the ${size} tokens asked for`,
      {
        file: files.join(", "),
        mend: `Give more text, or set ${settingName("size")} to ${vocabulary.length} at most`,
      },
    );
  }
  return vocabulary;
}
