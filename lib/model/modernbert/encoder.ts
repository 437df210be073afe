/** ModernBERT's encoder (Warner et al., arXiv 2412.13663) as Hugging Face's `ModernBertModel` has it. */
import {
  add,
  gather,
  kept,
  matMul,
  multiply,
  reshape,
  scale,
  transpose,
  unstack,
  type Value,
  window,
} from "../../program/mod.ts";
import { activate } from "../activations.ts";
import type { EncoderInputs } from "../architecture.ts";
import { attend, NEVER, paddingBias, splitHeads } from "../attention.ts";
import { type Layers, requirePositions } from "../layers.ts";
import type { BiasedPart, ModernBertConfig } from "./config.ts";
import { cutOffNormal } from "./first_weights.ts";
import { ATTENTION_TYPES, type AttentionType } from "./layer_types.ts";
import { rotated, type Rotation, rotation } from "./rotation.ts";

/** The word embeddings, which are the decoder's weights as well. */
export const WORD_EMBEDDINGS = "model.embeddings.tok_embeddings.weight";

/** What all layers of one pass are given. */
interface Pass {
  layers: Layers;
  config: ModernBertConfig;
  /** Tokens a sequence. */
  sequence: number;
  /** What is added to the scores. */
  biases: Record<AttentionType, Value | undefined>;
  rotations: Record<AttentionType, Rotation>;
}

/**
 * Adds the encoder: from token ids to one vector a token.
 *
 * @returns `[batch · sequence, hidden]`.
 * @throws {RangeError} If the sequence is longer than the model's positions.
 */
export function modernBertEncoder(
  layers: Layers,
  config: ModernBertConfig,
  { inputIds, attentionMask }: EncoderInputs,
): Value {
  const { thetas, hiddenSize, numAttentionHeads } = config;
  const sequence = inputIds.shape[1]!;
  requirePositions(sequence, config);
  const { builder } = layers, width = hiddenSize / numAttentionHeads;
  const [full_attention, sliding_attention] = ATTENTION_TYPES.map((type) =>
    rotation(builder, sequence, width, thetas[type])
  );
  let hidden = embeddings(layers, config, inputIds);
  const padding = paddingBias(layers, attentionMask, sequence);
  const biases = {
    full_attention: padding,
    sliding_attention: windowBias(layers, config, sequence, padding),
  };
  const rotations = { full_attention: full_attention!, sliding_attention: sliding_attention! };
  const pass = { layers, config, sequence, biases, rotations };
  config.layerTypes.forEach((type, i) => {
    layers.begin(i);
    hidden = layer(pass, type, i, hidden);
  });
  return norm(layers, config, "model.final_norm", hidden);
}

/** Layer normalisation, with a bias where the model has any. */
export function norm(layers: Layers, config: ModernBertConfig, name: string, x: Value): Value {
  return layers.norm(name, x, config.layerNormEps, { bias: config.biases.norm });
}

function embeddings(layers: Layers, config: ModernBertConfig, inputIds: Value): Value {
  layers.begin("embeddings");
  const padding = config.withoutPaddingRow ? undefined : config.padTokenId;
  // In Transformers padding's row begins like the others.
  const table = layers.variable(WORD_EMBEDDINGS, [config.vocabSize, config.hiddenSize], {
    init: cutOffNormal(config.initializerRange),
    decays: true,
  });
  const ids = reshape(inputIds, [-1]);
  const looked = gather(table, ids, padding === undefined ? {} : { paddingIndex: padding });
  return layers.drop(
    norm(layers, config, "model.embeddings.norm", looked),
    config.embeddingDropout,
  );
}

/**
 * Far below 0 for what is beyond the window, and for padding; nothing where all is within, and nothing
 * is padded: programs with a mask are the same for all lengths, so that they can be exported.
 */
function windowBias(
  { builder }: Layers,
  { localAttention }: ModernBertConfig,
  sequence: number,
  padding: Value | undefined,
): Value | undefined {
  const most = Math.floor(localAttention / 2);
  if (padding === undefined && sequence - 1 <= most) return undefined;
  const near = window(builder, sequence, most, NEVER);
  return padding === undefined ? near : add(padding, near);
}

/** A layer: each part is normalised before, and added to what it was given. */
function layer(pass: Pass, type: AttentionType, index: number, input: Value): Value {
  const { layers, config } = pass;
  const name = `model.layers.${index}`;
  const normed = index === 0 ? input : norm(layers, config, `${name}.attn_norm`, input);
  const middle = kept(add(input, attention(pass, type, `${name}.attn`, normed)));
  const fed = feedForward(pass, `${name}.mlp`, norm(layers, config, `${name}.mlp_norm`, middle));
  return kept(add(middle, fed));
}

/** What the matrices of a part begin as, and whether they have biases. */
function drawnBy(
  { biases, initializerRange, numHiddenLayers }: ModernBertConfig,
  part: BiasedPart,
) {
  return {
    bias: biases[part],
    into: cutOffNormal(initializerRange),
    // What leads back is smaller, the more layers add to the same sum.
    out: cutOffNormal(initializerRange / Math.sqrt(2 * numHiddenLayers)),
  };
}

function attention(
  { layers, config, sequence, biases, rotations }: Pass,
  type: AttentionType,
  name: string,
  input: Value,
): Value {
  const { hiddenSize, numAttentionHeads: heads, attentionProbsDropoutProb: dropout } = config;
  const { bias, into, out } = drawnBy(config, "attention");
  const joined = layers.dense(`${name}.Wqkv`, input, 3 * hiddenSize, { bias, init: into });
  const [query, key, value] = splitHeads(joined, { sequence, heads });
  const turn = rotations[type];
  const queries = rotated(scale(query, 1 / Math.sqrt(hiddenSize / heads)), turn);
  const keys = rotated(key, turn);
  // The product of two halves each is that of the whole: they need not be joined again.
  const [first, second] = queries.map((half, i) => matMul(half, keys[i]!, { transposeB: true }));
  const shape = { sequence, heads, dropout, bias: biases[type] };
  const context = attend(layers, add(first!, second!), value, shape);
  const dense = layers.dense(`${name}.Wo`, context, hiddenSize, { bias, init: out });
  return layers.drop(dense, dropout);
}

/** The gated feed-forward part: of twice the width one half is activated, the other multiplied. */
function feedForward({ layers, config }: Pass, name: string, input: Value): Value {
  const { hiddenSize, intermediateSize, hiddenAct, hiddenDropoutProb } = config;
  const { bias, into, out } = drawnBy(config, "mlp");
  const wide = layers.dense(`${name}.Wi`, input, 2 * intermediateSize, { bias, init: into });
  const [fed, gate] = unstack(transpose(reshape(wide, [-1, 2, intermediateSize]), [1, 0, 2]));
  const gated = layers.drop(multiply(activate(hiddenAct, fed!), gate!), hiddenDropoutProb);
  return layers.dense(`${name}.Wo`, gated, hiddenSize, { bias, init: out });
}
