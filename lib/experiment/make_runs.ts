/** Making the runs of a grid, each by the process that claims it. */

import { setTimeout } from "node:timers/promises";
import type { PlannedRun } from "./planned_run.ts";
import { readRun } from "./results.ts";
import type { RecordEvent, RunEndEvent, RunStartEvent, SetupEvent } from "./events.ts";
import type { PreparedTraining } from "./prepared.ts";
import { RunInTheMaking } from "./run_in_the_making.ts";
import type { RunStore } from "./run_store.ts";
import { summarise } from "./summary.ts";

/** How long to wait before looking again how far another process is: 0.2 s. */
export const LOOK_MS = 200;

type RunEvent = SetupEvent | RunStartEvent | RecordEvent | RunEndEvent;

/**
 * Makes the runs that no other process makes, and waits for those that another one does: should it
 * end without finishing them, they are made here.
 *
 * @returns How many of the runs are not finished: none, unless the signal was aborted.
 */
export async function* makeRuns(
  store: RunStore,
  training: PreparedTraining,
  runs: readonly PlannedRun[],
  signal?: AbortSignal,
): AsyncGenerator<RunEvent, number> {
  const left = new Set(runs);
  while (true) {
    let idle = true;
    for (const run of left) {
      const place = { run, index: runs.indexOf(run), total: runs.length };
      const outcome = yield* makeOne(store, training, place, signal);
      if (outcome === "finished") left.delete(run);
      if (outcome !== "taken") idle = false;
      if (signal?.aborted) return left.size;
    }
    if (left.size === 0) return 0;
    if (idle) await setTimeout(LOOK_MS);
  }
}

/** Makes those runs that are free when it comes to them, and leaves the others to who makes them. */
export async function helpWithRuns(
  store: RunStore,
  training: PreparedTraining,
  runs: readonly PlannedRun[],
  signal?: AbortSignal,
): Promise<void> {
  for (const [index, run] of runs.entries()) {
    if (signal?.aborted) return;
    const events = makeOne(store, training, { run, index, total: runs.length }, signal);
    while (!(await events.next()).done);
  }
}

async function* makeOne(
  store: RunStore,
  training: PreparedTraining,
  { run, index, total }: Pick<RunStartEvent, "run" | "index" | "total">,
  signal: AbortSignal | undefined,
): AsyncGenerator<RunEvent, "finished" | "interrupted" | "taken"> {
  await using claim = store.isFinished(run) ? undefined : await store.claim(run);
  // Looked at again: it may have been finished just before it was claimed.
  if (store.isFinished(run)) {
    const result = await readRun(store.out, run);
    yield { type: "run-end", run, summary: summarise(result) };
    return "finished";
  }
  if (claim === undefined) return "taken";
  const making = new RunInTheMaking(store, training, run);
  yield* restored(making);
  yield {
    type: "run-start",
    run,
    index,
    total,
    steps: training.stepsPerRun,
    stepsDone: making.stepsDone,
  };
  const result = yield* making.make(signal);
  if (result === undefined) return "interrupted";
  yield { type: "run-end", run, summary: summarise(result) };
  return "finished";
}

/** Sets a run to where it was interrupted, and says so. */
async function* restored(making: RunInTheMaking): AsyncGenerator<SetupEvent> {
  for (const warning of await making.restore()) {
    yield { type: "setup", message: `A checkpoint is passed over. ${warning}` };
  }
  if (making.stepsDone === 0) return;
  yield {
    type: "setup",
    message: `${making.run.name} goes on after step ${making.stepsDone}.`,
  };
}
