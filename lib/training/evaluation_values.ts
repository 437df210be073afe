/** What metrics can read of an evaluation. */

/** What an evaluation can compute of one batch. Only what some metric reads is computed. */
export interface EvaluationValues {
  /** Sum of the tokens' cross-entropies, in nats. */
  lossSum: number;
  /** How many tokens' likeliest word is the right one. */
  correct: number;
  /** `[masked]`: each token's cross-entropy, in nats. */
  tokenLosses: Float32Array;
  /** `[masked]`: each token's likeliest word. */
  predictions: Int32Array;
  /** `[masked]`: rank of the right word, 1 + how many words have a greater logit. */
  ranks: Float32Array;
  /** `[masked]`: probability of the likeliest word, from 0 to 1. */
  confidences: Float32Array;
  /** `[masked · vocabulary]`: all logits. They are many numbers to fetch. */
  logits: Float32Array;
}

/** The name of one of the {@linkcode EvaluationValues}. */
export type EvaluationOutput = keyof EvaluationValues;
