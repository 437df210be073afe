/** Looking into runs: what several plots ask of them. */
import type { RunResult } from "../../experiment/mod.ts";
import type { EvaluationRecord, StepRecord } from "../../training/mod.ts";
import type { CurveAxis } from "./curve_plot.ts";
import { type Grouping, hasBands } from "./grouping.ts";

/** The steps among a run's records. */
export function stepsOf(run: RunResult): StepRecord[] {
  return run.records.filter((record) => record.type === "step");
}

/** The evaluations among a run's records. */
export function evaluationsOf(run: RunResult): EvaluationRecord[] {
  return run.records.filter((record) => record.type === "evaluation");
}

/** How many different seeds the runs have. */
export function countSeeds(runs: readonly { seed: number }[]): number {
  return new Set(runs.map((run) => run.seed)).size;
}

/** What to add to a subtitle where lines are means over seeds. */
export function seedsNote(
  runs: readonly { seed: number }[],
  grouping: Pick<Grouping, "labels">,
): string {
  const seeds = countSeeds(runs);
  return seeds > 1 ? `; ${hasBands(grouping) ? "mean and range" : "mean"} of ${seeds} seeds` : "";
}

/** "; each point is the mean of 4 steps", where points are means. */
export function meansNote(every: number): string {
  return every === 1 ? "" : `; each point is the mean of ${every} steps`;
}

/** The axis of epochs: whole numbers where there are few. */
export function epochAxis(runs: readonly RunResult[]): CurveAxis {
  const epochs = runs.flatMap((run) => evaluationsOf(run).map(({ epoch }) => epoch));
  const last = epochs.reduce((a, b) => Math.max(a, b), 1);
  return { title: "Epoch", domain: [0, last], whole: true, tooltipFormat: ".4~r" };
}

/** The axis of optimiser steps. */
export function stepAxis(steps: Iterable<number>): CurveAxis {
  let last = 1;
  for (const step of steps) last = Math.max(last, step);
  return { title: "Step", domain: [0, last], whole: true, tooltipFormat: ".4~r" };
}

/** What all plots of runs can be told. */
export interface RunPlotOptions {
  /**
   * The method or condition that the others are compared with: it is grey.
   * @default "none"
   */
  baseline?: string;
}
