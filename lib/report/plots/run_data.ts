/** Looking into runs: what several plots ask of them. */
import type { RunResult } from "../../experiment/mod.ts";
import type { EvaluationRecord, StepRecord } from "../../training/mod.ts";

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
export function seedsNote(seeds: number): string {
  return seeds > 1 ? `; mean and range of ${seeds} seeds` : "";
}

/** Curves of the same schedule, method and seed. */
export function byRun<T extends { schedule: string; method: string; seed: number }>(
  points: readonly T[],
): T[][] {
  const key = ({ schedule, method, seed }: T) => JSON.stringify([schedule, method, seed]);
  return [...Map.groupBy(points, key).values()];
}

/** The x axis of epochs: whole numbers where there are few. */
export function epochAxis(points: readonly { epoch: number }[]) {
  const last = Math.max(1, ...points.map((point) => point.epoch));
  return {
    field: "epoch",
    type: "quantitative" as const,
    title: "Epoch",
    scale: { domain: [0, last], nice: false },
    axis: { tickMinStep: 1, tickCount: Math.min(6, Math.ceil(last)) },
  };
}

/** The x axis of optimiser steps. */
export const STEP_AXIS = {
  field: "step",
  type: "quantitative" as const,
  title: "Step",
  scale: { zero: true, nice: false },
  axis: { tickCount: 5, tickMinStep: 1 },
};

/** Dots on the lines where they have so few points that the dots do not run together. */
export function dotsIfFew(placesAlongX: Iterable<number>) {
  return new Set(placesAlongX).size <= 15 ? { size: 22, filled: true, strokeWidth: 0 } : false;
}
