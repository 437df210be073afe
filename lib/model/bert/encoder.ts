/** BERT's encoder (Devlin et al., arXiv 1810.04805) as Hugging Face's `BertModel` computes it. */
import type { Value } from "../../program/mod.ts";
import type { EncoderInputs } from "../architecture.ts";
import type { Layers } from "../layers.ts";
import { bertLayerNames, postNormLayers, tableEmbeddings } from "../post_norm.ts";
import type { BertConfig } from "./config.ts";

/**
 * Adds the encoder: from token ids to one vector a token.
 *
 * @returns `[batch · sequence, hidden]`.
 * @throws {RangeError} If the sequence is longer than the model's positions.
 */
export function bertEncoder(layers: Layers, config: BertConfig, inputs: EncoderInputs): Value {
  const { hiddenSize, numHiddenLayers, typeVocabSize, layerNormEps: epsilon } = config;
  const hidden = tableEmbeddings(layers, config, inputs, {
    name: "bert.embeddings",
    width: hiddenSize,
    segments: typeVocabSize,
    epsilon,
  });
  const names = Array.from(
    { length: numHiddenLayers },
    (_, i) => bertLayerNames(`bert.encoder.layer.${i}`),
  );
  return postNormLayers(layers, config, hidden, inputs, { names, epsilon });
}
