/**
 * Masked language models: architectures, their weights, and both on disk.
 *
 * @module
 */
export { ACTIVATION_NAMES, type ActivationName, ACTIVATIONS } from "./activations.ts";
export * from "./architecture.ts";
export * from "./architectures.ts";
export {
  BERT_DEFAULTS,
  type BertConfig,
  bertConfigToJson,
  parseBertConfig,
} from "./bert/config.ts";
export { localTensors } from "./bert/local_initialisation.ts";
export type { EncoderConfig } from "./encoder_config.ts";
export { fillMask, type FillMaskResult } from "./fill_mask.ts";
export * from "./fresh.ts";
export * from "./fresh_name.ts";
export { initialTensors } from "./initial_tensors.ts";
export { type DenseOptions, Layers } from "./layers.ts";
export { MaskedLm, type Place } from "./masked_lm.ts";
export type { NamedTensor, NamedTensors } from "./named_tensors.ts";
export { downloadPretrained, modelFolder, needsDownload, tokenizerFolder } from "./obtain.ts";
export * from "./pretrained.ts";
export { encodeNumbers, type WeightFormat } from "./number_formats.ts";
export { encodeParts as safetensorsParts, type SafetensorsOptions } from "./safetensors.ts";
export { readSafetensors, SafetensorsFile, writeSafetensors } from "./safetensors_file.ts";
export type { SafetensorsHeader, TensorEntry } from "./safetensors_header.ts";
export * from "./weight.ts";
export * from "./weights.ts";
