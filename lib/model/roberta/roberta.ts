/** RoBERTa, Hugging Face's `RobertaForMaskedLM`. */
import { type ArchitectureDefinition, defineArchitecture } from "../architecture.ts";
import { decoderHead } from "../decoder_head.ts";
import { TEXT_ENDS, untiedConfig } from "../encoder_config.ts";
import { currentLayerNormName } from "../post_norm.ts";
import {
  parseRobertaConfig,
  ROBERTA_FIELDS,
  type RobertaConfig,
  robertaConfigToJson,
} from "./config.ts";
import { robertaEncoder } from "./encoder.ts";

/** RoBERTa for masked language modelling (Liu et al., arXiv 1907.11692). */
export const roberta: ArchitectureDefinition<RobertaConfig> = defineArchitecture<RobertaConfig>({
  name: "roberta",
  description: "RoBERTa: BERT’s layers, positions counted behind that of padding",
  transformersClass: "RobertaForMaskedLM",
  baseModelPrefix: "roberta",
  parseConfig: parseRobertaConfig,
  configToJson: robertaConfigToJson,
  fields: ROBERTA_FIELDS,
  tokenFields: TEXT_ENDS,
  encoder: robertaEncoder,
  head: (layers, config, hidden) =>
    decoderHead(layers, config, hidden, {
      dense: "lm_head.dense",
      norm: "lm_head.layer_norm",
      width: config.hiddenSize,
      // Whatever hidden_act is.
      activation: "gelu",
      epsilon: config.layerNormEps,
      words: "roberta.embeddings.word_embeddings.weight",
      decoder: "lm_head.decoder",
      bias: "lm_head.bias",
    }),
  untied: untiedConfig,
  currentName: currentLayerNormName,
});
