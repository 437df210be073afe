/** ELECTRA's generator, Hugging Face's `ElectraForMaskedLM`. */
import { type ArchitectureDefinition, defineArchitecture } from "../architecture.ts";
import { decoderHead } from "../decoder_head.ts";
import { untiedConfig } from "../encoder_config.ts";
import {
  bertLayerNames,
  currentLayerNormName,
  postNormLayers,
  tableEmbeddings,
} from "../post_norm.ts";
import {
  ELECTRA_FIELDS,
  type ElectraConfig,
  electraConfigToJson,
  parseElectraConfig,
} from "./config.ts";

/** ELECTRA's generator (Clark et al., arXiv 2003.10555). Its discriminator predicts no words. */
export const electra: ArchitectureDefinition<ElectraConfig> = defineArchitecture<ElectraConfig>({
  name: "electra",
  description: "ELECTRA’s generator: BERT’s layers, with embeddings of a width of their own",
  transformersClass: "ElectraForMaskedLM",
  baseModelPrefix: "electra",
  parseConfig: parseElectraConfig,
  configToJson: electraConfigToJson,
  fields: ELECTRA_FIELDS,
  encoder(layers, config, inputs) {
    const { embeddingSize, hiddenSize, numHiddenLayers, layerNormEps: epsilon } = config;
    const embedded = tableEmbeddings(layers, config, inputs, {
      name: "electra.embeddings",
      width: embeddingSize,
      segments: config.typeVocabSize,
      epsilon,
    });
    const hidden = embeddingSize === hiddenSize
      ? embedded
      : layers.dense("electra.embeddings_project", embedded, hiddenSize);
    const names = Array.from(
      { length: numHiddenLayers },
      (_, i) => bertLayerNames(`electra.encoder.layer.${i}`),
    );
    return postNormLayers(layers, config, hidden, inputs, { names, epsilon });
  },
  head: (layers, config, hidden) =>
    decoderHead(layers, config, hidden, {
      dense: "generator_predictions.dense",
      norm: "generator_predictions.LayerNorm",
      width: config.embeddingSize,
      // Whatever hidden_act is.
      activation: "gelu",
      epsilon: config.layerNormEps,
      words: "electra.embeddings.word_embeddings.weight",
      decoder: "generator_lm_head",
    }),
  untied: untiedConfig,
  currentName: currentLayerNormName,
});
