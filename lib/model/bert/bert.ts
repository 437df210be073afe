/** BERT, Hugging Face's `BertForMaskedLM`. */
import { type ArchitectureDefinition, defineArchitecture } from "../architecture.ts";
import { untiedConfig } from "../encoder_config.ts";
import { currentLayerNormName } from "../post_norm.ts";
import { BERT_FIELDS, type BertConfig, bertConfigToJson, parseBertConfig } from "./config.ts";
import { bertEncoder } from "./encoder.ts";
import { bertHead } from "./head.ts";

/** BERT for masked language modelling (Devlin et al., arXiv 1810.04805). */
export const bert: ArchitectureDefinition<BertConfig> = defineArchitecture<BertConfig>({
  name: "bert",
  description: "BERT: learned positions, layer norm after each part, a tied or untied decoder",
  transformersClass: "BertForMaskedLM",
  baseModelPrefix: "bert",
  parseConfig: parseBertConfig,
  configToJson: bertConfigToJson,
  fields: BERT_FIELDS,
  encoder: bertEncoder,
  head: bertHead,
  untied: untiedConfig,
  currentName: currentLayerNormName,
});
