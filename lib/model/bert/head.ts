/** BERT's masked-LM head, as Hugging Face's `BertOnlyMLMHead` computes it: the decoder is tied. */
import { addBias, gelu, matMul, type Value } from "../../program/mod.ts";
import type { Layers } from "../layers.ts";
import type { BertConfig } from "./config.ts";
import { WORD_EMBEDDINGS } from "./names.ts";

/**
 * Adds the head: from vectors to one score for each word of the vocabulary.
 *
 * @param hidden `[n, hidden]`.
 * @returns Logits `[n, vocabulary]`.
 */
export function bertHead(layers: Layers, config: BertConfig, hidden: Value): Value {
  layers.begin("head");
  const dense = layers.dense("cls.predictions.transform.dense", hidden, config.hiddenSize);
  const transformed = layers.norm(
    "cls.predictions.transform.LayerNorm",
    gelu(dense),
    config.layerNormEps,
  );
  const words = layers.tied(WORD_EMBEDDINGS, "cls.predictions.decoder.weight");
  const bias = layers.variable("cls.predictions.bias", [config.vocabSize], {
    init: "zeros",
    decays: false,
    copies: ["cls.predictions.decoder.bias"],
  });
  return addBias(matMul(transformed, words, { transposeB: true }), bias);
}
