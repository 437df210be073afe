/** The steps by which text becomes words, whoever computes them. */
import { InputError, shown } from "../io/mod.ts";
import { makeNormalizer, type Normalize, type UnknownStep } from "./normalizers.ts";
import { makePreTokenizer, type PreTokenize } from "./pre_tokenizers.ts";
import type { TokenizerJson } from "./tokenizer_json.ts";

/** The steps before words are cut into pieces. */
export interface Steps {
  normalize: Normalize;
  preTokenize: PreTokenize;
}

/**
 * The steps of a `tokenizer.json`, computed here.
 *
 * @throws {UnknownStep} If one is of a type that only Hugging Face's native library has.
 */
export function writtenSteps({ normalizer, pre_tokenizer }: TokenizerJson): Steps {
  return { normalize: makeNormalizer(normalizer), preTokenize: makePreTokenizer(pre_tokenizer) };
}

/**
 * What is said of a step that cannot be computed.
 *
 * @param refused Why the native library does not take the file, where it was asked.
 */
export function unknownStep(
  { field, type }: UnknownStep,
  file: string,
  refused?: string,
): InputError {
  if (refused !== undefined) {
    const problem = `nothing computes a step of the type ${shown(type)}: Hugging Face's native ` +
      `library says ${shown(refused)}`;
    return new InputError(problem, {
      file,
      place: field,
      mend: "Correct it, or give another tokenizer",
    });
  }
  return new InputError(`a step of the type ${shown(type)} needs Hugging Face's native library`, {
    file,
    place: field,
    mend: "Let this process load native code (Deno's permission ffi), or give another tokenizer",
  });
}
