/** The files of a model's folder, by Hugging Face's names. */

/** What says of a model's folder what is in it. */
export const MODEL_CONFIG = "config.json";

/** What says it to people. */
export const MODEL_CARD = "README.md";

/** The weights in one file, and what says in which of several they are. */
export const WEIGHTS = "model.safetensors", WEIGHT_INDEX = `${WEIGHTS}.index.json`;

/** The vocabulary: either of the two. */
export const VOCABULARIES = ["vocab.txt", "tokenizer.json"] as const;

/** The vocabulary of older byte-level tokenizers, of which both are needed. */
export const BYTE_LEVEL = ["vocab.json", "merges.txt"] as const;

/** What stands beside the vocabulary. */
const TOKENIZER_CONFIGS = ["tokenizer_config.json", "special_tokens_map.json"] as const;

/** The same, with what older folders have besides. */
export const BESIDE = [...TOKENIZER_CONFIGS, "added_tokens.json"] as const;

/** What is written of a model besides its card. */
export const MODEL_FILES: readonly string[] = [
  ...[MODEL_CONFIG, WEIGHTS],
  ...[...VOCABULARIES, ...TOKENIZER_CONFIGS],
];
