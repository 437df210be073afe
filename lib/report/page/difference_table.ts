/** The report's table of what the runs' ends say of methods: paired differences and their intervals. */
import type { RunResult } from "../../experiment/mod.ts";
import { groupRuns, scheduleTitle, USUAL_BASELINE } from "../plots/grouping.ts";
import { CONFIDENCE_PERCENT, meanInterval } from "../plots/interval.ts";
import { differencePoints } from "../plots/loss_differences.ts";
import { formatNumber } from "../../training/mod.ts";
import { tableHtml } from "./table_html.ts";

/** A label's final evaluation loss minus the baseline's, over seeds. */
export interface FinalDifference {
  /** The schedule's name. */
  schedule: string;
  label: string;
  /** How many pairs of runs there are, one a seed. */
  seeds: number;
  /** In nats. */
  mean: number;
  low: number;
  high: number;
}

/**
 * The differences after the last epoch, paired by seed, with their t intervals. Labels with fewer than
 * two pairs are left out, as are pairs one of which ended early or has no finite loss.
 */
export function finalDifferences(
  runs: readonly RunResult[],
  baseline: string = USUAL_BASELINE,
): FinalDifference[] {
  const whole = runs.filter(({ diverged }) => diverged === null);
  const points = differencePoints(whole, { baseline })
    .filter(({ difference }) => Number.isFinite(difference));
  const groups = Map.groupBy(points, ({ schedule, label }) => JSON.stringify([schedule, label]));
  return [...groups.values()].flatMap((group) => {
    const last = Math.max(...group.map(({ epoch }) => epoch));
    const ends = group.filter(({ epoch }) => epoch === last);
    const interval = meanInterval(ends.map(({ difference }) => difference));
    const { schedule, label } = ends[0]!;
    return interval === undefined ? [] : [{ schedule, label, seeds: ends.length, ...interval }];
  });
}

/** These as a table with what they are; nothing where there are none. */
export function differenceTableHtml(runs: readonly RunResult[], baseline: string): string {
  const differences = finalDifferences(runs, baseline);
  if (differences.length === 0) return "";
  const nats = (value: number) => formatNumber(value, "+.4f");
  const name = groupRuns(runs, baseline).title.toLowerCase();
  const table = tableHtml(differences.map(({ schedule, label, seeds, mean, low, high }) => ({
    schedule: scheduleTitle(schedule),
    [name]: label,
    "mean difference (nats)": nats(mean),
    [`${CONFIDENCE_PERCENT} % t interval`]: `${nats(low)} to ${nats(high)}`,
    "pairs of runs": seeds,
  })));
  return `<div class="wide sd-scrolls differences">${table}</div>`;
}
