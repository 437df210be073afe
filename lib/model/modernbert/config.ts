/** ModernBERT's configuration: Hugging Face's `config.json` read, checked and written. */
import { InputError } from "../../io/mod.ts";
import type { ActivationName } from "../activations.ts";
import {
  activationField,
  type ConfigForm,
  type EncoderConfig,
  encoderConfigToJson,
  flagOf,
  parseEncoderConfig,
  USUAL_DEFAULTS,
} from "../encoder_config.ts";
import { type AttentionType, everyOf, layerTypesOf, thetasOf } from "./layer_types.ts";

/** The shape and the constants of a ModernBERT for masked language modelling. */
export interface ModernBertConfig extends EncoderConfig {
  /** ModernBERT's name among the architectures. */
  modelType: "modernbert";
  /** Dropout after the embeddings; `hiddenDropoutProb` is that inside of the feed-forward part. */
  embeddingDropout: number;
  /** Tokens that a local layer looks at: half of them on either side. */
  localAttention: number;
  /** Added to the variance in layer normalisation. */
  layerNormEps: number;
  /** The activation in the head. */
  classifierAct: ActivationName;
  /** What each layer looks at. */
  layerTypes: readonly AttentionType[];
  /** The base of the rotary positions' wavelengths, by what a layer looks at. */
  thetas: Readonly<Record<AttentionType, number>>;
  /** Which parts have biases. */
  biases: Readonly<Record<BiasedPart, boolean>>;
}

/** A part that may have a bias. */
export type BiasedPart = keyof typeof BIASES;

/** The file's name of each, and whether it has one where the file is silent. */
const BIASES = {
  norm: ["norm_bias", false],
  attention: ["attention_bias", false],
  mlp: ["mlp_bias", false],
  classifier: ["classifier_bias", false],
  decoder: ["decoder_bias", true],
} as const;

const PARTS = Object.keys(BIASES) as BiasedPart[];

const FORM: ConfigForm<ModernBertConfig> = {
  title: "a ModernBERT",
  transformersClass: "ModernBertForMaskedLM",
  // What Hugging Face assumes for fields that a `config.json` leaves out.
  defaults: {
    ...USUAL_DEFAULTS,
    modelType: "modernbert",
    vocabSize: 50368,
    numHiddenLayers: 22,
    intermediateSize: 1152,
    hiddenDropoutProb: 0,
    attentionProbsDropoutProb: 0,
    embeddingDropout: 0,
    maxPositionEmbeddings: 8192,
    localAttention: 128,
    layerNormEps: 1e-5,
    padTokenId: 50283,
    classifierAct: "gelu",
    layerTypes: [],
    thetas: thetasOf({}, ""),
    biases: { norm: false, attention: false, mlp: false, classifier: false, decoder: true },
  },
  numbers: {
    vocabSize: "vocab_size",
    hiddenSize: "hidden_size",
    numHiddenLayers: "num_hidden_layers",
    numAttentionHeads: "num_attention_heads",
    intermediateSize: "intermediate_size",
    hiddenDropoutProb: "mlp_dropout",
    attentionProbsDropoutProb: "attention_dropout",
    embeddingDropout: "embedding_dropout",
    maxPositionEmbeddings: "max_position_embeddings",
    localAttention: "local_attention",
    layerNormEps: "norm_eps",
    initializerRange: "initializer_range",
    padTokenId: "pad_token_id",
  },
  activation: "hidden_activation",
  only: [["rope_scaling", null]],
};

/** The file's name of each number. */
export const MODERNBERT_FIELDS = FORM.numbers;

/**
 * Reads the parsed content of a Hugging Face `config.json` of a ModernBERT model, of Transformers 5 or
 * of the first ones that had it.
 *
 * @throws {InputError} If it describes another architecture or a field's value cannot be used.
 */
export function parseModernBertConfig(json: unknown, file = "config.json"): ModernBertConfig {
  const config = parseEncoderConfig(FORM, json, file);
  const fields = json as Record<string, unknown>;
  const { numHiddenLayers, numAttentionHeads, hiddenSize } = config;
  if (hiddenSize / numAttentionHeads % 2 !== 0) {
    throw new InputError(
      `rotary positions need heads of an even width: it is ${hiddenSize / numAttentionHeads}`,
      { file, place: "num_attention_heads", mend: "Make hidden_size a multiple of twice as many" },
    );
  }
  const biases = PARTS.map((part) => {
    const [name, otherwise] = BIASES[part];
    return [part, flagOf(fields, name, file) ?? otherwise] as const;
  });
  return {
    ...config,
    classifierAct: activationField(fields, "classifier_activation", file, {
      otherwise: FORM.defaults.classifierAct,
      title: FORM.title,
    }),
    layerTypes: layerTypesOf(fields, numHiddenLayers, file),
    thetas: thetasOf(fields, file),
    biases: Object.fromEntries(biases) as Record<BiasedPart, boolean>,
  };
}

/** The content of a `config.json` from which Python's transformers makes a `ModernBertForMaskedLM`. */
export function modernBertConfigToJson(config: ModernBertConfig): Record<string, unknown> {
  const types = Object.entries(config.thetas) as [AttentionType, number][];
  const every = everyOf(config.layerTypes);
  const json: Record<string, unknown> = {
    ...encoderConfigToJson(FORM, config),
    classifier_activation: config.classifierAct,
    layer_types: config.layerTypes,
    rope_parameters: Object.fromEntries(
      types.map(([type, rope_theta]) => [type, { rope_theta, rope_type: "default" }]),
    ),
    // What the first versions read instead; later ones take them for defaults alone.
    global_rope_theta: config.thetas.full_attention,
    local_rope_theta: config.thetas.sliding_attention,
    ...(every === undefined ? {} : { global_attn_every_n_layers: every }),
    ...Object.fromEntries(PARTS.map((part) => [BIASES[part][0], config.biases[part]])),
  };
  return Object.fromEntries(Object.entries(json).sort(([a], [b]) => a < b ? -1 : 1));
}
