/**
 * Encoders with layer normalisation after each part, as BERT has it (Devlin et al., arXiv
 * 1810.04805): embeddings from tables, then layers of self-attention and feed-forward.
 */
import { add, firstRow, firstRows, gather, kept, reshape, type Value } from "../program/mod.ts";
import { activate } from "./activations.ts";
import type { EncoderInputs } from "./architecture.ts";
import { paddingBias, selfAttention } from "./attention.ts";
import type { EncoderConfig } from "./encoder_config.ts";
import type { Layers } from "./layers.ts";

/** What embeddings from tables need to know. */
export interface TableEmbeddings {
  /** What stands before the tables' names, such as `bert.embeddings`. */
  name: string;
  /** Their width. */
  width: number;
  /** Segments; all tokens belong to the first unless told. @default there is no table of segments */
  segments?: number;
  /** Added to the variance in layer normalisation. */
  epsilon: number;
  /** Where the family has positions otherwise: adds their vectors. @default {a row for each place} */
  positions?: (ids: Value, name: string) => Value;
}

/**
 * Adds the embeddings: of words, positions and segments, their sum normalised.
 *
 * @returns `[batch · sequence, width]`.
 * @throws {RangeError} If the sequence is longer than the table of positions.
 */
export function tableEmbeddings(
  layers: Layers,
  config: EncoderConfig,
  { inputIds, tokenTypeIds }: EncoderInputs,
  { name, width, segments, epsilon, positions }: TableEmbeddings,
): Value {
  layers.begin("embeddings");
  const padding = config.withoutPaddingRow ? undefined : config.padTokenId;
  const sequence = inputIds.shape[1]!;
  const words = layers.embeddings(
    `${name}.word_embeddings.weight`,
    config.vocabSize,
    width,
    padding,
  );
  const table = `${name}.position_embeddings.weight`;
  const placed = positions?.(inputIds, table) ??
    firstRows(layers.embeddings(table, config.maxPositionEmbeddings, width), sequence);
  const segment = segments === undefined
    ? undefined
    : layers.embeddings(`${name}.token_type_embeddings.weight`, segments, width);
  const ids = reshape(inputIds, [-1]);
  const looked = gather(words, ids, padding === undefined ? {} : { paddingIndex: padding });
  const place = segment === undefined ? placed : add(
    placed,
    tokenTypeIds === undefined
      ? firstRow(segment)
      : reshape(gather(segment, reshape(tokenTypeIds, [-1])), [-1, sequence, width]),
  );
  const sum = add(reshape(looked, [-1, sequence, width]), place);
  const normed = layers.norm(`${name}.LayerNorm`, reshape(sum, [-1, width]), epsilon);
  return kept(layers.drop(normed, config.hiddenDropoutProb));
}

/** The names of a layer's parts in Hugging Face's files. */
export interface PostNormNames {
  /** Query, key and value. */
  attention: readonly [query: string, key: string, value: string];
  /** These three in one, as the program has them. */
  joined: string;
  /** The layer behind attention, and its normalisation. */
  attended: string;
  attendedNorm: string;
  /** The feed-forward part: to its width, back, and the normalisation. */
  wide: string;
  narrow: string;
  narrowNorm: string;
  /** Behind which of the two there is dropout. @default both */
  drops?: { attended: boolean; narrow: boolean };
}

/** BERT's names in a layer. */
export function bertLayerNames(layer: string): PostNormNames {
  const self = `${layer}.attention.self`;
  return {
    attention: [`${self}.query`, `${self}.key`, `${self}.value`],
    joined: `${self}.query_key_value`,
    attended: `${layer}.attention.output.dense`,
    attendedNorm: `${layer}.attention.output.LayerNorm`,
    wide: `${layer}.intermediate.dense`,
    narrow: `${layer}.output.dense`,
    narrowNorm: `${layer}.output.LayerNorm`,
  };
}

/** Of what a stack of layers is made. */
export interface PostNormStack {
  /** The names of each layer; layers of equal names share their weights. */
  names: readonly PostNormNames[];
  /** Added to the variance in layer normalisation. */
  epsilon: number;
  /** How many of the names are one layer of the configuration. @default 1 */
  parts?: number;
}

/**
 * Adds the layers, one after the other.
 *
 * @param hidden `[batch · sequence, hidden]`.
 * @returns The same shape.
 */
export function postNormLayers(
  layers: Layers,
  config: EncoderConfig,
  hidden: Value,
  { inputIds, attentionMask }: EncoderInputs,
  { names, epsilon, parts = 1 }: PostNormStack,
): Value {
  const sequence = inputIds.shape[1]!;
  const bias = paddingBias(layers, attentionMask, sequence);
  const pass = { layers, config, sequence, bias, epsilon };
  return names.reduce((input, layer, i) => {
    layers.begin(Math.floor(i / parts));
    return postNormLayer(pass, layer, input);
  }, hidden);
}

/** What all layers of one pass are given. */
interface Pass {
  layers: Layers;
  config: EncoderConfig;
  sequence: number;
  bias: Value | undefined;
  epsilon: number;
}

function postNormLayer(
  { layers, config, sequence, bias, epsilon }: Pass,
  names: PostNormNames,
  input: Value,
): Value {
  const { hiddenSize, intermediateSize, hiddenDropoutProb, hiddenAct } = config;
  const { attended: dropsAttended, narrow: dropsNarrow } = names.drops ?? BOTH;
  const drop = (x: Value, has: boolean) => has ? layers.drop(x, hiddenDropoutProb) : x;
  const residualNorm = (name: string, x: Value, before: Value) =>
    kept(layers.norm(name, kept(add(x, before)), epsilon));
  const context = selfAttention(
    layers,
    { joined: names.joined, parts: names.attention },
    input,
    { sequence, bias, heads: config.numAttentionHeads, dropout: config.attentionProbsDropoutProb },
  );
  const attended = layers.dense(names.attended, context, hiddenSize);
  const middle = residualNorm(names.attendedNorm, drop(attended, dropsAttended), input);
  const wide = activate(hiddenAct, layers.dense(names.wide, middle, intermediateSize));
  const narrow = layers.dense(names.narrow, wide, hiddenSize);
  return residualNorm(names.narrowNorm, drop(narrow, dropsNarrow), middle);
}

const BOTH = { attended: true, narrow: true };

/** The names that tensors had in TensorFlow, which the first checkpoints kept. */
export function currentLayerNormName(name: string): string {
  return name.replace(/LayerNorm\.gamma$/, "LayerNorm.weight")
    .replace(/LayerNorm\.beta$/, "LayerNorm.bias");
}
