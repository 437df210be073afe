/** The tables of the study's report. */
import {
  contrastName,
  type Difference,
  type GammaQuality,
  type GammaStep,
  LEVEL,
  PRIMARY,
  PRIMARY_METRIC,
  RATE_METRIC,
  SECONDARY_METRICS,
  signed,
  STUDY_METRICS,
  type StudyMetric,
  type StudyRun,
  studyVerdict,
} from "../../study/mod.ts";
import { formatNumber, metricNamed } from "../../training/mod.ts";
import { scheduleTitle } from "../plots/grouping.ts";
import { type Cell, tableHtml } from "../page/table_html.ts";
import { type Figure, meanFigure } from "./condition_means.ts";
import { gammaNoise } from "./gamma_noise.ts";

type Row = Readonly<Record<string, Cell>>;

/** What a metric of `differences.csv` is called. */
export function metricTitle(metric: StudyMetric): string {
  return STUDY_METRICS[metric].title ?? metricNamed(metric).title;
}

/** p values to three places; those that would be 0 are said to be less. */
function probability(p: number | null): string {
  if (p === null) return "–";
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

/** A table that scrolls where it is too wide. */
export function scrolling(rows: readonly Row[]): string {
  return `<div class="wide sd-scrolls differences">${tableHtml(rows)}</div>`;
}

function interval(low: number | null, high: number | null): string {
  return low === null || high === null ? "–" : `${signed(low)} to ${signed(high)}`;
}

function figures({ mean, t_low, t_high, ci_low, ci_high, p, p_holm }: Difference): Row {
  return {
    "mean": signed(mean),
    [`${LEVEL * 100} % t interval`]: interval(t_low, t_high),
    [`${LEVEL * 100} % BCa interval`]: interval(ci_low, ci_high),
    "p (sign flips)": probability(p),
    "p (Holm)": probability(p_holm),
  };
}

/**
 * The primary family: each comparison's difference of the final evaluation loss, in nats, how much the
 * mean rates of its sides differ, and what is concluded.
 *
 * @param seeds How many were planned.
 */
export function primaryRows(
  differences: readonly Difference[],
  seeds: number,
): Readonly<Record<string, Cell>>[] {
  const { contrasts } = studyVerdict(differences, seeds).meaning;
  return primaryOf(differences, PRIMARY_METRIC).map((difference) => {
    const { contrast, n, sd, tost_low, tost_high, tost_p } = difference;
    const rate = differences.find((of) => of.metric === RATE_METRIC && of.contrast === contrast);
    return {
      comparison: contrastName(contrast),
      // What is concluded is to be seen on any screen.
      verdict: contrasts.find((of) => of.contrast === contrast)?.verdict ?? "–",
      pairs: n,
      ...figures(difference),
      "SD of a difference": sd === null ? "–" : sd.toFixed(5),
      "90 % interval (TOST)": interval(tost_low, tost_high),
      "p (TOST)": probability(tost_p),
      "ln ratio of mean rates": signed(rate?.mean ?? null, 5),
    };
  });
}

/** The secondary outcomes of the same comparisons. */
export function secondaryTable(differences: readonly Difference[]): string {
  return scrolling(
    SECONDARY_METRICS.flatMap((metric) =>
      primaryOf(differences, metric).map((difference, i) => ({
        outcome: i === 0 ? metricTitle(metric) : "",
        comparison: contrastName(difference.contrast),
        ...figures(difference),
      }))
    ),
  );
}

function primaryOf(differences: readonly Difference[], metric: string): Difference[] {
  return PRIMARY.flatMap(({ name }) =>
    differences.find((of) => of.metric === metric && of.contrast === name) ?? []
  );
}

/** What stands in the table of conditions: a column of `runs.csv`, by its name there. */
const COLUMNS: readonly [figure: Figure, title: string, format: string][] = [
  ["mean_learning_rate", "mean A″", ".2e"],
  ["eval_loss", "evaluation loss", ".4f"],
  ["train_eval_loss", "training loss", ".4f"],
  ["eval_loss_best", "least evaluation loss", ".4f"],
  ["eval_accuracy", "accuracy", ".4f"],
  ["eval_mrr", "MRR", ".4f"],
  ["eval_ece", "calibration error", ".4f"],
  ["eval_cloze_accuracy", "cloze accuracy", ".3f"],
  ["eval_semantic_error_wrong", "semantic error, wrong", ".4f"],
  ["mean_gamma_root", "mean Γ root", ".4f"],
];

/** What each condition of the main experiment came to, means over the seeds. */
export function conditionTable(runs: readonly StudyRun[]): string {
  const main = runs.filter(({ stage }) => stage === "main");
  const cells = Map.groupBy(main, ({ schedule, condition }) => `${schedule} ${condition}`);
  const rows = [...cells.values()].map((of): Row => {
    const { schedule, condition } = of[0]!;
    const early = of.filter(({ diverged }) => diverged !== null).length;
    return {
      schedule: scheduleTitle(schedule),
      condition,
      ...Object.fromEntries(COLUMNS.map(([figure, title, format]) => {
        const mean = meanFigure(of, figure);
        return [title, mean === null ? "–" : formatNumber(mean, format)];
      })),
      runs: early === 0 ? of.length : `${of.length}, ${early} diverged`,
    };
  });
  return `<div class="runs wide sd-scrolls">${tableHtml(rows)}</div>`;
}

/** How much of Γ is noise, by condition. */
export function noiseRows(
  steps: readonly GammaStep[],
  runs: readonly StudyRun[],
): Readonly<Record<string, Cell>>[] {
  const gammaOf = new Map(runs.map(({ condition, gamma }) => [condition, gamma]));
  const per = (share: number, digits: number) =>
    Number.isFinite(share) ? formatNumber(share, `.${digits}%`) : "–";
  return gammaNoise(steps).map((of): Row => ({
    "Γ of": gammaOf.get(of.condition) ?? "–",
    condition: of.condition,
    "mean root": of.mean.toFixed(4),
    "varies over a run by": per(of.variation, 2),
    "of which sampling alone": per(of.noise, 2),
    "share of the variance": per(of.share, 0),
    "correlation with the step’s loss": formatNumber(of.correlation, "+.2f"),
  }));
}

/** What each Γ tells. */
export function qualityRows(qualities: readonly GammaQuality[]): Readonly<Record<string, Cell>>[] {
  const two = (value: number | null) => value === null ? "–" : formatNumber(value, ".2f");
  return qualities.map((of): Row => ({
    "Γ": of.gamma,
    "wrong above right (AUC)": two(of.wrong_above_right),
    "antonym above synonym (AUC)": two(of.antonym_above_synonym),
    "varies over batches by": of.cv_percent === null ? "–" : `${two(of.cv_percent)} %`,
    "reliability": two(of.reliability),
    "correlation with the loss": two(of.r_with_loss),
    "R² on loss and accuracy": two(of.r2),
  }));
}
