/** BERT's configuration: Hugging Face's `config.json` read, checked and written. */
import type { ActivationName } from "../activations.ts";
import {
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
  /** Number of entries of the vocabulary. @default 30522 */
  vocabSize: number;
  /** Width of the encoder. @default 768 */
  hiddenSize: number;
  /** Number of encoder layers. @default 12 */
  numHiddenLayers: number;
  /** Attention heads a layer; `hiddenSize` is a multiple of it. @default 12 */
  numAttentionHeads: number;
  /** Width of the feed-forward layer. @default 3072 */
  intermediateSize: number;
  /** The activation: `gelu` is x·Φ(x) with the exact normal distribution (erf). @default "gelu" */
  hiddenAct: ActivationName;
  /** Dropout after embeddings and dense layers, from 0 to below 1. @default 0.1 */
  hiddenDropoutProb: number;
  /** Dropout on attention probabilities, from 0 to below 1. @default 0.1 */
  attentionProbsDropoutProb: number;
  /** Length of the longest sequence, in tokens. @default 512 */
  maxPositionEmbeddings: number;
  /** Number of segments (sentence A, sentence B). @default 2 */
  typeVocabSize: number;
  /** Added to the variance in layer normalisation. @default 1e-12 */
  layerNormEps: number;
  /** Standard deviation of fresh weights. @default 0.02 */
  initializerRange: number;
  /**
   * The padding token: its word embedding starts at 0 and gets no gradient, but for
   * `withoutPaddingRow`.
   * @default 0
   */
  padTokenId: number;
  /**
   * The file says `pad_token_id: null`: no word embedding is that of padding, and sequences are
   * filled up with token 0.
   * @default there is a padding token
   */
  withoutPaddingRow?: true;
  /**
   * The decoder has weights of its own (`tie_word_embeddings: false`).
   * @default they are the word embeddings
   */
  untied?: true;
}

/** What Hugging Face assumes for fields that a `config.json` leaves out. */
export const BERT_DEFAULTS: Readonly<BertConfig> = {
  modelType: "bert",
  vocabSize: 30522,
  hiddenSize: 768,
  numHiddenLayers: 12,
  numAttentionHeads: 12,
  intermediateSize: 3072,
  hiddenAct: "gelu",
  hiddenDropoutProb: 0.1,
  attentionProbsDropoutProb: 0.1,
  maxPositionEmbeddings: 512,
  typeVocabSize: 2,
  layerNormEps: 1e-12,
  initializerRange: 0.02,
  padTokenId: 0,
};

const FORM: ConfigForm<BertConfig> = {
  title: "a BERT",
  transformersClass: "BertForMaskedLM",
  defaults: BERT_DEFAULTS,
  numbers: USUAL_NUMBERS,
  only: NO_DECODER,
};

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
