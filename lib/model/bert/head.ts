/** BERT's masked-LM head, as Hugging Face's `BertOnlyMLMHead` computes it. */
import { addBias, matMul, type Value } from "../../program/mod.ts";
import { activate } from "../activations.ts";
import type { Layers } from "../layers.ts";
import type { BertConfig } from "./config.ts";
import { DECODER, WORD_EMBEDDINGS } from "./names.ts";

/** The bias of the decoder has two names in checkpoints. */
const BIAS = "cls.predictions.bias";

/**
 * Adds the head: from vectors to one score for each word of the vocabulary.
 *
 * @param hidden `[n, hidden]`.
 * @returns Logits `[n, vocabulary]`.
 */
export function bertHead(layers: Layers, config: BertConfig, hidden: Value): Value {
  const { vocabSize, hiddenSize, hiddenAct, layerNormEps, untied } = config;
  layers.begin("head");
  const dense = layers.dense("cls.predictions.transform.dense", hidden, hiddenSize);
  const transformed = layers.norm(
    "cls.predictions.transform.LayerNorm",
    activate(hiddenAct, dense),
    layerNormEps,
  );
  const words = untied
    ? layers.variable(`${DECODER}.weight`, [vocabSize, hiddenSize], {
      init: "normal",
      decays: true,
    })
    : layers.tied(WORD_EMBEDDINGS, `${DECODER}.weight`);
  // Transformers computes with the decoder's own bias, to which the other is tied like the weights.
  const [name, copy] = untied ? [`${DECODER}.bias`, BIAS] : [BIAS, `${DECODER}.bias`];
  const bias = layers.variable(name, [vocabSize], { init: "zeros", decays: false, copies: [copy] });
  return addBias(matMul(transformed, words, { transposeB: true }), bias);
}
