/** The semantic differential: poles, β (words to pole scores), placements and Γ. */
export type { SemanticClassifier } from "./classifier.ts";
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
  type GammaTable,
  gammaTable,
  placement,
  SMALLEST_COSINE,
  type VocabularyScores,
} from "./placement.ts";
export {
  GAMMA_DEFINITIONS,
  type GammaDefinition,
  GammaError,
  type GammaName,
  gammaNotebook,
  gammaPaper,
  gammaRoot,
  pairWords,
  type WordPair,
} from "./gamma.ts";
export { gammaOfWords, type WordGamma } from "./word_gamma.ts";
export {
  parseSemanticTable,
  SemanticTable,
  type SemanticTableHeader,
  TABLE_PRECISION,
} from "./semantic_table.ts";
export {
  makeSemanticTable,
  type TableOptions,
  vocabularyScores,
  type VocabularyScoresOptions,
  vocabularyWord,
} from "./vocabulary_scores.ts";
export { type EncoderFolder, encoderFolder, type EncoderOptions } from "./encoder_folder.ts";
export { SentenceEncoder, type SentenceEncoderOptions } from "./sentence_encoder.ts";
export {
  DEFAULT_ENCODER,
  openClassifier,
  type OpenClassifierOptions,
  type OpenedClassifier,
  readEmbeddedTable,
} from "./open_classifier.ts";
