/** Self-attention, which every encoder has. */
import {
  add,
  matMul,
  reshape,
  scale,
  softmax,
  transpose,
  unstack,
  type Value,
} from "../program/mod.ts";
import type { Layers } from "./layers.ts";

/** What is added to a score so that softmax makes 0 of it. Hugging Face adds the lowest float32. */
export const NEVER = -1e9;

/**
 * What is added to attention's scores: `[batch, 1, 1, sequence]`, far below 0 for padding. Nothing,
 * and no operation, where there is no mask.
 */
export function paddingBias(
  layers: Layers,
  attentionMask: Value | undefined,
  sequence: number,
): Value | undefined {
  if (attentionMask === undefined) return undefined;
  const absent = add(attentionMask, layers.builder.constant(-1));
  return reshape(scale(absent, -NEVER), [-1, 1, 1, sequence]);
}

/** The shape of a layer's self-attention. */
export interface AttentionShape {
  /** Tokens a sequence. */
  sequence: number;
  /** How many heads share the width. */
  heads: number;
  /** What is added to the scores, from {@linkcode paddingBias}. */
  bias: Value | undefined;
  /** Dropout on the probabilities, from 0 to below 1. */
  dropout: number;
}

/**
 * The parts of `[batch · sequence, 3 · hidden]`, queries, keys and values side by side: three of
 * `[batch, heads, sequence, width]`.
 */
export function splitHeads(
  joined: Value,
  { sequence, heads }: Pick<AttentionShape, "sequence" | "heads">,
): [query: Value, key: Value, value: Value] {
  const width = joined.shape[1]! / 3 / heads;
  // [batch, sequence, 3, heads, width] to three of [batch, heads, sequence, width].
  const split = transpose(reshape(joined, [-1, sequence, 3, heads, width]), [2, 0, 3, 1, 4]);
  const [query, key, value] = unstack(split);
  return [query!, key!, value!];
}

/**
 * What the tokens get of each other's values: softmax of the scores, biased.
 *
 * @param scores `[batch, heads, sequence, sequence]`.
 * @param value `[batch, heads, sequence, width]`.
 * @returns `[batch · sequence, hidden]`.
 */
export function attend(
  layers: Layers,
  scores: Value,
  value: Value,
  { bias, dropout, heads }: AttentionShape,
): Value {
  const biased = bias === undefined ? scores : add(scores, bias);
  const weights = layers.drop(softmax(biased, { kept: true }), dropout);
  const context = matMul(weights, value);
  return reshape(transpose(context, [0, 2, 1, 3]), [-1, heads * value.shape[3]!]);
}

/**
 * Adds self-attention up to the context of each token (Vaswani et al., arXiv 1706.03762).
 *
 * @param names The layers of queries, keys and values in Hugging Face's files, and of all in one.
 * @param input `[batch · sequence, hidden]`.
 * @returns `[batch · sequence, hidden]`.
 */
export function selfAttention(
  layers: Layers,
  names: { joined: string; parts: readonly [query: string, key: string, value: string] },
  input: Value,
  shape: AttentionShape,
): Value {
  const hidden = input.shape[1]!;
  const joined = layers.dense(names.joined, input, 3 * hidden, { joins: names.parts });
  const [query, key, value] = splitHeads(joined, shape);
  const scaled = scale(query, 1 / Math.sqrt(hidden / shape.heads));
  return attend(layers, matMul(scaled, key, { transposeB: true }), value, shape);
}
