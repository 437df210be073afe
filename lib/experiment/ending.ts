/** How a run ended: whether early, and of which step the weights are that it ended with. */
import type { EvaluationRecord } from "../training/mod.ts";
import { stepsOf } from "./plan/makeable.ts";
import type { RunResult } from "./planned_run.ts";

/** The evaluations of a run before its first step and of the weights that it ended with. */
export interface Measured {
  /** None where the log begins later. */
  before?: EvaluationRecord;
  /** None of weights of a step that was not evaluated, as after a failure. */
  after?: EvaluationRecord;
  /** The step that the weights are of. */
  step: number;
}

/** What was measured of the weights that a run began and ended with. */
export function measuredOf(
  { records, bestStep }: Pick<RunResult, "records" | "bestStep">,
): Measured {
  const step = bestStep ?? records.at(-1)?.step ?? 0;
  const of = (wanted: number) =>
    records.find((record): record is EvaluationRecord =>
      record.type === "evaluation" && record.step === wanted
    );
  const [before, after] = [of(0), of(step)];
  return { step, ...(before && { before }), ...(after && { after }) };
}

/**
 * The evaluation losses before and after a training that made its model worse on the text; undefined
 * where it did not. What is far off but finite is no error of a step.
 */
export function endedWorse(result: RunResult): { before: number; after: number } | undefined {
  const { before, after } = measuredOf(result);
  if (before === undefined || after === undefined) return undefined;
  const losses = { before: before.eval_loss, after: after.eval_loss };
  return losses.after > losses.before ? losses : undefined;
}

/** The last evaluation of a run that `earlyStoppingPatience` ended; undefined of others. */
export function stoppedEarly({ run, records, diverged }: RunResult): EvaluationRecord | undefined {
  const last = records.at(-1);
  const isEarly = run.settings.earlyStoppingPatience !== null && diverged === null &&
    last?.type === "evaluation" && last.step > 0 && last.step < stepsOf(run);
  return isEarly ? last : undefined;
}

/** "0.42"; one digit of what is less than a hundredth, as nothing is before the first step. */
export function shownEpoch(epoch: number): string {
  return String(Number(epoch.toFixed(2)) || Number(epoch.toPrecision(1)));
}

/**
 * What people should know of how a run ended: that it was stopped early, and where its weights are not
 * those of its last step, of which they are.
 *
 * @returns A sentence or two; undefined where it made all of its steps and kept the last weights.
 */
export function endingOf(result: RunResult): string | undefined {
  const { run, bestStep } = result;
  const last = result.records.at(-1), early = stoppedEarly(result);
  const { step, after } = measuredOf(result);
  const loss = after === undefined ? "" : `, evaluation loss ${after.eval_loss.toFixed(4)}`;
  const kept = bestStep === null || bestStep === last?.step
    ? "Its weights are those of its last step"
    : `Kept are the weights of step ${step}, the best of the training${loss}`;
  if (early !== undefined) {
    const { earlyStoppingPatience: patience, epochs, maxSteps } = run.settings;
    const of = maxSteps === null
      ? `epoch ${shownEpoch(early.epoch)} of ${epochs}`
      : `of ${stepsOf(run)}`;
    const so = patience === 1
      ? "its last evaluation was no better than the best before"
      : `its last ${patience} evaluations were no better than the best before`;
    return `Stopped early, after step ${early.step} (${of}): ${so}. ${kept}.`;
  }
  if (bestStep === null || last === undefined || bestStep === last.step) return undefined;
  const lastLoss = last.type === "evaluation" ? `, whose loss is ${last.eval_loss.toFixed(4)}` : "";
  return `${kept}, not those of its last step, ${last.step}${lastLoss}.`;
}
