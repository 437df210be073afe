/** BERT's configuration: Hugging Face's `config.json` read, checked and written. */
import {
  BERT_LIKE_DEFAULTS,
  type ConfigForm,
  type EncoderConfig,
  encoderConfigToJson,
  NO_DECODER,
  parseEncoderConfig,
  USUAL_NUMBERS,
} from "../encoder_config.ts";

/** The shape and the constants of a BERT for masked language modelling. */
export interface BertConfig extends EncoderConfig {
  /** BERT's name among the architectures. */
  modelType: "bert";
  /** Number of segments (sentence A, sentence B). @default 2 */
  typeVocabSize: number;
  /** Added to the variance in layer normalisation. @default 1e-12 */
  layerNormEps: number;
}

/** What Hugging Face assumes for fields that a `config.json` leaves out. */
export const BERT_DEFAULTS: Readonly<BertConfig> = {
  ...BERT_LIKE_DEFAULTS,
  modelType: "bert",
};

const FORM: ConfigForm<BertConfig> = {
  title: "a BERT",
  transformersClass: "BertForMaskedLM",
  defaults: BERT_DEFAULTS,
  numbers: USUAL_NUMBERS,
  only: NO_DECODER,
};

/** The file's name of each number. */
export const BERT_FIELDS = FORM.numbers;

/**
 * Read the parsed content of a Hugging Face `config.json` of a BERT model.
 *
 * Fields that are absent get Hugging Face's defaults; fields that do not concern masked language
 * modelling are ignored.
 *
 * @param json The parsed content.
 * @param file The file's name, for messages.
 * @throws {InputError} If it describes another architecture or a field's value cannot be used.
 *
 * @example
 * ```ts
 * import { parseBertConfig } from "./config.ts";
 * const config = parseBertConfig({ model_type: "bert", hidden_size: 256, num_attention_heads: 4 },
 *   "config.json");
 * if (config.numHiddenLayers !== 12) throw new Error("an absent field has its default");
 * ```
 */
export function parseBertConfig(json: unknown, file = "config.json"): BertConfig {
  return parseEncoderConfig(FORM, json, file);
}

/**
 * The content of a `config.json` from which Python's transformers makes a `BertForMaskedLM`.
 *
 * @example
 * ```ts
 * import { BERT_DEFAULTS, bertConfigToJson } from "./config.ts";
 * const text = JSON.stringify(bertConfigToJson(BERT_DEFAULTS), null, 2);
 * if (!text.includes('"hidden_size": 768')) throw new Error("names are Hugging Face's");
 * ```
 */
export function bertConfigToJson(config: BertConfig): Record<string, unknown> {
  return encoderConfigToJson(FORM, config);
}
