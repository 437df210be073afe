/** What the study's conditions differ in, a row of `differences.csv` each. */
import { formatNumber } from "../training/mod.ts";
import { MAKE_AGAIN } from "./runs.ts";
import { type Columns, readTable, tableCsv } from "./table.ts";

/** A difference of two conditions, paired by seed. */
export interface Difference {
  /** As in `SD - same_mean_SD`: the mean is of the first less the second. */
  contrast: string;
  /** What was measured: a column of `runs.csv`, or a figure derived from some. */
  metric: string;
  /** Pairs: seeds of which neither run diverged. */
  n: number;
  /** The mean of their differences; null without a pair. */
  mean: number | null;
  /** Their standard deviation, of n − 1 degrees of freedom; null with fewer than two pairs. */
  sd: number | null;
  /** The lower end of the mean's 95 % t interval, by which is concluded; null as {@linkcode sd}. */
  t_low: number | null;
  /** Its upper end. */
  t_high: number | null;
  /** The lower end of the mean's 95 % BCa interval; null as {@linkcode sd}. */
  ci_low: number | null;
  /** Its upper end. */
  ci_high: number | null;
  /** Of the exact sign-flip test, two-sided; null without a pair. */
  p: number | null;
  /** The same by Holm's correction over the contrast's family; null where it is of none. */
  p_holm: number | null;
  /** The lower end of the mean's 90 % t interval: it lies within the bound where equivalence is shown. */
  tost_low: number | null;
  /** Its upper end. */
  tost_high: number | null;
  /** The larger p of the two one-sided t tests against the bound; null where none is set. */
  tost_p: number | null;
  /** Whether {@linkcode tost_p} is at most .05; null where no bound is set. */
  equivalent: boolean | null;
}

/** The columns of `differences.csv`. */
const DIFFERENCE_COLUMNS: Columns<Difference> = {
  contrast: "text",
  metric: "text",
  n: "number",
  mean: "number or null",
  sd: "number or null",
  t_low: "number or null",
  t_high: "number or null",
  ci_low: "number or null",
  ci_high: "number or null",
  p: "number or null",
  p_holm: "number or null",
  tost_low: "number or null",
  tost_high: "number or null",
  tost_p: "number or null",
  equivalent: "flag or null",
};

/** A number of nats with its sign, "+0.0003"; a dash where there is none. */
export function signed(value: number | null, digits: number = 4): string {
  return value === null ? "–" : formatNumber(value, `+.${digits}f`);
}

/** "SD − same_mean_SD": a contrast's name with the sign of a difference. */
export function contrastName(contrast: string): string {
  return contrast.replace(" - ", " − ");
}

/**
 * "−0.0004 (−0.0011 to +0.0003)", the mean with its 95 % t interval; a dash where there is no pair, and
 * no interval where it is one.
 *
 * @param words What stands before, between and after the interval's ends.
 */
export function intervalText(
  { mean, t_low, t_high }: Pick<Difference, "mean" | "t_low" | "t_high">,
  [before, between, after]: readonly [string, string, string] = [" (", " to ", ")"],
): string {
  if (mean === null || t_low === null || t_high === null) return signed(mean);
  return `${signed(mean)}${before}${signed(t_low)}${between}${signed(t_high)}${after}`;
}

/** The text of `differences.csv`. */
export function differencesCsv(differences: readonly Difference[]): string {
  return tableCsv(differences, DIFFERENCE_COLUMNS);
}

/**
 * The rows of a `differences.csv`.
 *
 * @throws {InputError} If it is damaged.
 */
export async function readDifferences(file: string): Promise<Difference[]> {
  return await readTable<Difference>(file, DIFFERENCE_COLUMNS, MAKE_AGAIN);
}
