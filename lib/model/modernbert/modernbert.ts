/** ModernBERT, Hugging Face's `ModernBertForMaskedLM`. */
import { activate } from "../activations.ts";
import { type ArchitectureDefinition, defineArchitecture } from "../architecture.ts";
import { decode } from "../decoder_head.ts";
import { TEXT_ENDS, untiedConfig } from "../encoder_config.ts";
import {
  MODERNBERT_FIELDS,
  type ModernBertConfig,
  modernBertConfigToJson,
  parseModernBertConfig,
} from "./config.ts";
import { modernBertEncoder, norm, WORD_EMBEDDINGS } from "./encoder.ts";

/** ModernBERT for masked language modelling (Warner et al., arXiv 2412.13663). */
export const modernbert: ArchitectureDefinition<ModernBertConfig> = defineArchitecture<
  ModernBertConfig
>({
  name: "modernbert",
  description: "ModernBERT: rotary positions, gated feed-forward, local and global attention",
  transformersClass: "ModernBertForMaskedLM",
  baseModelPrefix: "model",
  parseConfig: parseModernBertConfig,
  configToJson: modernBertConfigToJson,
  fields: MODERNBERT_FIELDS,
  tokenFields: { ...TEXT_ENDS, cls_token_id: "clsTokenId", sep_token_id: "sepTokenId" },
  encoder: modernBertEncoder,
  head(layers, config, hidden) {
    const { hiddenSize, vocabSize, classifierAct, untied, biases } = config;
    layers.begin("head");
    const dense = layers.dense("head.dense", hidden, hiddenSize, { bias: biases.classifier });
    const normed = norm(layers, config, "head.norm", activate(classifierAct, dense));
    return decode(layers, normed, vocabSize, untied, {
      words: WORD_EMBEDDINGS,
      decoder: "decoder",
      ...(biases.decoder ? {} : { bias: false }),
    });
  },
  untied: untiedConfig,
});
