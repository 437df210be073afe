/** What a metric is: what it reads of an evaluation, and the number it makes of that. */
import {
  aListOf,
  anything,
  calls,
  checkDefinitionName,
  type Choice,
  type Contract,
  type Definition,
  faultIn,
  formOf,
  giverWords,
  hasMembers,
  must,
  numberOrNull,
  oneWord,
  optional,
  type ParameterValues,
  spreadable,
  trueOrFalse,
} from "../definition/mod.ts";
import { printable } from "../io/mod.ts";
import type { MaskedBatch } from "../data/mod.ts";
import type { ClozeItem } from "./cloze_items.ts";
import { EVALUATION_OUTPUTS } from "./evaluation_outputs.ts";
import type { EvaluationOutput, EvaluationValues } from "./evaluation_values.ts";
import type { MaskingTokens } from "./masking_tokens.ts";
import type { MaskedSequence } from "./padded_batches.ts";

/** What a metric sees of one batch: its masked tokens, and what it said it reads. */
export type EvaluationView<R extends EvaluationOutput = EvaluationOutput> =
  & {
    /** The batch: its `labels` are the right words. */
    readonly batch: MaskedBatch;
    /** Number of masked tokens. */
    readonly maskedTokens: number;
  }
  & Readonly<Pick<EvaluationValues, R>>;

/** A metric under way in one evaluation. */
export interface Metric<R extends EvaluationOutput = EvaluationOutput> {
  /** Takes the next batch in. */
  update(view: EvaluationView<R>): void;
  /** The number after the last batch; null where there is none. */
  result(): number | null;
}

/** What a metric knows of the model. */
export interface MetricContext {
  /** The values of the definition's parameters, defaults included. */
  readonly parameters: ParameterValues;
  /** Number of words of the vocabulary. */
  readonly vocabSize: number;
  /**
   * How far apart two words are by the run's Γ, its profile and its distance; undefined where one of
   * them has no profile or there is no such distance. Absent where the model was opened without β.
   */
  readonly wordDistance?: (right: number, predicted: number) => number | undefined;
  /**
   * Osgood's D of two words, whatever the run's Γ is; undefined where one of them has no profile.
   * There for metrics that ask for it, where the model was opened with β.
   */
  readonly osgoodDistance?: (right: number, predicted: number) => number | undefined;
}

/** What a metric with a pass of its own is given besides. */
export interface MeasureContext extends MetricContext {
  /** The cloze questions of the evaluation's passages. */
  readonly clozeItems: readonly ClozeItem[];
  /** The tokenizer of the evaluation's texts. */
  readonly tokenizer: MaskingTokens;
  /**
   * ln of the probability that the masked token of each sequence is its label, without dropout, in
   * their order.
   */
  logProbabilities(sequences: readonly MaskedSequence[]): Promise<Float64Array>;
}

/** A metric that can be chosen by its name, which is its key in the log. */
export interface MetricDefinition extends Definition {
  /** That it is a metric. */
  readonly kind: "metric";
  /** What stands above its column and beside its axis. */
  readonly title: string;
  /** How its values are written: d3's format, such as `.4f`. */
  readonly format: string;
  /** Which of two values is the better one. */
  readonly better: "lower" | "higher";
  /** What it reads of the evaluation; nothing, where it has a pass of its own. */
  readonly reads: readonly EvaluationOutput[];
  /** Whether it asks for `osgoodDistance`. @default false */
  readonly osgood?: boolean;
  /** Begins one evaluation. */
  create?(context: MetricContext): Metric;
  /** Instead: a pass of its own. Null where there is nothing to measure. */
  measure?(context: MeasureContext): Promise<number | null>;
}

/** Formats of d3, as plots and tables write numbers: at most 20 digits. */
const FORMAT = /^(?:.?[<>=^])?[+\-( ]?[$#]?0?\d{0,3},?(?:\.(?:1?\d|20))?~?[bcdefgnoprsxX%]?$/;

const METRIC_MEMBERS = formOf("metric", {
  title: must(
    "a text of one line that is not empty",
    (value) => typeof value === "string" && /\S/.test(value) && printable(value) === value,
  ),
  format: must(
    "a format of d3 for numbers, such as .4f",
    (value) => typeof value === "string" && FORMAT.test(value) && printable(value) === value,
  ),
  better: oneWord(["lower", "higher"]),
  reads: aListOf(oneWord(EVALUATION_OUTPUTS)),
  osgood: optional(trueOrFalse),
  create: optional(calls(hasMembers({ update: calls(anything), result: calls(numberOrNull) }))),
  measure: optional(calls(numberOrNull, { waits: true })),
});

/** What a metric must be. */
export const METRIC_FORM: Contract = (value, spot): unknown => {
  const metric = METRIC_MEMBERS(value, spot) as MetricDefinition;
  const wrong = (problem: string, mend: string) =>
    faultIn(spot.giver, `${giverWords(spot.giver)} ${problem}`, mend);
  if (!isMetricName(metric.name)) {
    throw wrong("has a name that is none for a metric", "Let it begin with eval_");
  }
  if (metric.create === undefined && metric.measure === undefined) {
    throw wrong("cannot be computed", "Give it a function create() or measure()");
  }
  return metric;
};

/** Whether a name is one that a metric can have; the other one that begins so is a count. */
function isMetricName(name: string): boolean {
  return name.startsWith("eval_") && name !== "eval_masked_tokens";
}

/** A metric that was chosen; its text is its key in the log. */
export type ChosenMetric = Choice<MetricDefinition>;

/** What both forms of {@linkcode defineMetric} have. */
export type MetricDescription = Omit<MetricDefinition, "kind" | "reads" | "create" | "measure">;

/** A metric that reads what the evaluation computes anyway or on demand. */
export interface ReadingMetric<R extends EvaluationOutput> extends MetricDescription {
  /** What it reads of the evaluation. */
  readonly reads: readonly R[];
  /** Begins one evaluation. */
  create(context: MetricContext): Metric<R>;
}

/** A metric with a pass of its own. */
export interface MeasuringMetric extends MetricDescription {
  /** Measures; null where there is nothing to measure. */
  measure(context: MeasureContext): Promise<number | null>;
}

/**
 * A metric from its definition.
 *
 * @throws {TypeError} If the name does not begin with `eval_`, as Hugging Face's do, or is that of
 * the number of masked tokens; if it reads what there is not, or cannot be computed.
 *
 * @example The share of tokens whose right word is among the two likeliest
 * ```ts
 * import { defineMetric } from "./define_metric.ts";
 * const top2 = defineMetric({
 *   name: "eval_top2_accuracy",
 *   description: "share of masked tokens whose right word is among the two likeliest",
 *   title: "top-2 accuracy",
 *   format: ".4f",
 *   better: "higher",
 *   reads: ["ranks"],
 *   create() {
 *     let found = 0, tokens = 0;
 *     return {
 *       update({ ranks }) {
 *         found += ranks.filter((rank) => rank <= 2).length;
 *         tokens += ranks.length;
 *       },
 *       result: () => found / tokens,
 *     };
 *   },
 * });
 * if (top2.kind !== "metric") throw new Error("it can stand in a registry");
 * ```
 */
export function defineMetric<const R extends EvaluationOutput>(
  given: ReadingMetric<R> | MeasuringMetric,
): MetricDefinition {
  const definition = spreadable(given);
  const { name } = definition;
  checkDefinitionName("metric", name);
  if (!isMetricName(name)) {
    throw new TypeError(`The name of a metric begins with eval_: got ${name}.`);
  }
  if ("measure" in definition) return { ...definition, kind: "metric", reads: [] };
  const { reads, create } = definition;
  if (typeof create !== "function" || !Array.isArray(reads)) {
    throw new TypeError(`The metric ${name} needs what it reads and create(), or measure().`);
  }
  const other = reads.find((output) => !EVALUATION_OUTPUTS.includes(output));
  if (other !== undefined) {
    throw new TypeError(
      `The metric ${name} reads ${EVALUATION_OUTPUTS.join(", ")} only: got ${other}.`,
    );
  }
  // A registry holds metrics that read anything; the evaluation gives each what it reads.
  return { ...definition, kind: "metric" } as unknown as MetricDefinition;
}
