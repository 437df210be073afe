/** Whether runs can be made, as far as their settings alone tell: asked before anything is loaded. */
import { InputError, settingName } from "../../io/mod.ts";
import { createMethod, createSchedule } from "../../schedule/mod.ts";
import { chooseGamma } from "../../semantics/mod.ts";
import { checkObjective, chooseObjective, trainingSteps } from "../../training/mod.ts";
import { neededAmong } from "../decided_by.ts";
import type { Definitions } from "../definitions.ts";
import type { PlannedRun } from "../planned_run.ts";
import { checkOnce } from "../settings/check.ts";

/** Optimiser steps of a run. */
export function stepsOf({ settings }: Pick<PlannedRun, "settings">): number {
  const trainChunks = { length: settings.trainChunks };
  return trainingSteps({ ...settings, maxSteps: settings.maxSteps ?? undefined, trainChunks });
}

/** Over how many of a run's steps A′ climbs. */
export function warmupOf(run: Pick<PlannedRun, "settings">): number {
  const { warmupSteps, warmupRatio } = run.settings;
  return warmupSteps > 0 ? warmupSteps : Math.ceil(warmupRatio * stepsOf(run));
}

/**
 * Refuses to read a run that may end before its last step: who reads it has no rates for the steps after.
 *
 * @param needed The run that it reads.
 */
function checkWhole(needed: PlannedRun | undefined): void {
  if (needed === undefined || needed.settings.earlyStoppingPatience === null) return;
  const patience = settingName("earlyStoppingPatience");
  throw new InputError(
    `it reads the rates of each step of the run ${needed.name}, which ${patience} may end before the ` +
      "last one",
    { mend: `Leave ${patience} out, or the method that reads` },
  );
}

/**
 * Refuses a reference by which no step can be made: rates are float32, and less than its least one is 0.
 *
 * @param power κ of A″ = A′ · (Γ ÷ Γ_ref)^κ.
 */
function checkReference(
  { gammaReference, learningRate }: PlannedRun["settings"],
  power: number,
): void {
  if (typeof gammaReference !== "number" || learningRate === 0) return;
  const rate = Math.fround(learningRate * gammaReference ** -power);
  if (rate > 0 && rate < Infinity) return;
  throw new InputError(
    `${settingName("gammaReference")} ${gammaReference} makes ${rate} of the learning rate ` +
      `${learningRate}`,
    { mend: "Set it to a Γ that runs have, or to initial" },
  );
}

/**
 * Makes the schedule, the method, Γ and the objective of each run once, so that what does not go together is said
 * before a run is trained, not between two. A method that reads another run is given factors of 1,
 * one for each of that run's steps.
 *
 * @param all Every run of the experiment: those that are read are among them.
 * @throws {InputError} If one cannot be made; the message names the run, unless all have the mistake.
 */
export function checkMakeable(
  runs: readonly PlannedRun[],
  all: readonly PlannedRun[],
  definitions: Definitions,
): void {
  const neededBy = neededAmong(all);
  const mistakes = runs.map((run) => mistakeOf(run, neededBy(run), definitions));
  const at = mistakes.findIndex((mistake) => mistake !== undefined), error = mistakes[at];
  if (error === undefined) return;
  const isOfAll = runs.length === all.length &&
    mistakes.every((other) => other?.message === error.message);
  throw error.file !== undefined || isOfAll ? error : error.within({ place: runs[at]!.name });
}

/** Why a run cannot be made. */
function mistakeOf(
  run: PlannedRun,
  needed: PlannedRun | undefined,
  { schedules, methods, gammas, objectives }: Definitions,
): InputError | undefined {
  const { schedule, method, seed, settings } = run;
  const { learningRate, gradientAccumulationSteps } = settings;
  const steps = stepsOf(run), warmupSteps = warmupOf(run);
  const factors = needed && new Array<number>(stepsOf(needed)).fill(1);
  try {
    checkOnce(settings);
    checkWhole(needed);
    createSchedule(schedule, learningRate, { trainingSteps: steps, warmupSteps, schedules });
    const reads = factors === undefined ? {} : { factors };
    const { power = 0 } = createMethod(method, { steps, seed, ...reads }, methods);
    const gamma = chooseGamma(settings.gamma, gammas);
    checkReference(settings, power / gamma.parts.root);
    const objective = chooseObjective(settings.objective, objectives);
    checkObjective(objective, { gamma, gradientAccumulationSteps });
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}
