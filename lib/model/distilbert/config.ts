/** DistilBERT's configuration: Hugging Face's `config.json` read, checked and written. */
import {
  type ConfigForm,
  type EncoderConfig,
  encoderConfigToJson,
  parseEncoderConfig,
  USUAL_DEFAULTS,
} from "../encoder_config.ts";

/** The shape and the constants of a DistilBERT for masked language modelling. */
export interface DistilBertConfig extends EncoderConfig {
  /** DistilBERT's name among the architectures. */
  modelType: "distilbert";
}

const FORM: ConfigForm<DistilBertConfig> = {
  title: "a DistilBERT",
  transformersClass: "DistilBertForMaskedLM",
  // What Hugging Face assumes for fields that a `config.json` leaves out.
  defaults: {
    ...USUAL_DEFAULTS,
    modelType: "distilbert",
    numHiddenLayers: 6,
  },
  numbers: {
    vocabSize: "vocab_size",
    hiddenSize: "dim",
    numHiddenLayers: "n_layers",
    numAttentionHeads: "n_heads",
    intermediateSize: "hidden_dim",
    hiddenDropoutProb: "dropout",
    attentionProbsDropoutProb: "attention_dropout",
    maxPositionEmbeddings: "max_position_embeddings",
    initializerRange: "initializer_range",
    padTokenId: "pad_token_id",
  },
  activation: "activation",
  // Positions that are sine waves are not trained.
  only: [["sinusoidal_pos_embds", false]],
};

/** The file's name of each number. */
export const DISTILBERT_FIELDS = FORM.numbers;

/**
 * Reads the parsed content of a Hugging Face `config.json` of a DistilBERT model.
 *
 * @throws {InputError} If it describes another architecture or a field's value cannot be used.
 */
export function parseDistilBertConfig(json: unknown, file = "config.json"): DistilBertConfig {
  return parseEncoderConfig(FORM, json, file);
}

/** The content of a `config.json` from which Python's transformers makes the model. */
export function distilBertConfigToJson(config: DistilBertConfig): Record<string, unknown> {
  return encoderConfigToJson(FORM, config);
}
