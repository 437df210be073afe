/** Γ over the steps of the study's runs, a row of `gamma.csv` each. */
import { MAKE_AGAIN } from "./runs.ts";
import { type Columns, readTable, tableCsv } from "./table.ts";

/** A step of a run that has Γ in its rate. */
export interface GammaStep {
  /** As in `runs.csv`. All are of the schedule constant, of the stage `main`. */
  condition: string;
  /** As in `runs.csv`. */
  seed: number;
  /** From 1. */
  step: number;
  /** Loss of the step, in nats a masked token. */
  loss: number;
  /** Γ's root; null where no pair of words could be compared. */
  gamma_root: number | null;
  /** Pairs of words that Γ compares. */
  gamma_pairs: number;
}

const STEP_COLUMNS: Columns<GammaStep> = {
  condition: "text",
  seed: "number",
  step: "number",
  loss: "number",
  gamma_root: "number or null",
  gamma_pairs: "number",
};

/** The text of `gamma.csv`. */
export function gammaStepsCsv(steps: readonly GammaStep[]): string {
  return tableCsv(steps, STEP_COLUMNS);
}

/**
 * The rows of a `gamma.csv`.
 *
 * @throws {InputError} If it is damaged.
 */
export async function readGammaSteps(file: string): Promise<GammaStep[]> {
  return await readTable<GammaStep>(file, STEP_COLUMNS, MAKE_AGAIN);
}
