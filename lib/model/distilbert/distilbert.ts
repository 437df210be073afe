/** DistilBERT, Hugging Face's `DistilBertForMaskedLM`. */
import { type ArchitectureDefinition, defineArchitecture } from "../architecture.ts";
import { decoderHead } from "../decoder_head.ts";
import { untiedConfig } from "../encoder_config.ts";
import {
  currentLayerNormName,
  postNormLayers,
  type PostNormNames,
  tableEmbeddings,
} from "../post_norm.ts";
import {
  DISTILBERT_FIELDS,
  type DistilBertConfig,
  distilBertConfigToJson,
  parseDistilBertConfig,
} from "./config.ts";

/** Added to the variance in layer normalisation, whatever the configuration says. */
const EPSILON = 1e-12;

/** The names in a layer: there is dropout behind the feed-forward part alone. */
function layerNames(layer: string): PostNormNames {
  const attention = `${layer}.attention`;
  return {
    attention: [`${attention}.q_lin`, `${attention}.k_lin`, `${attention}.v_lin`],
    joined: `${attention}.qkv_lin`,
    attended: `${attention}.out_lin`,
    attendedNorm: `${layer}.sa_layer_norm`,
    wide: `${layer}.ffn.lin1`,
    narrow: `${layer}.ffn.lin2`,
    narrowNorm: `${layer}.output_layer_norm`,
    drops: { attended: false, narrow: true },
  };
}

/** DistilBERT for masked language modelling (Sanh et al., arXiv 1910.01108). */
export const distilbert: ArchitectureDefinition<DistilBertConfig> = defineArchitecture<
  DistilBertConfig
>({
  name: "distilbert",
  description: "DistilBERT: BERT’s layers without segments",
  transformersClass: "DistilBertForMaskedLM",
  baseModelPrefix: "distilbert",
  parseConfig: parseDistilBertConfig,
  configToJson: distilBertConfigToJson,
  fields: DISTILBERT_FIELDS,
  encoder(layers, config, inputs) {
    const hidden = tableEmbeddings(layers, config, inputs, {
      name: "distilbert.embeddings",
      width: config.hiddenSize,
      epsilon: EPSILON,
    });
    const names = Array.from(
      { length: config.numHiddenLayers },
      (_, i) => layerNames(`distilbert.transformer.layer.${i}`),
    );
    return postNormLayers(layers, config, hidden, inputs, { names, epsilon: EPSILON });
  },
  head: (layers, config, hidden) =>
    decoderHead(layers, config, hidden, {
      dense: "vocab_transform",
      norm: "vocab_layer_norm",
      width: config.hiddenSize,
      activation: config.hiddenAct,
      epsilon: EPSILON,
      words: "distilbert.embeddings.word_embeddings.weight",
      decoder: "vocab_projector",
    }),
  untied: untiedConfig,
  currentName: currentLayerNormName,
});
