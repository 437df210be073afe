/** A tokenizer whose steps are compared with the native library's when it is loaded. */
import { shown } from "../io/mod.ts";
import { bertTokenizer, hasBertSteps } from "./bert_tokenizer.ts";
import type { JsonObject } from "./json.ts";
import { type NativeTokenizer, openNative } from "./native.ts";
import { UnknownStep } from "./normalizers.ts";
import { type Steps, unknownStep, writtenSteps } from "./steps.ts";
import type { TokenizerJson } from "./tokenizer_json.ts";
import type { Tokenizer } from "./types.ts";
import { modelIds } from "./word_model.ts";

/** Text with what tokenizers differ in: scripts, accents, signs, digits, white space, letter case. */
const PROBE = "The cat's naïve café cost $3.50 (or 1,000)! Ångström STRASSE straße ﬁn ½ Ⅳ ΟΔΟΣ " +
  "İstanbul e\u0301 привет, мир! שלום مرحبا हिन्दी ไทย 한국어 日本語の文字。 「東京」、𠮷 zero\u200bwidth " +
  "next\u0085line \ufeffmark\ttab no-break\u00a0space a_b x-y -- … “so” ٣٤ 😀 ##ing [MASK]";

/** So many added tokens and entries of the vocabulary are tried. */
const TRIED = { added: 50, words: 200 };

/** The texts by which a tokenizer is judged. */
function probes({ added_tokens, model }: TokenizerJson): string[] {
  const tokens = added_tokens.slice(0, TRIED.added).map(({ content }) => content);
  const words = [...modelIds(model)!.keys()];
  const stride = Math.max(1, Math.floor(words.length / TRIED.words));
  return [
    PROBE,
    ...tokens.flatMap((token) => [token, `a ${token} b`, `a${token}b`, ` ${token}, ${token}s`]),
    words.filter((_, i) => i % stride === 0).join(" "),
  ];
}

/** The first text of which two tokenizers make different ids. */
async function difference(
  tokenizer: Tokenizer,
  native: NativeTokenizer,
  texts: readonly string[],
): Promise<string | undefined> {
  for (const text of texts) {
    const [ours, theirs] = [
      tokenizer.encode(text, { addSpecialTokens: false }),
      await native.encode(text),
    ];
    if (ours.join() !== theirs.join()) return text;
  }
  return undefined;
}

/** The steps that are computed here, or what is not written of them. */
function tryWritten(json: TokenizerJson): Steps | UnknownStep {
  try {
    return writtenSteps(json);
  } catch (error) {
    if (error instanceof UnknownStep) return error;
    throw error;
  }
}

/**
 * The tokenizer of a whole `tokenizer.json`. BERT's own steps are computed here, which the tests
 * compare with Hugging Face's native library character by character. Others are tried on a text:
 * where the two differ, or a step is not written here, the native library computes the steps.
 *
 * @throws {InputError} If no tokenizer can be made of it, or it needs the native library and that
 * cannot be loaded.
 */
export async function judgedTokenizer(
  json: TokenizerJson,
  config: Readonly<JsonObject>,
  file: string,
  onMessage: (line: string) => void,
): Promise<Tokenizer> {
  if (hasBertSteps(json) && json.added_tokens.every(({ special }) => special)) {
    return bertTokenizer(json, config, file);
  }
  let written: Steps | UnknownStep | undefined;
  try {
    written = tryWritten(json);
  } catch {
    // What is malformed is refused in the same words wherever it is loaded.
    return bertTokenizer(json, config, file);
  }
  const ours = written instanceof UnknownStep ? undefined : bertTokenizer(json, config, file);
  let refused: string | undefined;
  const native = await openNative(json, (reason) => refused = reason);
  if (native === undefined) {
    if (written instanceof UnknownStep) throw unknownStep(written, file, refused);
    return ours!;
  }
  const texts = probes(json);
  if (ours !== undefined && await difference(ours, native, texts) === undefined) return ours;
  const theirs = bertTokenizer(json, config, file, native.steps);
  const text = await difference(theirs, native, texts);
  if (text !== undefined) {
    onMessage(`${file}: Hugging Face's native library makes other tokens of ${shown(text)}.`);
  }
  return theirs;
}
