/** BERT's masked-LM head, as Hugging Face's `BertOnlyMLMHead` computes it. */
import type { Value } from "../../program/mod.ts";
import { decoderHead } from "../decoder_head.ts";
import type { Layers } from "../layers.ts";
import type { BertConfig } from "./config.ts";
import { DECODER, WORD_EMBEDDINGS } from "./names.ts";

/**
 * Adds the head: from vectors to one score for each word of the vocabulary.
 *
 * @param hidden `[n, hidden]`.
 * @returns Logits `[n, vocabulary]`.
 */
export function bertHead(layers: Layers, config: BertConfig, hidden: Value): Value {
  return decoderHead(layers, config, hidden, {
    dense: "cls.predictions.transform.dense",
    norm: "cls.predictions.transform.LayerNorm",
    width: config.hiddenSize,
    activation: config.hiddenAct,
    epsilon: config.layerNormEps,
    words: WORD_EMBEDDINGS,
    decoder: DECODER,
    bias: "cls.predictions.bias",
  });
}
