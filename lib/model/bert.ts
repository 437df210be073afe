/**
 * BERT for masked language modelling (Devlin et al., arXiv 1810.04805) as Hugging Face's
 * `BertForMaskedLM` computes it: post-layer-norm encoder, exact GELU, tied decoder. Each function
 * adds a part of the model to a program.
 */
import {
  add,
  addBias,
  dropout,
  firstRow,
  firstRows,
  gather,
  gelu,
  layerNorm,
  linear,
  matMul,
  type ProgramBuilder,
  reshape,
  scale,
  softmax,
  transpose,
  unstack,
  type Value,
} from "../program/mod.ts";
import type { BertConfig } from "./config.ts";
import { WORD_EMBEDDINGS } from "./parameters.ts";

/** What an encoder reads. */
export interface EncoderInputs {
  /** int32 `[batch, sequence]`; the sequence's length must be known, the batch's may be open. */
  inputIds: Value;
  /**
   * float32 `[batch, sequence]`, 1 for tokens to attend to and 0 for padding.
   * @default {all tokens are attended to}
   */
  attentionMask?: Value;
  /**
   * The seed of this run's dropout, an int32 scalar. Leave it out to evaluate or predict.
   * @default {no dropout}
   */
  dropoutSeed?: Value;
}

/** The pieces of a model under construction: variables by Hugging Face's names, dropout by site. */
class Parts {
  #site = 0;

  constructor(
    readonly builder: ProgramBuilder,
    readonly config: BertConfig,
    readonly seed: Value | undefined,
  ) {}

  variable(name: string, shape: readonly number[]): Value {
    return this.builder.variable(name, shape);
  }

  dense(name: string, x: Value, width: number): Value {
    const weight = this.variable(`${name}.weight`, [width, x.shape.at(-1)!]);
    return linear(x, weight, this.variable(`${name}.bias`, [width]));
  }

  norm(name: string, x: Value): Value {
    const width = [x.shape.at(-1)!];
    const weight = this.variable(`${name}.weight`, width);
    return layerNorm(x, weight, this.variable(`${name}.bias`, width), this.config.layerNormEps);
  }

  drop(x: Value, rate: number): Value {
    const site = this.#site++;
    return this.seed === undefined ? x : dropout(x, rate, this.seed, site);
  }
}

/**
 * Adds the encoder: from token ids to one vector a token. All tokens belong to the first segment.
 *
 * @returns `[batch · sequence, hidden]`.
 * @throws {RangeError} If the sequence is longer than the model's positions.
 */
export function bertEncoder(
  builder: ProgramBuilder,
  config: BertConfig,
  { inputIds, attentionMask, dropoutSeed }: EncoderInputs,
): Value {
  const sequence = inputIds.shape[1]!;
  const parts = new Parts(builder, config, dropoutSeed);
  let hidden = embeddings(parts, inputIds, sequence);
  // Hugging Face adds the lowest float32 to scores of padding; so low a number has the same effect.
  const bias = attentionMask === undefined
    ? undefined
    : reshape(scale(add(attentionMask, builder.constant(-1)), 1e9), [-1, 1, 1, sequence]);
  for (let i = 0; i < config.numHiddenLayers; i++) {
    hidden = encoderLayer(parts, `bert.encoder.layer.${i}`, hidden, sequence, bias);
  }
  return hidden;
}

function embeddings(parts: Parts, inputIds: Value, sequence: number): Value {
  const { config } = parts;
  const { hiddenSize, maxPositionEmbeddings } = config;
  const words = parts.variable(WORD_EMBEDDINGS, [config.vocabSize, hiddenSize]);
  const positions = parts.variable("bert.embeddings.position_embeddings.weight", [
    maxPositionEmbeddings,
    hiddenSize,
  ]);
  const segments = parts.variable("bert.embeddings.token_type_embeddings.weight", [
    config.typeVocabSize,
    hiddenSize,
  ]);
  const ids = reshape(inputIds, [-1]);
  const looked = gather(words, ids, { paddingIndex: config.padTokenId });
  const place = add(firstRows(positions, sequence), firstRow(segments));
  const sum = add(reshape(looked, [-1, sequence, hiddenSize]), place);
  const normed = parts.norm("bert.embeddings.LayerNorm", reshape(sum, [-1, hiddenSize]));
  return parts.drop(normed, config.hiddenDropoutProb);
}

function encoderLayer(
  parts: Parts,
  name: string,
  input: Value,
  sequence: number,
  bias: Value | undefined,
): Value {
  const { hiddenSize, intermediateSize, hiddenDropoutProb } = parts.config;
  const context = selfAttention(parts, `${name}.attention.self`, input, sequence, bias);
  const attended = parts.dense(`${name}.attention.output.dense`, context, hiddenSize);
  const middle = parts.norm(
    `${name}.attention.output.LayerNorm`,
    add(parts.drop(attended, hiddenDropoutProb), input),
  );
  const wide = gelu(parts.dense(`${name}.intermediate.dense`, middle, intermediateSize));
  const narrow = parts.dense(`${name}.output.dense`, wide, hiddenSize);
  return parts.norm(`${name}.output.LayerNorm`, add(parts.drop(narrow, hiddenDropoutProb), middle));
}

function selfAttention(
  parts: Parts,
  name: string,
  input: Value,
  sequence: number,
  bias: Value | undefined,
): Value {
  const { hiddenSize, numAttentionHeads: heads, attentionProbsDropoutProb } = parts.config;
  const width = hiddenSize / heads;
  const joined = parts.dense(`${name}.query_key_value`, input, 3 * hiddenSize);
  // [batch, sequence, 3, heads, width] to three of [batch, heads, sequence, width].
  const split = transpose(reshape(joined, [-1, sequence, 3, heads, width]), [2, 0, 3, 1, 4]);
  const [query, key, value] = unstack(split);
  let scores = matMul(scale(query!, 1 / Math.sqrt(width)), key!, { transposeB: true });
  if (bias !== undefined) scores = add(scores, bias);
  const weights = parts.drop(softmax(scores), attentionProbsDropoutProb);
  const context = matMul(weights, value!);
  return reshape(transpose(context, [0, 2, 1, 3]), [-1, hiddenSize]);
}

/**
 * Adds the head: from vectors to one score for each word of the vocabulary. Give it the vectors of
 * the masked positions alone: at 15 % masking, the whole batch costs almost seven times as much.
 *
 * @param hidden `[n, hidden]`.
 * @returns Logits `[n, vocabulary]`.
 */
export function maskedLmHead(builder: ProgramBuilder, config: BertConfig, hidden: Value): Value {
  const parts = new Parts(builder, config, undefined);
  const dense = parts.dense("cls.predictions.transform.dense", hidden, config.hiddenSize);
  const transformed = parts.norm("cls.predictions.transform.LayerNorm", gelu(dense));
  const words = parts.variable(WORD_EMBEDDINGS, [config.vocabSize, config.hiddenSize]);
  const bias = parts.variable("cls.predictions.bias", [config.vocabSize]);
  return addBias(matMul(transformed, words, { transposeB: true }), bias);
}
