/** ALBERT, Hugging Face's `AlbertForMaskedLM`. */
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
  ALBERT_FIELDS,
  type AlbertConfig,
  albertConfigToJson,
  parseAlbertConfig,
} from "./config.ts";

/** The names in a layer: there is dropout behind attention alone. */
function layerNames(layer: string): PostNormNames {
  const attention = `${layer}.attention`;
  return {
    attention: [`${attention}.query`, `${attention}.key`, `${attention}.value`],
    joined: `${attention}.query_key_value`,
    attended: `${attention}.dense`,
    attendedNorm: `${attention}.LayerNorm`,
    wide: `${layer}.ffn`,
    narrow: `${layer}.ffn_output`,
    narrowNorm: `${layer}.full_layer_layer_norm`,
    drops: { attended: true, narrow: false },
  };
}

/** The names of all layers, one after the other: those of a group are the same. */
function allNames(
  { numHiddenLayers, numHiddenGroups, innerGroupNum }: AlbertConfig,
): PostNormNames[] {
  return Array.from({ length: numHiddenLayers }, (_, i) => {
    const group = Math.floor(i / (numHiddenLayers / numHiddenGroups));
    const name = `albert.encoder.albert_layer_groups.${group}.albert_layers`;
    return Array.from({ length: innerGroupNum }, (_, inner) => layerNames(`${name}.${inner}`));
  }).flat();
}

/** ALBERT for masked language modelling (Lan et al., arXiv 1909.11942). */
export const albert: ArchitectureDefinition<AlbertConfig> = defineArchitecture<AlbertConfig>({
  name: "albert",
  description: "ALBERT: layers that share their weights, narrow embeddings",
  transformersClass: "AlbertForMaskedLM",
  baseModelPrefix: "albert",
  parseConfig: parseAlbertConfig,
  configToJson: albertConfigToJson,
  fields: ALBERT_FIELDS,
  encoder(layers, config, inputs) {
    const { embeddingSize, hiddenSize, layerNormEps: epsilon } = config;
    const embedded = tableEmbeddings(layers, config, inputs, {
      name: "albert.embeddings",
      width: embeddingSize,
      segments: config.typeVocabSize,
      epsilon,
    });
    const widened = "albert.encoder.embedding_hidden_mapping_in";
    const hidden = layers.dense(widened, embedded, hiddenSize);
    const stack = { names: allNames(config), epsilon, parts: config.innerGroupNum };
    return postNormLayers(layers, config, hidden, inputs, stack);
  },
  head: (layers, config, hidden) =>
    decoderHead(layers, config, hidden, {
      dense: "predictions.dense",
      norm: "predictions.LayerNorm",
      width: config.embeddingSize,
      activation: config.hiddenAct,
      epsilon: config.layerNormEps,
      words: "albert.embeddings.word_embeddings.weight",
      decoder: "predictions.decoder",
      bias: "predictions.bias",
    }),
  untied: untiedConfig,
  currentName: currentLayerNormName,
});
