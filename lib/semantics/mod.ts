/**
 * The semantic differential: poles, β (words to pole scores), and Γ in parts.
 *
 * @module
 */
export { type SemanticClassifier, wordForm } from "./classifier.ts";
export * from "./choose_gamma.ts";
export * from "./define_gamma.ts";
export type { DistanceDefinition } from "./distance.ts";
export { DISTANCES } from "./distances.ts";
export { GammaError } from "./gamma_error.ts";
export * from "./gamma_graph.ts";
export { gammaRoot } from "./gamma_root.ts";
export * from "./gamma_table.ts";
export { GAMMAS } from "./gammas.ts";
export * from "./measure_words.ts";
export {
  type GammaParts,
  hasGraph,
  inGraph,
  PART_WORDS,
  type PartName,
  type PartWords,
  rootName,
} from "./parts.ts";
export {
  type Factor,
  type FactorReference,
  factorReference,
  FACTORS,
  type FactorValues,
  factorValues,
  type Pole,
  POLE_COUNT,
  POLES,
  standardFactorValues,
} from "./poles.ts";
export {
  PROFILE_VALUES,
  type ProfileDefinition,
  type ProfileScale,
  type ProfileValues,
  scaleWidth,
} from "./profile.ts";
export { PROFILES } from "./profiles.ts";
export { OSGOOD } from "./profiles/osgood.ts";
export { placement, SMALLEST_COSINE } from "./profiles/placement.ts";
export {
  expectedProfiles,
  type GammaOfPairs,
  type MaskedWords,
  probableProfiles,
  referenceGamma,
  SMALLEST_MASS,
} from "./reference_gamma.ts";
export {
  parseSemanticTable,
  SemanticTable,
  type SemanticTableHeader,
  TABLE_PRECISION,
} from "./semantic_table.ts";
export {
  makeSemanticTable,
  type TableOptions,
  type VocabularyScores,
  vocabularyScores,
  type VocabularyScoresOptions,
  type VocabularyWords,
} from "./vocabulary_scores.ts";
export * from "./scales.ts";
export {
  type ScaleSource,
  type TableScale,
  tableScale,
  type TableScaleHeader,
} from "./table_scales.ts";
export { fitColumns, standardise } from "./standard_scale.ts";
export { type EncoderFolder, encoderFolder, type EncoderOptions } from "./encoder_folder.ts";
export { SentenceEncoder, type SentenceEncoderOptions } from "./sentence_encoder.ts";
export {
  DEFAULT_ENCODER,
  openClassifier,
  type OpenClassifierOptions,
  type OpenedClassifier,
  readEmbeddedTable,
} from "./open_classifier.ts";
export { OSGOOD_D } from "./osgood_d.ts";
export { pairWords, type WordPair } from "./word_pairs.ts";
