/**
 * BERT's encoder (Devlin et al., arXiv 1810.04805) as Hugging Face's `BertModel` computes it: layer
 * normalisation after each part. Each function adds a part of it to a program.
 */
import {
  add,
  firstRow,
  firstRows,
  gather,
  matMul,
  reshape,
  scale,
  softmax,
  transpose,
  unstack,
  type Value,
} from "../../program/mod.ts";
import { activate } from "../activations.ts";
import type { EncoderInputs } from "../architecture.ts";
import type { Layers } from "../layers.ts";
import type { BertConfig } from "./config.ts";
import { POSITION_EMBEDDINGS, WORD_EMBEDDINGS } from "./names.ts";

/** What all layers of one pass are given. */
interface Pass {
  layers: Layers;
  config: BertConfig;
  /** Tokens a sequence. */
  sequence: number;
  /** What is added to attention's scores: `[batch, 1, 1, sequence]`, far below 0 for padding. */
  bias: Value | undefined;
}

/**
 * Adds the encoder: from token ids to one vector a token. All tokens belong to the first segment.
 *
 * @returns `[batch · sequence, hidden]`.
 * @throws {RangeError} If the sequence is longer than the model's positions.
 */
export function bertEncoder(
  layers: Layers,
  config: BertConfig,
  { inputIds, attentionMask }: EncoderInputs,
): Value {
  const sequence = inputIds.shape[1]!;
  let hidden = embeddings(layers, config, inputIds);
  // Hugging Face adds the lowest float32 to scores of padding; so low a number has the same effect.
  const bias = attentionMask === undefined
    ? undefined
    : reshape(scale(add(attentionMask, layers.builder.constant(-1)), 1e9), [-1, 1, 1, sequence]);
  const pass = { layers, config, sequence, bias };
  for (let i = 0; i < config.numHiddenLayers; i++) {
    layers.begin(i);
    hidden = encoderLayer(pass, `bert.encoder.layer.${i}`, hidden);
  }
  return hidden;
}

function embeddings(layers: Layers, config: BertConfig, inputIds: Value): Value {
  const { vocabSize, hiddenSize, maxPositionEmbeddings, typeVocabSize } = config;
  layers.begin("embeddings");
  const padding = config.withoutPaddingRow ? undefined : config.padTokenId;
  const words = layers.embeddings(WORD_EMBEDDINGS, vocabSize, hiddenSize, padding);
  const positions = layers.embeddings(POSITION_EMBEDDINGS, maxPositionEmbeddings, hiddenSize);
  const segments = layers.embeddings(
    "bert.embeddings.token_type_embeddings.weight",
    typeVocabSize,
    hiddenSize,
  );
  const sequence = inputIds.shape[1]!;
  const ids = reshape(inputIds, [-1]);
  const looked = gather(words, ids, padding === undefined ? {} : { paddingIndex: padding });
  const place = add(firstRows(positions, sequence), firstRow(segments));
  const sum = add(reshape(looked, [-1, sequence, hiddenSize]), place);
  const normed = layers.norm(
    "bert.embeddings.LayerNorm",
    reshape(sum, [-1, hiddenSize]),
    config.layerNormEps,
  );
  return layers.drop(normed, config.hiddenDropoutProb);
}

function encoderLayer(pass: Pass, name: string, input: Value): Value {
  const { layers, config } = pass;
  const { hiddenSize, intermediateSize, hiddenDropoutProb, layerNormEps } = config;
  const context = selfAttention(pass, `${name}.attention.self`, input);
  const attended = layers.dense(`${name}.attention.output.dense`, context, hiddenSize);
  const middle = layers.norm(
    `${name}.attention.output.LayerNorm`,
    add(layers.drop(attended, hiddenDropoutProb), input),
    layerNormEps,
  );
  const wide = activate(
    config.hiddenAct,
    layers.dense(`${name}.intermediate.dense`, middle, intermediateSize),
  );
  const narrow = layers.dense(`${name}.output.dense`, wide, hiddenSize);
  return layers.norm(
    `${name}.output.LayerNorm`,
    add(layers.drop(narrow, hiddenDropoutProb), middle),
    layerNormEps,
  );
}

function selfAttention(
  { layers, config, sequence, bias }: Pass,
  name: string,
  input: Value,
): Value {
  const { hiddenSize, numAttentionHeads: heads, attentionProbsDropoutProb } = config;
  const width = hiddenSize / heads;
  const joined = layers.dense(`${name}.query_key_value`, input, 3 * hiddenSize, {
    joins: [`${name}.query`, `${name}.key`, `${name}.value`],
  });
  // [batch, sequence, 3, heads, width] to three of [batch, heads, sequence, width].
  const split = transpose(reshape(joined, [-1, sequence, 3, heads, width]), [2, 0, 3, 1, 4]);
  const [query, key, value] = unstack(split);
  let scores = matMul(scale(query!, 1 / Math.sqrt(width)), key!, { transposeB: true });
  if (bias !== undefined) scores = add(scores, bias);
  const weights = layers.drop(softmax(scores), attentionProbsDropoutProb);
  const context = matMul(weights, value!);
  return reshape(transpose(context, [0, 2, 1, 3]), [-1, hiddenSize]);
}
