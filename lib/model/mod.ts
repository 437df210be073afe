/**
 * BERT for masked language modelling: configuration, parameters and weights on disk.
 *
 * @module
 */
export { bertEncoder, type EncoderInputs, maskedLmHead } from "./bert.ts";
export * from "./config.ts";
export { fillMask, type FillMaskResult } from "./fill_mask.ts";
export { localTensors } from "./local_initialisation.ts";
export { MaskedLm, type Place } from "./masked_lm.ts";
export { downloadPretrained, modelFolder, needsDownload } from "./obtain.ts";
export * from "./parameters.ts";
export * from "./pretrained.ts";
export type { WeightFormat } from "./number_formats.ts";
export { type SafetensorsOptions } from "./safetensors.ts";
export { readSafetensors, SafetensorsFile, writeSafetensors } from "./safetensors_file.ts";
export type { SafetensorsHeader, TensorEntry } from "./safetensors_header.ts";
export {
  bertVariables,
  tensorsToVariables,
  type VariableSpec,
  variablesToTensors,
} from "./variables.ts";
