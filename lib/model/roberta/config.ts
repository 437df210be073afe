/** RoBERTa's configuration: Hugging Face's `config.json` read, checked and written. */
import {
  BERT_LIKE_DEFAULTS,
  type ConfigForm,
  type EncoderConfig,
  encoderConfigToJson,
  NO_DECODER,
  parseEncoderConfig,
  USUAL_NUMBERS,
  wrongField,
} from "../encoder_config.ts";

/** The shape and the constants of a RoBERTa for masked language modelling. */
export interface RobertaConfig extends EncoderConfig {
  /** RoBERTa's name among the architectures. */
  modelType: "roberta";
  /** Number of segments, of which the first is used. */
  typeVocabSize: number;
  /** Added to the variance in layer normalisation. */
  layerNormEps: number;
}

/** What Hugging Face assumes for fields that a `config.json` leaves out. */
const DEFAULTS: Readonly<RobertaConfig> = {
  ...BERT_LIKE_DEFAULTS,
  modelType: "roberta",
  vocabSize: 50265,
  padTokenId: 1,
};

const FORM: ConfigForm<RobertaConfig> = {
  title: "a RoBERTa",
  transformersClass: "RobertaForMaskedLM",
  defaults: DEFAULTS,
  numbers: USUAL_NUMBERS,
  only: NO_DECODER,
};

/** The file's name of each number. */
export const ROBERTA_FIELDS = FORM.numbers;

/** Rows of the table of positions that no place in a sequence has: those up to padding's. */
export function unusedPositions({ padTokenId }: Pick<RobertaConfig, "padTokenId">): number {
  return padTokenId + 1;
}

/**
 * Reads the parsed content of a Hugging Face `config.json` of a RoBERTa model.
 *
 * @throws {InputError} If it describes another architecture or a field's value cannot be used.
 */
export function parseRobertaConfig(json: unknown, file = "config.json"): RobertaConfig {
  const config = parseEncoderConfig(FORM, json, file);
  if (config.withoutPaddingRow) {
    throw wrongField(
      file,
      "pad_token_id",
      null,
      "Name the padding token: positions begin behind it",
    );
  }
  const rows = config.maxPositionEmbeddings, unused = unusedPositions(config);
  if (rows <= unused) {
    const mend = `Make it more than ${unused}: positions begin behind padding's, pad_token_id`;
    throw wrongField(file, "max_position_embeddings", rows, mend);
  }
  return { ...config, maxPositionEmbeddings: rows - unused };
}

/** The content of a `config.json` from which Python's transformers makes a `RobertaForMaskedLM`. */
export function robertaConfigToJson(config: RobertaConfig): Record<string, unknown> {
  const rows = config.maxPositionEmbeddings + unusedPositions(config);
  return encoderConfigToJson(FORM, { ...config, maxPositionEmbeddings: rows });
}
