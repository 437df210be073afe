/** ELECTRA's configuration: Hugging Face's `config.json` read, checked and written. */
import {
  BERT_LIKE_DEFAULTS,
  type ConfigForm,
  type EncoderConfig,
  encoderConfigToJson,
  NO_DECODER,
  parseEncoderConfig,
  USUAL_NUMBERS,
} from "../encoder_config.ts";

/** The shape and the constants of an ELECTRA generator. */
export interface ElectraConfig extends EncoderConfig {
  /** ELECTRA's name among the architectures. */
  modelType: "electra";
  /** Width of the embeddings, which a layer widens to the encoder's where they differ. */
  embeddingSize: number;
  /** Number of segments, of which the first is used. */
  typeVocabSize: number;
  /** Added to the variance in layer normalisation. */
  layerNormEps: number;
}

const FORM: ConfigForm<ElectraConfig> = {
  title: "an ELECTRA",
  transformersClass: "ElectraForMaskedLM",
  // What Hugging Face assumes for fields that a `config.json` leaves out.
  defaults: {
    ...BERT_LIKE_DEFAULTS,
    modelType: "electra",
    embeddingSize: 128,
    hiddenSize: 256,
    numAttentionHeads: 4,
    intermediateSize: 1024,
  },
  numbers: { ...USUAL_NUMBERS, embeddingSize: "embedding_size" },
  only: NO_DECODER,
};

/** The file's name of each number. */
export const ELECTRA_FIELDS = FORM.numbers;

/**
 * Reads the parsed content of a Hugging Face `config.json` of an ELECTRA model.
 *
 * @throws {InputError} If it describes another architecture or a field's value cannot be used.
 */
export function parseElectraConfig(json: unknown, file = "config.json"): ElectraConfig {
  return parseEncoderConfig(FORM, json, file);
}

/** The content of a `config.json` from which Python's transformers makes an `ElectraForMaskedLM`. */
export function electraConfigToJson(config: ElectraConfig): Record<string, unknown> {
  return encoderConfigToJson(FORM, config);
}
