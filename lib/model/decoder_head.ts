/** The masked-LM head that encoders with layer normalisation have: a dense layer, then the decoder. */
import { addBias, matMul, type Value } from "../program/mod.ts";
import { activate, type ActivationName } from "./activations.ts";
import type { EncoderConfig } from "./encoder_config.ts";
import type { Layers } from "./layers.ts";

/** Of what a head is made, and its names in Hugging Face's files. */
export interface DecoderHead {
  /** The dense layer and its normalisation. */
  dense: string;
  norm: string;
  /** The width of the vectors that the decoder is given: that of the word embeddings. */
  width: number;
  /** The activation between them. */
  activation: ActivationName;
  /** Added to the variance in layer normalisation. */
  epsilon: number;
  /** The word embeddings, which are the decoder's weights where it is tied. */
  words: string;
  /** The decoder. */
  decoder: string;
  /** Where files hold the decoder's bias by another name as well; false: it has none. @default neither */
  bias?: string | false;
}

/**
 * Adds the head: from vectors to one score for each word of the vocabulary.
 *
 * @param hidden `[n, hidden]`.
 * @returns Logits `[n, vocabulary]`.
 */
export function decoderHead(
  layers: Layers,
  { vocabSize, untied }: EncoderConfig,
  hidden: Value,
  head: DecoderHead,
): Value {
  layers.begin("head");
  const dense = layers.dense(head.dense, hidden, head.width);
  const transformed = layers.norm(head.norm, activate(head.activation, dense), head.epsilon);
  return decode(layers, transformed, vocabSize, untied, head);
}

/** The decoder alone: what comes of `[n, width]`. */
export function decode(
  layers: Layers,
  x: Value,
  vocabSize: number,
  untied: boolean | undefined,
  { words, decoder, bias }: Pick<DecoderHead, "words" | "decoder" | "bias">,
): Value {
  const weight = `${decoder}.weight`, own = `${decoder}.bias`;
  const table = untied
    ? layers.variable(weight, [vocabSize, x.shape[1]!], { init: "normal", decays: true })
    : layers.tied(words, weight);
  const product = matMul(x, table, { transposeB: true });
  if (bias === false) return product;
  // Transformers computes with the decoder's own bias, to which the other is tied like the weights.
  const [name, copies] = bias === undefined ? [own, []] : untied ? [own, [bias]] : [bias, [own]];
  const shift = layers.variable(name, [vocabSize], { init: "zeros", decays: false, copies });
  return addBias(product, shift);
}
