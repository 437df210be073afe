/**
 * Hugging Face's native tokenizers library, which decides what is right. It encodes whole texts only
 * asynchronously, so it is the judge of the steps that are computed here, and computes those that are
 * not written here.
 */
import type { Steps } from "./steps.ts";
import type { TokenizerJson } from "./tokenizer_json.ts";

/** A tokenizer of the native library. */
export interface NativeTokenizer {
  /** The steps of the same tokenizer, as the library computes them. */
  readonly steps: Steps;
  /** The ids of a text, without any around them. */
  encode(text: string): Promise<readonly number[]>;
}

/**
 * Opens a `tokenizer.json` with the native library.
 *
 * @param onRefused Told why the library does not take the file.
 * @returns Undefined where its binary cannot be loaded (there is none for the machine, or no
 * permission for native code), or does not take the file.
 */
export async function openNative(
  json: TokenizerJson,
  onRefused: (reason: string) => void = () => {},
): Promise<NativeTokenizer | undefined> {
  const library = await import("tokenizers").catch(() => undefined);
  if (library === undefined) return undefined;
  try {
    const { Tokenizer } = library;
    const inner = Tokenizer.fromString(
      JSON.stringify({ ...json, truncation: null, padding: null }),
    );
    const normalizer = inner.getNormalizer(), preTokenizer = inner.getPreTokenizer();
    return {
      steps: {
        normalize: (text) => normalizer === null ? text : normalizer.normalizeString(text),
        preTokenize: (text) =>
          preTokenizer === null
            ? (text === "" ? [] : [text])
            : preTokenizer.preTokenizeString(text).map(([word]) => word),
      },
      encode: async (text) => {
        const encoding = await inner.encode(text, null, { addSpecialTokens: false });
        return encoding.getIds();
      },
    };
  } catch (error) {
    onRefused((error as Error).message);
    return undefined;
  }
}
