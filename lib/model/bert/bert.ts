/** BERT, Hugging Face's `BertForMaskedLM`. */
import { type ArchitectureDefinition, defineArchitecture } from "../architecture.ts";
import { type BertConfig, bertConfigToJson, parseBertConfig } from "./config.ts";
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
  encoder: bertEncoder,
  head: bertHead,
  untied: (config) => config.untied ? undefined : { ...config, untied: true },
  // TensorFlow's names, which the first checkpoints kept.
  currentName: (name) =>
    name.replace(/LayerNorm\.gamma$/, "LayerNorm.weight")
      .replace(/LayerNorm\.beta$/, "LayerNorm.bias"),
});
