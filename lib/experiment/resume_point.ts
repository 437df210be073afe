/** Where a training can be stopped, and what it must be told to go on there as if it had not been. */
import type { LogRecord } from "../training/mod.ts";

/** Where in a run training goes on. */
export interface ResumePoint {
  /** Optimiser steps done. */
  stepsDone: number;
  /** How many of them were skipped. */
  stepsSkipped: number;
  /** Losses of those steps since the last evaluation; null for a skipped one. */
  epochLosses: (number | null)[];
  /** Losses of the evaluations after the first step. */
  evalLosses: number[];
  /** The reference that Γ is compared with, where there is one. */
  gammaReference?: number;
}

/**
 * Where a training goes on.
 *
 * @param records All that it logged.
 * @param every Steps between two evaluations, such as those of an epoch.
 * @returns Undefined where no step is made.
 */
export function resumePoint(
  records: readonly LogRecord[],
  every: number,
): ResumePoint | undefined {
  const last = records.at(-1), stepsDone = last?.step ?? 0;
  if (stepsDone === 0) return undefined;
  // None are left of those that were evaluated; a step that is to be evaluated may lack it still.
  const since = last?.type === "evaluation" ? 0 : stepsDone % every || every;
  const steps = records.filter((record) => record.type !== "evaluation");
  const losses = steps.map((record) => record.type === "skipped" ? null : record.loss);
  const [first] = records;
  const reference = first?.type === "evaluation" ? first.gamma_reference : undefined;
  return {
    ...(reference === undefined ? {} : { gammaReference: reference }),
    stepsDone,
    stepsSkipped: losses.filter((loss) => loss === null).length,
    evalLosses: records.flatMap((record) =>
      record.type === "evaluation" && record.step > 0 ? record.eval_loss : []
    ),
    epochLosses: since === 0 ? [] : losses.slice(-since),
  };
}

/**
 * Whether all is done that a record's step asks for, so that checkpoints are due there: a step that is
 * evaluated still needs its evaluation.
 *
 * @param every Steps between two evaluations, such as those of an epoch.
 */
export function isAtRest(record: LogRecord, every: number): boolean {
  return record.type === "evaluation" || record.step % every !== 0;
}
