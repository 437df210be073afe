/**
 * What is concluded from the study's differences: the rules that `docs/study.md` says beforehand, and
 * nothing but they.
 */
import { MEANINGLESS, METHODS_IN_QUESTION, OBJECTIVES } from "./conditions.ts";
import type { Difference } from "./differences.ts";
import { ERROR_METRIC, PRIMARY_METRIC, RATE_METRIC, type StudyMetric } from "./metrics.ts";
import {
  curveContrast,
  FROM_NONE,
  PRIMARY,
  RATE_MATCHED,
  RATE_TOLERANCE,
  SIGNIFICANCE,
} from "./plan.ts";

/**
 * What one contrast of the loss shows. `incomplete`: pairs are missing. `rate not matched`: the mean
 * rates of its sides differ by more than the tolerance.
 */
export type ContrastVerdict =
  | "no difference that matters"
  | "a difference too small to matter"
  | "may matter"
  | "not decided"
  | "rate not matched"
  | "incomplete";

/** Contrasts, each with what it shows. */
export type Judged = readonly { readonly contrast: string; readonly verdict: ContrastVerdict }[];

/** The first hypothesis: whether SD and SD2 differ from none, and whether by their rate. */
export interface RateVerdict {
  /** For each method whether it differs from none; null where pairs are missing. */
  readonly differs: readonly { readonly method: string; readonly differs: boolean | null }[];
  /** Whether both are equivalent to the curve of none at their own mean rate. */
  readonly explained: "explained" | "not shown" | "incomplete";
}

/** The second hypothesis: what meaning adds at the same mean rate. */
export interface MeaningVerdict {
  /** The six of the primary analysis. */
  readonly contrasts: Judged;
  /** The overall answer. */
  readonly overall:
    | "meaning adds nothing"
    | "meaning acts by the rate"
    | "a control disagrees: look"
    | "not decided";
  /** The methods by whose rate meaning acts; none with another answer. */
  readonly methods: readonly string[];
}

/** The third: whether an objective brings errors nearer, on the axes that it is trained on. */
export interface ObjectiveVerdict {
  /** Its name. */
  readonly objective: string;
  /** Nearer (or farther) than none at equal loss, and than both controls. */
  readonly verdict: "nearer" | "farther" | "not shown" | "incomplete";
}

/** All of them. */
export interface Verdict {
  /** Of H1. */
  readonly rate: RateVerdict;
  /** Of H2. */
  readonly meaning: MeaningVerdict;
  /** Of H3, an objective each. */
  readonly objectives: readonly ObjectiveVerdict[];
}

/** How a difference of a study is looked up. */
type Find = (contrast: string, metric: StudyMetric) => Difference | undefined;

/**
 * Judges a study.
 *
 * @param seeds How many were planned: a contrast with fewer pairs is incomplete.
 */
export function studyVerdict(differences: readonly Difference[], seeds: number): Verdict {
  const whole: Find = (contrast, metric) => {
    const found = differences.find((of) => of.contrast === contrast && of.metric === metric);
    // An interval takes two pairs.
    return found === undefined || found.n < Math.max(seeds, 2) ? undefined : found;
  };
  return {
    rate: judgeRate(whole),
    meaning: judgeMeaning(whole),
    objectives: Object.entries(OBJECTIVES).map(([objective, controls]) => ({
      objective,
      verdict: judgeObjective(whole, objective, controls),
    })),
  };
}

function isSignificant({ p_holm }: Difference): boolean {
  return p_holm !== null && p_holm <= SIGNIFICANCE;
}

function judgeRate(whole: Find): RateVerdict {
  const distances = METHODS_IN_QUESTION.map((method) =>
    whole(curveContrast(method).name, PRIMARY_METRIC)
  );
  return {
    differs: FROM_NONE.map(({ name, left }) => {
      const found = whole(name, PRIMARY_METRIC);
      return { method: left.condition, differs: found === undefined ? null : isSignificant(found) };
    }),
    explained: distances.includes(undefined)
      ? "incomplete"
      : distances.every((of) => of?.equivalent === true)
      ? "explained"
      : "not shown",
  };
}

/** Whether the sides of a contrast have the same mean rate; undefined where pairs are missing. */
function isMatched(whole: Find, contrast: string): boolean | undefined {
  if (!RATE_MATCHED.some(({ name }) => name === contrast)) return true;
  const mean = whole(contrast, RATE_METRIC)?.mean ?? undefined;
  // What is compared are these runs, whose rates are known: their mean is no estimate.
  return mean === undefined ? undefined : Math.abs(mean) <= RATE_TOLERANCE;
}

function judgeContrast(whole: Find, contrast: string): ContrastVerdict {
  const found = whole(contrast, PRIMARY_METRIC), matched = isMatched(whole, contrast);
  if (found === undefined || matched === undefined) return "incomplete";
  if (!matched) return "rate not matched";
  if (found.equivalent === true) {
    return isSignificant(found) ? "a difference too small to matter" : "no difference that matters";
  }
  return isSignificant(found) ? "may matter" : "not decided";
}

/** −1 or 1 where the 95 % interval lies on one side of 0; 0 where it does not, or there is none. */
function side(difference: Difference | undefined): number {
  const { t_low = null, t_high = null } = difference ?? {};
  if (t_low === null || t_high === null) return 0;
  return t_low > 0 ? 1 : t_high < 0 ? -1 : 0;
}

/** Whether meaning acts by a method's rate: all controls say so, and so does the one without meaning. */
function acts(whole: Find, method: string, judged: Judged): boolean {
  const own = judged.filter(({ contrast }) => contrast.startsWith(`${method} - `));
  if (own.some(({ verdict }) => verdict !== "may matter")) return false;
  const without = `${method} - ${MEANINGLESS}_${method}`;
  const expected = side(whole(without, PRIMARY_METRIC));
  return expected !== 0 && isMatched(whole, without) === true &&
    own.every(({ contrast }) => Math.sign(whole(contrast, PRIMARY_METRIC)?.mean ?? 0) === expected);
}

function judgeMeaning(whole: Find): MeaningVerdict {
  const contrasts = PRIMARY.map(({ name }) => ({
    contrast: name,
    verdict: judgeContrast(whole, name),
  }));
  const isNothing = (verdict: ContrastVerdict) =>
    verdict === "no difference that matters" || verdict === "a difference too small to matter";
  if (contrasts.every(({ verdict }) => isNothing(verdict))) {
    return { contrasts, overall: "meaning adds nothing", methods: [] };
  }
  const methods = METHODS_IN_QUESTION.filter((method) => acts(whole, method, contrasts));
  const mayMatter = contrasts.some(({ verdict }) => verdict === "may matter");
  const overall = methods.length > 0
    ? "meaning acts by the rate"
    : mayMatter
    ? "a control disagrees: look"
    : "not decided";
  return { contrasts, overall, methods };
}

function judgeObjective(
  whole: Find,
  objective: string,
  controls: readonly string[],
): ObjectiveVerdict["verdict"] {
  const found = [
    curveContrast(objective).name,
    ...controls.map((control) => `${objective} - ${control}`),
  ].map((contrast) => whole(contrast, ERROR_METRIC));
  if (found.includes(undefined)) return "incomplete";
  if (found.every((of) => side(of) === -1)) return "nearer";
  return found.every((of) => side(of) === 1) ? "farther" : "not shown";
}
