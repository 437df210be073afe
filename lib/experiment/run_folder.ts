/** The folder of one run: `metrics.jsonl`, checkpoints, and `done.json` once it is finished. */
import { setTimeout as delay } from "node:timers/promises";
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Rounding } from "../backend/mod.ts";
import {
  cannotWrite,
  disk,
  type HeldLock,
  InputError,
  markOf,
  parseJson,
  readUtf8,
  replaceFile,
  shown,
  tryLockFile,
} from "../io/mod.ts";
import { rateFactor } from "../schedule/mod.ts";
import type { LogRecord, Snapshot } from "../training/mod.ts";
import {
  type CheckpointFiles,
  hasCheckpoints,
  removeCheckpoints,
  restoreBest,
  type RestoredRun,
  restoreLatest,
  type RunState,
  type Save,
} from "./checkpoints.ts";
import { decidedBy, type Decisive } from "./decided_by.ts";
import type { LastBits } from "./last_bits.ts";
import { takenAway } from "./own_files.ts";
import { removeRun } from "./remove_own.ts";
import type { PlannedRun, RunResult } from "./planned_run.ts";
import { type DoneMark, isDoneMark, readRun } from "./results.ts";

/** What the system says where others remove what is being written. */
const REMOVED_BY_OTHERS = /\b(ENOENT|ENOTEMPTY|EEXIST)\b/;

/** What a run's folder has to know. */
export interface RunCircumstances {
  /** Gives what decides the run; it is asked for only where that counts. */
  decisive(): Decisive;
  /** Gives what decides its last bits. */
  bits(): LastBits;
  /** By what this process makes the run; undefined where it does not. */
  claim: HeldLock | undefined;
}

/** The folder of one run in an experiment's. */
export class RunFolder {
  readonly path: string;
  readonly run: PlannedRun;
  readonly #decisive: () => Decisive;
  readonly #bits: () => LastBits;
  readonly #claim: HeldLock | undefined;
  /** What decided its last bits before this process took it up. */
  #madeWith: readonly Partial<Rounding>[] = [];

  constructor(out: string, run: PlannedRun, { decisive, bits, claim }: RunCircumstances) {
    this.#bits = bits;
    this.#claim = claim;
    // A run's folder may be removed with all that is in it: its name leads nowhere else.
    if (basename(run.name) !== run.name || /^\.*$/.test(run.name)) {
      throw new InputError(`a run cannot have the name ${shown(run.name)}`, {
        file: out,
        mend: "Give its condition another name",
      });
    }
    this.path = join(out, "runs", run.name);
    this.run = run;
    this.#decisive = decisive;
  }

  /**
   * Whether the run is finished.
   *
   * @throws {InputError} If it was, but its log is gone: it is not made anew in silence.
   */
  get isFinished(): boolean {
    if (!existsSync(join(this.path, "done.json"))) return false;
    const log = join(this.path, "metrics.jsonl");
    if (existsSync(log)) return true;
    throw new InputError("this run is finished, but its log is gone", {
      file: log,
      mend:
        `Put the log back, or delete the folder ${this.path}, and the next call makes the run again`,
    });
  }

  /**
   * Removes what a process left that was killed after it had marked the run as finished: checkpoints
   * that nobody goes on from, also one that was never whole, and the file of its claim.
   *
   * @param claim That file.
   */
  async tidy(claim: string): Promise<void> {
    const isLeft = this.isFinished && await hasCheckpoints(this.path);
    if (!isLeft && !existsSync(claim)) return;
    // Whoever has the run now removes them itself; who takes a claim and gives it back, its file.
    await using held = await tryLockFile(claim);
    if (held === undefined || !isLeft) return;
    const done = join(this.path, "done.json");
    const mark = parseJson(await readUtf8(done, ""), done, "");
    if (isDoneMark(mark) && mark.diverged === null) await removeCheckpoints(this.path);
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
    const restored = await restoreLatest(this.path, files, this.#decisive());
    this.#madeWith = restored?.state.made_with ?? [];
    this.#bits().refuse(this.#madeWith.at(-1) ?? {}, this.path);
    return restored;
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
   * @param anew Whether it starts: what an interrupted one left is removed, and nothing
   * that this program did not write.
   */
  async start(anew: boolean): Promise<void> {
    try {
      await this.#insist(async () => {
        if (anew) await removeRun(this.path);
        await disk.makeFolder(this.path);
      });
    } catch (error) {
      throw cannotWrite(error, this.path);
    }
  }

  /**
   * Writes, again where it fails: without locks one who had the run before may be writing still, until
   * its next checkpoint, and each removes what it takes for left.
   */
  async #insist(write: () => Promise<void>): Promise<void> {
    for (let more = this.#claim === undefined ? 0 : 4;; more--) {
      try {
        return await write();
      } catch (error) {
        if (this.#claim !== undefined && !await this.#claim.isOurs()) await this.refuseLost();
        if (more === 0 || !REMOVED_BY_OTHERS.test(String(error))) throw error;
        await delay(100);
      }
    }
  }

  /**
   * Refuses to write on where the folder was taken away: it would be made anew, in another's place; and
   * where another process makes the run by now, which writes the same.
   *
   * @throws {InputError} If it was.
   */
  async refuseLost(): Promise<void> {
    if (!existsSync(this.path)) throw takenAway(dirname(dirname(this.path)));
    if (this.#claim === undefined || await this.#claim.isOurs()) return;
    throw new InputError("another process has taken this run over, and makes it", {
      file: this.path,
      mend: "Have a run made by one process at a time, or the drive mounted with locks",
    });
  }

  /**
   * Has a checkpoint written that {@linkcode checkpoint} gave: at once, so {@linkcode refuseLost} has to
   * be called before. It waits for a file to be read, which takes long amid steps that never wait.
   *
   * @throws {InputError} If it cannot be written, or the folder was lost meanwhile.
   */
  async write(write: () => Promise<void>): Promise<void> {
    await this.#insist(async () => {
      try {
        await write();
      } catch (error) {
        await this.refuseLost();
        throw error;
      }
    });
  }

  /** A checkpoint of the run, of which `limit` are kept and the best one. */
  checkpoint(
    snapshot: Snapshot,
    state: Omit<RunState, "settings" | "made_with">,
    limit: number,
  ): Save {
    const more = { made_with: this.#bits().after(this.#madeWith), settings: this.#decisive() };
    return { runFolder: this.path, snapshot, state: { ...state, ...more }, limit };
  }

  /**
   * Marks the run as finished, its log being whole and closed, and removes its checkpoints, as the last things done to it. One that
   * diverged keeps them: they are what there is to go on from with other settings.
   *
   * @returns What gave it other last bits than the folder's runs, if anything did.
   */
  async finish(
    outcome: Omit<DoneMark, "decided_by" | "needs" | "other_bits" | "metrics_sha256">,
  ): Promise<{ otherBits?: string }> {
    await this.refuseLost();
    const { needs } = this.run;
    const otherBits = this.#bits().others(this.#madeWith);
    const log = join(this.path, "metrics.jsonl");
    const mark: DoneMark = {
      ...outcome,
      ...(otherBits === undefined ? {} : { other_bits: otherBits }),
      decided_by: decidedBy(this.#decisive()),
      ...(needs === undefined ? {} : { needs }),
      // Where somebody took the log away meanwhile, the next call says so.
      ...(existsSync(log) ? { metrics_sha256: (await markOf(log)).sha256 } : {}),
    };
    await replaceFile(join(this.path, "done.json"), JSON.stringify(mark) + "\n", {
      marked: true,
    });
    if (mark.diverged === null) await removeCheckpoints(this.path);
    return otherBits === undefined ? {} : { otherBits };
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
