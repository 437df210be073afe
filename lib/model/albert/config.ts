/** ALBERT's configuration: Hugging Face's `config.json` read, checked and written. */
import { InputError } from "../../io/mod.ts";
import {
  BERT_LIKE_DEFAULTS,
  type ConfigForm,
  type EncoderConfig,
  encoderConfigToJson,
  NO_DECODER,
  parseEncoderConfig,
  USUAL_NUMBERS,
} from "../encoder_config.ts";

/** The shape and the constants of an ALBERT for masked language modelling. */
export interface AlbertConfig extends EncoderConfig {
  /** ALBERT's name among the architectures. */
  modelType: "albert";
  /** Width of the embeddings, which a layer widens to the encoder's. */
  embeddingSize: number;
  /** How many groups the layers are divided into: those of a group share their weights. */
  numHiddenGroups: number;
  /** How many layers with weights of their own a group is; each of `numHiddenLayers` is all of them. */
  innerGroupNum: number;
  /** Number of segments, of which the first is used. */
  typeVocabSize: number;
  /** Added to the variance in layer normalisation. */
  layerNormEps: number;
}

const FORM: ConfigForm<AlbertConfig> = {
  title: "an ALBERT",
  transformersClass: "AlbertForMaskedLM",
  // What Hugging Face assumes for fields that a `config.json` leaves out: the largest one.
  defaults: {
    ...BERT_LIKE_DEFAULTS,
    modelType: "albert",
    vocabSize: 30000,
    embeddingSize: 128,
    hiddenSize: 4096,
    numHiddenGroups: 1,
    innerGroupNum: 1,
    numAttentionHeads: 64,
    intermediateSize: 16384,
    hiddenAct: "gelu_new",
    hiddenDropoutProb: 0,
    attentionProbsDropoutProb: 0,
  },
  numbers: {
    ...USUAL_NUMBERS,
    embeddingSize: "embedding_size",
    numHiddenGroups: "num_hidden_groups",
    innerGroupNum: "inner_group_num",
  },
  only: NO_DECODER,
};

/** The file's name of each number. */
export const ALBERT_FIELDS = FORM.numbers;

/**
 * Reads the parsed content of a Hugging Face `config.json` of an ALBERT model.
 *
 * @throws {InputError} If it describes another architecture or a field's value cannot be used.
 */
export function parseAlbertConfig(json: unknown, file = "config.json"): AlbertConfig {
  const config = parseEncoderConfig(FORM, json, file);
  const { numHiddenGroups, numHiddenLayers } = config;
  if (numHiddenGroups <= numHiddenLayers) return config;
  throw new InputError(`${numHiddenLayers} layers cannot be ${numHiddenGroups} groups`, {
    file,
    place: "num_hidden_groups",
    mend: "Make it at most num_hidden_layers",
  });
}

/** The content of a `config.json` from which Python's transformers makes an `AlbertForMaskedLM`. */
export function albertConfigToJson(config: AlbertConfig): Record<string, unknown> {
  return encoderConfigToJson(FORM, config);
}
