/** Making the runs of an experiment, each by the process that claims it. */

import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { holderInBrackets, holderOf, isLocked } from "../io/mod.ts";
import { neededAmong, type NeededBy } from "./decided_by.ts";
import type { RecordEvent, RunEndEvent, RunStartEvent, SetupEvent } from "./events.ts";
import { LogFollower } from "./follow.ts";
import type { PlannedRun } from "./planned_run.ts";
import { claimFile } from "./remove_own.ts";
import { RunInTheMaking, type Workshop } from "./run_in_the_making.ts";
import { summarise } from "./summary.ts";

/** How long to wait before looking again how far another process is: 0.2 s. */
export const LOOK_MS = 200;

type RunEvent = SetupEvent | RunStartEvent | RecordEvent | RunEndEvent;

/** What became of an attempt to make a run. */
type Outcome =
  /** It is finished, whoever made it. */
  | "finished"
  /** The signal was aborted amid it. */
  | "interrupted"
  /** Another process makes it. */
  | "taken"
  /** The run that it needs is not finished. */
  | "waiting";

/** Runs to be made, and how far they are. */
export class RunQueue {
  readonly #workshop: Workshop;
  readonly #runs: readonly PlannedRun[];
  readonly #neededBy: NeededBy;
  /** Whether there is one run in all. */
  readonly #isAlone: boolean;
  readonly #left: Set<PlannedRun>;
  readonly #followers = new Map<PlannedRun, LogFollower>();
  /** The runs of which it was told that this process waits for who makes them. */
  readonly #awaited = new Set<PlannedRun>();
  #looked = 0;

  /**
   * @param runs Those to be made, and all that they need which are not finished.
   * @param all Every run of the experiment.
   */
  constructor(workshop: Workshop, runs: readonly PlannedRun[], all: readonly PlannedRun[]) {
    this.#workshop = workshop;
    this.#runs = runs;
    this.#neededBy = neededAmong(all);
    this.#isAlone = all.length === 1;
    this.#left = new Set(runs);
  }

  /**
   * Makes the runs that no other process makes, tells of those that another one does, and waits for
   * them: should it end without finishing them, they are made here.
   *
   * @returns How many of the runs are not finished: none, unless the signal was aborted.
   */
  async *lead(signal?: AbortSignal): AsyncGenerator<RunEvent, number> {
    while (this.#left.size > 0) {
      let idle = true;
      for (const run of this.#left) {
        const outcome = yield* this.#make(run, signal);
        if (outcome === "finished" || outcome === "interrupted") idle = false;
        if (signal?.aborted) return this.#left.size;
      }
      if (!idle) continue;
      yield* this.#whoIsAwaited();
      await setTimeout(LOOK_MS);
      yield* this.#newsOfOthers();
      // One who only waits is told to stop as well.
      if (signal?.aborted) return this.#left.size;
    }
    return 0;
  }

  /** Tells once of each process outside of this session for which this one only waits. */
  async *#whoIsAwaited(): AsyncGenerator<SetupEvent> {
    for (const run of this.#followers.keys()) {
      if (this.#awaited.has(run)) continue;
      const { out, session } = this.#workshop.store;
      const holder = await holderOf(claimFile(out, run.name));
      const isOwn = session !== undefined && holder.session === session;
      if (isOwn || holder.pid === undefined) continue;
      this.#awaited.add(run);
      const message = `Waits for another process${holderInBrackets(holder)}, which makes ` +
        `${run.name}. Ctrl-C ends the wait.`;
      yield { type: "setup", message };
    }
  }

  /**
   * Makes those runs that are free when it comes to them and leaves the others to who makes them. For
   * runs that need another it waits until that one is finished, or the process that leads is gone.
   */
  async help(signal?: AbortSignal): Promise<void> {
    while (this.#left.size > 0) {
      let idle = true;
      for (const run of this.#left) {
        if (signal?.aborted) return;
        const events = this.#make(run, signal);
        let next = await events.next();
        while (!next.done) next = await events.next();
        if (next.value === "waiting") continue;
        idle = false;
        this.#left.delete(run);
      }
      if (!idle || this.#left.size === 0) continue;
      // Should the maker of a needed run be gone, the leader makes it, and nobody without a leader.
      if (!await isLocked(this.#workshop.store.out)) return;
      await setTimeout(LOOK_MS);
    }
  }

  /** Makes one run, with news of the others between its own events. */
  async *#make(
    run: PlannedRun,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<RunEvent, Outcome> {
    const events = this.#makeOne(run, signal);
    try {
      for (;;) {
        const next = await events.next();
        if (next.done) return next.value;
        yield next.value;
        yield* this.#newsOfOthers();
      }
    } finally {
      await events.return("interrupted");
    }
  }

  async *#makeOne(
    run: PlannedRun,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<RunEvent, Outcome> {
    const { store } = this.#workshop;
    const needed = this.#neededBy(run);
    if (needed !== undefined && !store.isFinished(needed)) return "waiting";
    await using claim = store.isFinished(run) ? undefined : await store.claim(run);
    // Looked at again: it may have been finished just before it was claimed.
    if (store.isFinished(run)) {
      yield* this.#end(run);
      return "finished";
    }
    if (claim === undefined) {
      const file = join(store.folder(run).path, "metrics.jsonl");
      if (!this.#followers.has(run)) this.#followers.set(run, new LogFollower(file));
      return "taken";
    }
    this.#followers.delete(run);
    const making = await RunInTheMaking.open(this.#workshop, run, needed);
    yield* restored(making, this.#isAlone);
    const { steps, stepsDone } = making;
    const place = { index: this.#runs.indexOf(run), total: this.#runs.length };
    yield { type: "run-start", run, ...place, steps, stepsDone };
    const result = yield* making.make(signal);
    if (result === undefined) return "interrupted";
    this.#left.delete(run);
    yield { type: "run-end", run, summary: summarise(result) };
    return "finished";
  }

  /** The end of a run that another process made, with what was not told of it yet. */
  async *#end(run: PlannedRun): AsyncGenerator<RecordEvent | RunEndEvent> {
    const result = await this.#workshop.store.folder(run).result();
    const follower = this.#followers.get(run);
    this.#left.delete(run);
    this.#followers.delete(run);
    for (const record of follower?.rest(result.records) ?? result.records) {
      yield { type: "record", run, record };
    }
    yield { type: "run-end", run, summary: summarise(result) };
  }

  /** What other processes have logged since the last look, if that is long enough ago. */
  async *#newsOfOthers(): AsyncGenerator<RecordEvent | RunEndEvent> {
    if (this.#followers.size === 0 || performance.now() - this.#looked < LOOK_MS) return;
    this.#looked = performance.now();
    for (const [run, follower] of this.#followers) {
      if (this.#workshop.store.isFinished(run)) yield* this.#end(run);
      else for (const record of follower.news()) yield { type: "record", run, record };
    }
  }
}

/** Sets a run to where it was interrupted, and says so. */
async function* restored(
  making: RunInTheMaking,
  isAlone: boolean,
): AsyncGenerator<SetupEvent> {
  for (const warning of await making.restore()) {
    yield { type: "setup", message: `A checkpoint is passed over. ${warning}` };
  }
  if (making.stepsDone === 0) return;
  const { run: { name }, stepsDone } = making;
  const message = isAlone
    ? `The training goes on after step ${stepsDone}.`
    : `${name} goes on after step ${stepsDone}.`;
  yield { type: "setup", message };
}
