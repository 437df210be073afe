/** What the configurations of all encoders are made of: fields of a `config.json`, read and written. */
import { InputError, shown } from "../io/mod.ts";
import { ACTIVATION_NAMES, type ActivationName, isActivation } from "./activations.ts";
import type { MaskedLmConfig } from "./architecture.ts";

/** The shape and the constants that encoders have in common. */
export interface EncoderConfig extends MaskedLmConfig {
  /** Attention heads a layer; `hiddenSize` is a multiple of it. */
  numAttentionHeads: number;
  /** Width of the feed-forward layer. */
  intermediateSize: number;
  /** The activation: `gelu` is x·Φ(x) with the exact normal distribution (erf). */
  hiddenAct: ActivationName;
  /** Dropout after embeddings and dense layers, from 0 to below 1. */
  hiddenDropoutProb: number;
  /** Dropout on attention probabilities, from 0 to below 1. */
  attentionProbsDropoutProb: number;
  /**
   * The padding token: its word embedding starts at 0 and gets no gradient, but for
   * `withoutPaddingRow`.
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

/**
 * What Hugging Face assumes in families like BERT for fields that a `config.json` leaves out. Their
 * order stays: results' folders know their model by a hash that follows it.
 */
export const BERT_LIKE_DEFAULTS = {
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
} as const satisfies
  & Omit<EncoderConfig, "modelType">
  & Record<"typeVocabSize" | "layerNormEps", number>;

const { typeVocabSize: _, layerNormEps: __, ...usual } = BERT_LIKE_DEFAULTS;

/** The same without what not every family has. */
export const USUAL_DEFAULTS: typeof usual = usual;

/** The values that a number may have, and how to say that. */
type NumberRule = readonly [allows: (value: number) => boolean, expected: string];

/** Far beyond any model. Every layer's parameters are listed before their file is looked at. */
const MOST_LAYERS = 1000;

const COUNT: NumberRule = [isCount, "a whole number above 0"];
const LAYERS: NumberRule = [
  (value) => isCount(value) && value <= MOST_LAYERS,
  `a whole number from 1 to ${MOST_LAYERS}`,
];
const DROPOUT: NumberRule = [(value) => value >= 0 && value < 1, "a number from 0 to below 1"];
const ABOVE_0: NumberRule = [(value) => value > 0, "a number above 0"];

/** Each number that a configuration may have. */
const NUMBER_RULES = {
  vocabSize: COUNT,
  embeddingSize: COUNT,
  hiddenSize: COUNT,
  numHiddenLayers: LAYERS,
  numHiddenGroups: LAYERS,
  innerGroupNum: LAYERS,
  numAttentionHeads: COUNT,
  intermediateSize: COUNT,
  hiddenDropoutProb: DROPOUT,
  attentionProbsDropoutProb: DROPOUT,
  embeddingDropout: DROPOUT,
  maxPositionEmbeddings: COUNT,
  localAttention: COUNT,
  typeVocabSize: COUNT,
  layerNormEps: ABOVE_0,
  initializerRange: [(value) => value >= 0, "a number of at least 0"],
  padTokenId: [Number.isSafeInteger, "a whole number"],
} as const satisfies Record<string, NumberRule>;

/** The name of such a number. */
export type NumberField = keyof typeof NUMBER_RULES;

/** How a family's configuration stands in a `config.json`. */
export interface ConfigForm<C extends EncoderConfig> {
  /** The family with its article, for messages, such as "a BERT". */
  title: string;
  /** The class of Python's transformers. */
  transformersClass: string;
  /** What Hugging Face assumes for fields that are left out. */
  defaults: Readonly<C>;
  /** The file's name of each number, in the order in which they are looked at. */
  numbers: Readonly<Partial<Record<NumberField, string>>>;
  /** The file's name of the activation. @default "hidden_act" */
  activation?: string;
  /** Fields that have one value or are left out: another would make the weights mean another function. */
  only: readonly (readonly [name: string, accepted: unknown])[];
}

/** What no encoder here may be: every family refuses other values. */
export const NO_DECODER: ConfigForm<EncoderConfig>["only"] = [
  ["position_embedding_type", "absolute"],
  ["is_decoder", false],
  ["add_cross_attention", false],
];

/** Where a family's class of Transformers has ids of its own for the tokens around a text. */
export const TEXT_ENDS = {
  bos_token_id: "clsTokenId",
  eos_token_id: "sepTokenId",
} as const;

/** The numbers that most families have by the same names. */
export const USUAL_NUMBERS = {
  vocabSize: "vocab_size",
  hiddenSize: "hidden_size",
  numHiddenLayers: "num_hidden_layers",
  numAttentionHeads: "num_attention_heads",
  intermediateSize: "intermediate_size",
  hiddenDropoutProb: "hidden_dropout_prob",
  attentionProbsDropoutProb: "attention_probs_dropout_prob",
  maxPositionEmbeddings: "max_position_embeddings",
  typeVocabSize: "type_vocab_size",
  layerNormEps: "layer_norm_eps",
  initializerRange: "initializer_range",
  padTokenId: "pad_token_id",
} as const satisfies ConfigForm<EncoderConfig>["numbers"];

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

/**
 * Reads the parsed content of a `config.json`. Fields that are absent get Hugging Face's defaults;
 * fields that do not concern masked language modelling are ignored.
 *
 * @param file The file's name, for messages.
 * @throws {InputError} If it describes another architecture or a field's value cannot be used.
 */
export function parseEncoderConfig<C extends EncoderConfig>(
  form: ConfigForm<C>,
  json: unknown,
  file: string,
): C {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new InputError("the file does not hold a JSON object", {
      file,
      mend: `Give the config.json of ${form.title} model in Hugging Face's format`,
    });
  }
  const fields = json as Record<string, unknown>;
  checkOnly(form, fields, file);
  const config: C = { ...form.defaults, hiddenAct: activationOf(form, fields, file) };
  if (fields["pad_token_id"] === null) {
    config.withoutPaddingRow = true;
    config.padTokenId = 0;
  }
  if (flagOf(fields, "tie_word_embeddings", file) === false) config.untied = true;
  const numbers = config as Partial<Record<NumberField, number>>;
  for (const [key, name] of numbersOf(form)) {
    const [allows, expected] = NUMBER_RULES[key];
    const value = fields[name];
    if (value === undefined || key === "padTokenId" && value === null) continue;
    if (typeof value !== "number" || !Number.isFinite(value) || !allows(value)) {
      throw wrongField(file, name, value, `Make it ${expected}`);
    }
    numbers[key] = value;
  }
  // PyTorch counts from the end then, as Python does.
  if (config.padTokenId < 0) config.padTokenId += config.vocabSize;
  checkTogether(form, config, fields, file);
  return config;
}

/** The content of a `config.json` from which Python's transformers makes the model. */
export function encoderConfigToJson<C extends EncoderConfig>(
  form: ConfigForm<C>,
  config: C,
): Record<string, unknown> {
  const json: Record<string, unknown> = {
    architectures: [form.transformersClass],
    [form.activation ?? "hidden_act"]: config.hiddenAct,
    model_type: config.modelType,
  };
  const numbers = config as Partial<Record<NumberField, number>>;
  for (const [key, name] of numbersOf(form)) json[name] = numbers[key];
  if (config.withoutPaddingRow) json["pad_token_id"] = null;
  if (config.untied) json["tie_word_embeddings"] = false;
  return Object.fromEntries(Object.entries(json).sort(([a], [b]) => a < b ? -1 : 1));
}

/** The same model with a decoder of its own, or undefined where it has one. */
export function untiedConfig<C extends EncoderConfig>(config: C): C | undefined {
  return config.untied ? undefined : { ...config, untied: true };
}

function numbersOf<C extends EncoderConfig>({ numbers }: ConfigForm<C>): [NumberField, string][] {
  return Object.entries(numbers) as [NumberField, string][];
}

function checkOnly<C extends EncoderConfig>(
  { title, defaults: { modelType }, only }: ConfigForm<C>,
  fields: Record<string, unknown>,
  file: string,
): void {
  const type = fields["model_type"];
  if (type !== modelType) {
    const mend = `Give the folder of ${title} model, whose model_type is ${shown(modelType)}`;
    throw wrongField(file, "model_type", type, mend);
  }
  for (const [name, accepted] of only) {
    const value = fields[name];
    if (value === undefined || value === accepted) continue;
    const such = `${title} model whose ${name} is ${JSON.stringify(accepted)}`;
    throw wrongField(file, name, value, `Give ${such}: no other is supported`);
  }
}

function activationOf<C extends EncoderConfig>(
  { activation: field = "hidden_act", defaults, title }: ConfigForm<C>,
  fields: Record<string, unknown>,
  file: string,
): ActivationName {
  return activationField(fields, field, file, { otherwise: defaults.hiddenAct, title });
}

/** A field that names an activation. @throws {InputError} If there is no such. */
export function activationField(
  fields: Record<string, unknown>,
  field: string,
  file: string,
  { otherwise, title }: { otherwise: ActivationName; title: string },
): ActivationName {
  const name = fields[field] === undefined ? otherwise : fields[field];
  if (isActivation(name)) return name;
  const names = ACTIVATION_NAMES.map((name) => JSON.stringify(name)).join(", ");
  throw wrongField(file, field, name, `Give ${title} model with one of ${names}`);
}

/** A flag that must be one of the two or absent. */
export function flagOf(
  fields: Record<string, unknown>,
  name: string,
  file: string,
): boolean | undefined {
  const value = fields[name];
  if (value === undefined || typeof value === "boolean") return value;
  throw wrongField(file, name, value, "Make it true or false");
}

/** Checks what concerns two fields at once. */
function checkTogether<C extends EncoderConfig>(
  { numbers }: ConfigForm<C>,
  { hiddenSize, numAttentionHeads, padTokenId, vocabSize }: C,
  fields: Record<string, unknown>,
  file: string,
): void {
  if (hiddenSize % numAttentionHeads !== 0) {
    const size = `${numbers.hiddenSize} ${hiddenSize}`;
    throw new InputError(`${size} cannot be divided among ${numAttentionHeads} heads`, {
      file,
      place: numbers.numAttentionHeads,
      mend: `Make ${numbers.hiddenSize} a multiple of it`,
    });
  }
  if (padTokenId >= 0 && padTokenId < vocabSize) return;
  const value = fields["pad_token_id"] ?? padTokenId;
  const range = `at least 0 and less than vocab_size, which is ${vocabSize}`;
  throw wrongField(file, "pad_token_id", value, `Make it ${range}`);
}

/** What is said of a field whose value cannot be used. */
export function wrongField(file: string, name: string, value: unknown, mend: string): InputError {
  const problem = value === undefined ? "the field is missing" : `${shown(value)} cannot be used`;
  return new InputError(problem, { file, place: name, mend });
}
