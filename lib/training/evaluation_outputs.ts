/** What the program computes of an evaluation's batch, each part only where a metric reads it. */
import {
  argMax,
  crossEntropy,
  equal,
  gather,
  greater,
  reshape,
  sum,
  type TensorData,
  toFloat,
  type Value,
} from "../program/mod.ts";
import type { EvaluationOutput, EvaluationValues } from "./evaluation_values.ts";

/** What the parts are made of; what several read is made once. */
export class EvaluationScope {
  #losses: Value | undefined;
  #predictions: Value | undefined;

  /**
   * @param logits `[masked, vocabulary]`, without dropout.
   * @param labels `[masked]`: the right words.
   * @param labelPlaces `[masked]`: where in the logits, end to end, those of the right words are.
   * @param predictable How many words can be predicted, from the first; all of them unless told.
   */
  constructor(
    readonly logits: Value,
    readonly labels: Value,
    readonly labelPlaces: () => Value,
    readonly predictable?: number,
  ) {}

  /** `[masked]`: the cross-entropies. */
  get losses(): Value {
    return this.#losses ??= crossEntropy(this.logits, this.labels);
  }

  /** `[masked]`: the likeliest words. */
  get predictions(): Value {
    return this.#predictions ??= argMax(this.logits, this.predictable);
  }
}

interface Part<T> {
  readonly build: (scope: EvaluationScope) => Value;
  readonly read: (tensor: TensorData) => T;
}

const number = ({ data }: TensorData): number => data[0]!;
const floats = ({ data }: TensorData): Float32Array => data as Float32Array;

function greaterThanLabels({ logits, labelPlaces }: EvaluationScope): Value {
  const right = gather(reshape(logits, [-1, 1]), labelPlaces());
  return sum(toFloat(greater(logits, right)), [1]);
}

/** How each of the {@linkcode EvaluationValues} is added to the program, and how it is read. */
export const EVALUATION: { readonly [N in EvaluationOutput]: Part<EvaluationValues[N]> } = {
  logits: { build: ({ logits }) => logits, read: floats },
  lossSum: { build: ({ losses }) => sum(losses), read: number },
  correct: {
    build: ({ predictions, labels }) => sum(toFloat(equal(predictions, labels))),
    read: number,
  },
  tokenLosses: { build: ({ losses }) => losses, read: floats },
  predictions: {
    build: ({ predictions }) => predictions,
    read: ({ data }) => data as Int32Array,
  },
  ranks: { build: greaterThanLabels, read: (tensor) => floats(tensor).map((count) => 1 + count) },
  confidences: {
    // The probability p of a word is e to the power of −(−ln p).
    build: ({ logits, predictions }) => crossEntropy(logits, predictions),
    read: (tensor) => floats(tensor).map((loss) => Math.exp(-loss)),
  },
};

/** The names of the parts, in the order in which a program has them. */
export const EVALUATION_OUTPUTS = Object.keys(EVALUATION) as EvaluationOutput[];

/** What every program has: what the metrics read that are measured unless told otherwise. */
export const USUAL_OUTPUTS: readonly EvaluationOutput[] = ["logits", "lossSum", "correct"];
