/** BERT's configuration: Hugging Face's `config.json` read, checked and written. */

import { InputError, shown } from "../../io/mod.ts";
import { ACTIVATION_NAMES, type ActivationName, isActivation } from "../activations.ts";
import type { MaskedLmConfig } from "../architecture.ts";

/** The shape and the constants of a BERT for masked language modelling. */
export interface BertConfig extends MaskedLmConfig {
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

/** Far beyond any BERT. Every layer's parameters are listed before their file is looked at. */
const MOST_LAYERS = 1000;

type NumberField = Exclude<
  keyof BertConfig,
  "modelType" | "hiddenAct" | "withoutPaddingRow" | "untied"
>;

/** Each number's name in `config.json`, the values it may have, and how to say that. */
const NUMBER_FIELDS: Record<NumberField, readonly [string, (value: number) => boolean, string]> = {
  vocabSize: ["vocab_size", isCount, "a whole number above 0"],
  hiddenSize: ["hidden_size", isCount, "a whole number above 0"],
  numHiddenLayers: [
    "num_hidden_layers",
    (value) => isCount(value) && value <= MOST_LAYERS,
    `a whole number from 1 to ${MOST_LAYERS}`,
  ],
  numAttentionHeads: ["num_attention_heads", isCount, "a whole number above 0"],
  intermediateSize: ["intermediate_size", isCount, "a whole number above 0"],
  hiddenDropoutProb: ["hidden_dropout_prob", isDropout, "a number from 0 to below 1"],
  attentionProbsDropoutProb: [
    "attention_probs_dropout_prob",
    isDropout,
    "a number from 0 to below 1",
  ],
  maxPositionEmbeddings: ["max_position_embeddings", isCount, "a whole number above 0"],
  typeVocabSize: ["type_vocab_size", isCount, "a whole number above 0"],
  layerNormEps: ["layer_norm_eps", (value) => value > 0, "a number above 0"],
  initializerRange: ["initializer_range", (value) => value >= 0, "a number of at least 0"],
  padTokenId: [
    "pad_token_id",
    Number.isSafeInteger,
    "a whole number",
  ],
};

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

function isDropout(value: number): boolean {
  return value >= 0 && value < 1;
}

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
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new InputError("the file does not hold a JSON object", {
      file,
      mend: "Give the config.json of a Hugging Face BERT model",
    });
  }
  const fields = json as Record<string, unknown>;
  checkArchitecture(fields, file);
  const config: BertConfig = { ...BERT_DEFAULTS, hiddenAct: activationOf(fields, file) };
  if (fields["pad_token_id"] === null) config.withoutPaddingRow = true;
  if (fields["tie_word_embeddings"] === false) config.untied = true;
  for (const key of Object.keys(NUMBER_FIELDS) as NumberField[]) {
    const [name, allowed, expected] = NUMBER_FIELDS[key];
    const value = fields[name];
    if (value === undefined || key === "padTokenId" && value === null) continue;
    if (typeof value !== "number" || !Number.isFinite(value) || !allowed(value)) {
      throw wrongField(file, name, value, `Make it ${expected}`);
    }
    config[key] = value;
  }
  // PyTorch counts from the end then, as Python does.
  if (config.padTokenId < 0) config.padTokenId += config.vocabSize;
  checkTogether(config, fields, file);
  return config;
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
  const json: Record<string, unknown> = {
    architectures: ["BertForMaskedLM"],
    hidden_act: config.hiddenAct,
    model_type: config.modelType,
  };
  for (const key of Object.keys(NUMBER_FIELDS) as NumberField[]) {
    json[NUMBER_FIELDS[key][0]] = config[key];
  }
  if (config.withoutPaddingRow) json["pad_token_id"] = null;
  if (config.untied) json["tie_word_embeddings"] = false;
  return Object.fromEntries(Object.entries(json).sort(([a], [b]) => a < b ? -1 : 1));
}

/** Refuse what would make the same weights mean another function. */
function checkArchitecture(fields: Record<string, unknown>, file: string): void {
  const only: [name: string, accepted: unknown, required: boolean][] = [
    ["model_type", "bert", true],
    ["position_embedding_type", "absolute", false],
    ["is_decoder", false, false],
    ["add_cross_attention", false, false],
  ];
  for (const [name, accepted, required] of only) {
    const value = fields[name];
    if (value === undefined && !required) continue;
    if (value !== accepted) {
      const mend = name === "model_type"
        ? 'Give the folder of a BERT model, whose model_type is "bert"'
        : `Give a BERT model whose ${name} is ${JSON.stringify(accepted)}: no other is supported`;
      throw wrongField(file, name, value, mend);
    }
  }
  checkFlag(fields, "tie_word_embeddings", file);
}

function activationOf(fields: Record<string, unknown>, file: string): ActivationName {
  const { hidden_act: name = BERT_DEFAULTS.hiddenAct } = fields;
  if (isActivation(name)) return name;
  const names = ACTIVATION_NAMES.map((name) => JSON.stringify(name)).join(", ");
  throw wrongField(file, "hidden_act", name, `Give a BERT model with one of ${names}`);
}

/** A flag that must be one of the two or absent. */
function checkFlag(fields: Record<string, unknown>, name: string, file: string): void {
  const value = fields[name];
  if (value === undefined || typeof value === "boolean") return;
  throw wrongField(file, name, value, "Make it true or false");
}

/** Check what concerns two fields at once. */
function checkTogether(
  config: BertConfig,
  fields: Record<string, unknown>,
  file: string,
): void {
  if (config.hiddenSize % config.numAttentionHeads !== 0) {
    throw new InputError(
      `hidden_size ${config.hiddenSize} cannot be divided among ${config.numAttentionHeads} heads`,
      { file, place: "num_attention_heads", mend: "Make hidden_size a multiple of it" },
    );
  }
  const { padTokenId, vocabSize } = config;
  if (padTokenId >= 0 && padTokenId < vocabSize) return;
  const value = fields["pad_token_id"] ?? padTokenId;
  const range = `at least 0 and less than vocab_size, which is ${vocabSize}`;
  throw wrongField(file, "pad_token_id", value, `Make it ${range}`);
}

function wrongField(file: string, name: string, value: unknown, mend: string): InputError {
  const problem = value === undefined ? "the field is missing" : `${shown(value)} cannot be used`;
  return new InputError(problem, { file, place: name, mend });
}
