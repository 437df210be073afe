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
  /** The ends of its 95 % BCa interval; null with fewer than two pairs. */
  ci_low: number | null;
  /** See {@linkcode ci_low}. */
  ci_high: number | null;
  /** Of the exact sign-flip test, two-sided; null without a pair. */
  p: number | null;
  /** The same by Holm's correction over the contrast's family; null where it is of none. */
  p_holm: number | null;
  /** Whether two one-sided t tests at 5 % find it within the bound; null where none is set. */
  equivalent: boolean | null;
}

/** The columns of `differences.csv`. */
const DIFFERENCE_COLUMNS: Columns<Difference> = {
  contrast: "text",
  metric: "text",
  n: "number",
  mean: "number or null",
  ci_low: "number or null",
  ci_high: "number or null",
  p: "number or null",
  p_holm: "number or null",
  equivalent: "flag or null",
};

/** "−0.0004 (−0.0011 to +0.0003)"; a dash where there is no pair, and no interval where it is one. */
export function intervalText({ mean, ci_low, ci_high }: Difference): string {
  const signed = (value: number) => formatNumber(value, "+.4f");
  if (mean === null) return "–";
  if (ci_low === null || ci_high === null) return signed(mean);
  return `${signed(mean)} (${signed(ci_low)} to ${signed(ci_high)})`;
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
