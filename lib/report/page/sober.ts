/** What the figures of a report allow to be said. */
import { type Definitions, type RunResult, runsWithoutGamma } from "../../experiment/mod.ts";
import { countSeeds } from "../plots/run_data.ts";

/** A sentence or two below the table of runs. */
export function soberSentence(
  runs: readonly RunResult[],
  baseline: string,
  definitions: Pick<Definitions, "methods" | "objectives">,
): string {
  const seeds = countSeeds(runs);
  const elsewhere = `compare also with ${baseline} at other learning rates`;
  if (seeds !== 1) {
    return `These are the runs of ${seeds} seeds. Compare within a schedule and seed, look at how far ` +
      `the seeds scatter, and ${elsewhere} before calling a method better.`;
  }
  const differ = ratesDiffer(runs, definitions) ? "that the rates differ as they should and " : "";
  return `These are the runs of one seed. They show ${differ}what the losses did this once. They do ` +
    "not show that one method is better than another: for that, set several seeds and " +
    `${elsewhere}.`;
}

/**
 * Whether runs of one schedule have different rates wherever their methods are different, and no run
 * that is to go by Γ was without: else two methods are one under two names.
 */
function ratesDiffer(
  runs: readonly RunResult[],
  definitions: Pick<Definitions, "methods" | "objectives">,
): boolean {
  if (runsWithoutGamma(runs, definitions).length > 0) return false;
  const all = runs.map((run) => ({ run, rates: ratesOf(run) }));
  let compared = false;
  for (const [i, { run, rates }] of all.entries()) {
    for (const other of all.slice(i + 1)) {
      if (run.schedule !== other.run.schedule || run.method === other.run.method) continue;
      compared = true;
      if (areEqual(rates, other.rates)) return false;
    }
  }
  return compared;
}

function ratesOf({ records }: RunResult): number[] {
  return records.flatMap((record) => record.type === "step" ? [record.learning_rate] : []);
}

function areEqual(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((rate, i) => rate === others[i]);
}
