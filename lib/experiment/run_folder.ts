/** The folder of one run: `metrics.jsonl`, checkpoints, and `done.json` once it is finished. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { cannotWrite, disk, replaceFile } from "../io/mod.ts";
import { rateFactor } from "../schedule/mod.ts";
import type { LogRecord } from "../training/mod.ts";
import {
  type CheckpointFiles,
  removeCheckpoints,
  restoreBest,
  type RestoredRun,
  restoreLatest,
  type RunState,
  saveCheckpoint,
} from "./checkpoints.ts";
import { decidedBy, type Decisive } from "./decided_by.ts";
import type { PlannedRun, RunResult } from "./planned_run.ts";
import { type DoneMark, readRun } from "./results.ts";

/** The folder of one run in an experiment's. */
export class RunFolder {
  readonly path: string;
  readonly run: PlannedRun;
  readonly #decisive: () => Decisive;

  /** @param decisive Gives what decides the run; it is asked for only where that counts. */
  constructor(out: string, run: PlannedRun, decisive: () => Decisive) {
    this.path = join(out, "runs", run.name);
    this.run = run;
    this.#decisive = decisive;
  }

  /** Whether the run is finished. */
  get isFinished(): boolean {
    return existsSync(join(this.path, "done.json")) &&
      existsSync(join(this.path, "metrics.jsonl"));
  }

  /**
   * What the run came to.
   *
   * @throws {InputError} If its files are damaged, or it was made otherwise.
   */
  async result(): Promise<RunResult> {
    return await readRun(this.path, this.run, this.#decisive);
  }

  /**
   * Sets the model to where the run was interrupted.
   *
   * @returns Undefined where it has no checkpoint.
   * @throws {InputError} If it has checkpoints, but none can be used.
   */
  async restore(files: CheckpointFiles): Promise<RestoredRun | undefined> {
    return await restoreLatest(this.path, files, this.#decisive());
  }

  /**
   * Sets the model to the best state of the run, which has ended.
   *
   * @returns That state's step; null where none of its evaluations has a checkpoint.
   * @throws {InputError} If that checkpoint cannot be used.
   */
  async restoreBest(
    files: CheckpointFiles,
    records: readonly LogRecord[],
  ): Promise<number | null> {
    return await restoreBest(this.path, files, records, this.#decisive());
  }

  /**
   * Makes the folder ready for a run that starts, or goes on.
   *
   * @param anew Whether it starts: what an interrupted one left is removed.
   */
  async start(anew: boolean): Promise<void> {
    try {
      if (anew) await disk.remove(this.path);
      await disk.makeFolder(this.path);
    } catch (error) {
      throw cannotWrite(error, this.path);
    }
  }

  /** Saves a checkpoint, of which `limit` are kept and the best one. */
  async checkpoint(
    files: CheckpointFiles,
    state: Omit<RunState, "settings">,
    limit: number,
  ): Promise<void> {
    await saveCheckpoint(this.path, files, { ...state, settings: this.#decisive() }, limit);
  }

  /**
   * Marks the run as finished and removes its checkpoints, as the last things done to it. One that
   * diverged keeps them: they are what there is to go on from with other settings.
   */
  async finish(outcome: Omit<DoneMark, "decided_by" | "needs">): Promise<void> {
    const { needs } = this.run;
    const mark: DoneMark = {
      ...outcome,
      decided_by: decidedBy(this.#decisive()),
      ...(needs === undefined ? {} : { needs }),
    };
    await replaceFile(join(this.path, "done.json"), JSON.stringify(mark) + "\n");
    if (mark.diverged === null) await removeCheckpoints(this.path);
  }
}

/** A″ ÷ A′ of each step of a run, which another one reads; null where a step tells nothing. */
export function factorsOf({ records }: RunResult): (number | null)[] {
  return records.flatMap((record) => {
    if (record.type === "evaluation") return [];
    const rate = record.type === "step" ? record.learning_rate : null;
    return [rateFactor(record.scheduled_learning_rate, rate)];
  });
}
