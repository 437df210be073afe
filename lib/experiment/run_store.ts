/** An experiment's folder: what is in it, what is finished in it, and whether it may go on there. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  cannotWrite,
  disk,
  type HeldLock,
  InputError,
  isAnnounced,
  lockFolder,
  removePath,
  replaceFile,
  settingName,
  tryLockFile,
} from "../io/mod.ts";
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
import { describeRuns } from "./left_behind.ts";
import { MetricsWriter } from "./metrics.ts";
import type { Environment } from "./environment.ts";
import { differences, grown, hindrances } from "./plan/growth.ts";
import type { PlannedRun } from "./planned_run.ts";
import { type DoneMark, type ExperimentConfig, readConfig } from "./results.ts";
import { type ExperimentSettings, SETTING_ENTRIES } from "./settings/table.ts";

const OTHER_FOLDER = `Choose another folder with ${settingName("out", "the setting out")}`;

/** Parts of the environment with which runs are comparable only when they are the same. */
const DECISIVE = ["backend", "model_sha256", "chunks_sha256", "scores_sha256"];

/**
 * The folder of an experiment: `config.json`, and for each run `runs/<name>/metrics.jsonl` and, once
 * it is finished, `runs/<name>/done.json`. Opening it writes nothing; {@linkcode begin} does.
 */
export class RunStore {
  readonly out: string;
  readonly settings: ExperimentSettings;
  readonly #previous: ExperimentConfig | undefined;
  #replace: boolean;
  #environment: Environment | undefined;
  #lock: HeldLock | undefined;

  private constructor(
    settings: ExperimentSettings,
    previous: ExperimentConfig | undefined,
    replace: boolean,
  ) {
    this.out = settings.out;
    this.settings = previous === undefined ? settings : grown(previous.settings, settings);
    this.#previous = previous;
    this.#replace = replace;
  }

  /**
   * Looks at the folder `settings.out`. One that holds an experiment with the same settings goes on;
   * its grid may grow.
   *
   * @param options.restart Whether what is there is to be made again from the start.
   * @throws {InputError} If it holds an experiment with other settings, or a damaged `config.json`.
   */
  static async open(
    settings: ExperimentSettings,
    { restart = false }: { restart?: boolean } = {},
  ): Promise<RunStore> {
    const file = join(settings.out, "config.json");
    if (!existsSync(file)) {
      if (!existsSync(join(settings.out, "runs"))) return new RunStore(settings, undefined, false);
      throw new InputError("this folder has runs but no config.json, so they are not touched", {
        file: settings.out,
        mend: OTHER_FOLDER,
      });
    }
    if (restart) return new RunStore(settings, undefined, true);
    const previous = await readConfig(settings.out);
    refuseDifferences(file, hindrances(previous.settings, settings));
    return new RunStore(settings, previous, false);
  }

  /** Which runs {@linkcode begin} will remove, as a phrase; undefined where it will remove none. */
  async leftBehind(): Promise<string | undefined> {
    return this.#replace ? await describeRuns(this.out) : undefined;
  }

  /**
   * Keeps other processes from writing here until {@linkcode unlock}, if the folder is there.
   *
   * @throws {InputError} If another process is at work here.
   */
  async lock(): Promise<void> {
    if (existsSync(this.out)) this.#lock ??= await lockFolder(this.out);
  }

  /** Lets others write here again. */
  async unlock(): Promise<void> {
    await this.#lock?.[Symbol.asyncDispose]();
    this.#lock = undefined;
  }

  /**
   * Makes the folder ready for runs and writes `config.json`.
   *
   * @throws {InputError} If its runs were made with another backend, model, data or β, or it cannot
   * be written.
   */
  async begin(environment: Environment): Promise<void> {
    const file = join(this.out, "config.json");
    await this.#makeFolder("");
    await this.lock();
    if (this.#replace) await removeResults(this.out);
    this.#replace = false;
    this.follow(environment);
    const config: ExperimentConfig = { settings: this.settings, environment };
    // Before the folder of the runs: runs without a config.json are never touched.
    await replaceFile(file, JSON.stringify(config, null, 2) + "\n");
    await this.#makeFolder("runs");
  }

  /**
   * Checks that this process computes with what the folder's runs were made with.
   *
   * @throws {InputError} If it does not.
   */
  follow(environment: Environment): void {
    const previous = this.#previous?.environment ?? environment;
    refuseDifferences(join(this.out, "config.json"), differences(DECISIVE, previous, environment));
    this.#environment = environment;
  }

  /** Lets the processes of a session take their share of the runs, once {@linkcode begin} is done. */
  async announce(session: string): Promise<void> {
    await this.#lock?.announce(session);
  }

  /**
   * Opens the folder of the process that leads a session as one of the others.
   *
   * @returns Undefined until that process has announced the session.
   * @throws {InputError} If its settings are others.
   */
  static async join(settings: ExperimentSettings, session: string): Promise<RunStore | undefined> {
    return await isAnnounced(settings.out, session) ? await RunStore.open(settings) : undefined;
  }

  /** Takes a run for this process; undefined while another process makes it. */
  async claim(run: PlannedRun): Promise<AsyncDisposable | undefined> {
    return await tryLockFile(`${this.folder(run)}.lock`);
  }

  async #makeFolder(name: string): Promise<void> {
    try {
      await disk.makeFolder(join(this.out, name));
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      throw new InputError(`nothing can be written in this folder (${code ?? message})`, {
        file: this.out,
        mend: OTHER_FOLDER,
        cause,
      });
    }
  }

  /** The folder of a run. */
  folder(run: PlannedRun): string {
    return join(this.out, "runs", run.name);
  }

  /** Whether a run is finished. */
  isFinished(run: PlannedRun): boolean {
    return !this.#replace && existsSync(join(this.folder(run), "done.json")) &&
      existsSync(join(this.folder(run), "metrics.jsonl"));
  }

  /**
   * Sets the model to where a run was interrupted.
   *
   * @returns Undefined where it has no checkpoint.
   * @throws {InputError} If it has checkpoints, but none can be used.
   */
  async restore(run: PlannedRun, files: CheckpointFiles): Promise<RestoredRun | undefined> {
    return await restoreLatest(this.folder(run), files, this.#decisive(run));
  }

  /**
   * Sets the model to the best state of a run that has ended.
   *
   * @returns That state's step; null where none of its evaluations has a checkpoint.
   * @throws {InputError} If that checkpoint cannot be used.
   */
  async restoreBest(
    run: PlannedRun,
    files: CheckpointFiles,
    records: readonly LogRecord[],
  ): Promise<number | null> {
    return await restoreBest(this.folder(run), files, records, this.#decisive(run));
  }

  /** What decides what a run comes to. */
  #decisive(run: PlannedRun): Record<string, unknown> {
    const settings = Object.entries(this.settings).filter(([name]) =>
      SETTING_ENTRIES[name as keyof ExperimentSettings].onResume === "same"
    );
    const parts = DECISIVE.map((name) => [name, this.#environment?.[name]]);
    return { run: run.name, ...Object.fromEntries([...settings, ...parts]) };
  }

  /**
   * Starts a run, or goes on with it: what an interrupted one left after its checkpoint is removed.
   *
   * @param records What was logged up to the checkpoint.
   */
  async start(run: PlannedRun, records: readonly LogRecord[] = []): Promise<MetricsWriter> {
    const folder = this.folder(run);
    try {
      if (records.length === 0) await disk.remove(folder);
      await disk.makeFolder(folder);
      return await MetricsWriter.open(join(folder, "metrics.jsonl"), records);
    } catch (error) {
      throw cannotWrite(error, folder);
    }
  }

  /** Saves a checkpoint of a run. */
  async checkpoint(
    run: PlannedRun,
    files: CheckpointFiles,
    state: Omit<RunState, "settings">,
  ): Promise<void> {
    await saveCheckpoint(
      this.folder(run),
      files,
      { ...state, settings: this.#decisive(run) },
      this.settings.saveTotalLimit,
    );
  }

  /**
   * Marks a run as finished and removes its checkpoints, as the last things done to it. One that
   * diverged keeps them: they are what there is to go on from with other settings.
   */
  async finish(run: PlannedRun, mark: DoneMark): Promise<void> {
    await replaceFile(join(this.folder(run), "done.json"), JSON.stringify(mark) + "\n");
    if (mark.diverged === null) await removeCheckpoints(this.folder(run));
  }

  /** Writes a file of the experiment, wholly or not at all. */
  async write(name: string, content: string): Promise<void> {
    await replaceFile(join(this.out, name), content);
  }
}

function refuseDifferences(file: string, found: readonly string[]): void {
  if (found.length === 0) return;
  throw new InputError(`the runs of this folder were made otherwise (${found.join("; ")})`, {
    file,
    mend: `${OTHER_FOLDER}, or have them made again with ${settingName("restart")}`,
  });
}

async function removeResults(out: string): Promise<void> {
  for (const name of ["runs", "plots", "summary.csv", "report.html", "config.json"]) {
    await removePath(join(out, name));
  }
}
