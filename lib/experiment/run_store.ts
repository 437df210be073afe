/** An experiment's folder: what is in it, what is finished in it, and whether it may go on there. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { type HeldLock, isAnnounced, lockFolder, replaceFile, tryLockFile } from "../io/mod.ts";
import { accumulatedOtherwise } from "./accumulation.ts";
import {
  type Decisive,
  decisive,
  DECISIVE_PARTS,
  neededAmong,
  type PathSetting,
  type PluginRecord,
  pluginRecord,
} from "./decided_by.ts";
import type { Environment } from "./environment.ts";
import { LastBits, roundingIn } from "./last_bits.ts";
import { describeRuns } from "./left_behind.ts";
import { makeFolderIn, refuseForeign, refuseStranger } from "./own_files.ts";
import {
  changedTooLate,
  differences,
  grown,
  hindrances,
  movedPaths,
  refuseDifferences,
  RENEWABLE,
} from "./plan/growth.ts";
import type { PlannedRun } from "./planned_run.ts";
import { allPlugins, changedPlugins } from "./plugin_records.ts";
import type { Plugin } from "./plugins.ts";
import { EXPERIMENT_CONFIG, type ExperimentConfig, readConfig } from "./results.ts";
import { claimFile, type RemovalOptions, removeResults } from "./remove_own.ts";
import { RunFolder } from "./run_folder.ts";
import type { ExperimentSettings } from "./settings/table.ts";

/** How a folder is opened. */
export interface StoreOptions {
  /** The plugins that its runs are made with. */
  plugins: readonly Plugin[];
  /** Whether what is there is to be made again from the start. @default false */
  restart?: boolean;
}

/**
 * The folder of an experiment: `config.json`, and for each run `runs/<name>/metrics.jsonl` and, once
 * it is finished, `runs/<name>/done.json`. Opening it writes nothing; {@linkcode begin} does.
 */
export class RunStore {
  readonly out: string;
  readonly #asked: ExperimentSettings;
  readonly #plugins: readonly PluginRecord[];
  readonly #restart: boolean;
  #previous: ExperimentConfig | undefined;
  #moved: readonly PathSetting[] = [];
  #replace = false;
  #environment: Environment | undefined;
  #lock: HeldLock | undefined;
  #bits = new LastBits(undefined, {}, false);
  /** The session that this process leads or helps in. */
  #session: string | undefined;
  #helps = false;
  #all: readonly PlannedRun[] = [];

  private constructor(settings: ExperimentSettings, { plugins, restart = false }: StoreOptions) {
    this.out = settings.out;
    this.#asked = settings;
    this.#plugins = plugins.map(pluginRecord);
    this.#restart = restart;
  }

  /**
   * Looks at the folder `settings.out`. One that holds an experiment with the same settings goes on;
   * it may grow.
   *
   * @throws {InputError} If it holds an experiment with other settings, or a damaged `config.json`.
   */
  static async open(settings: ExperimentSettings, options: StoreOptions): Promise<RunStore> {
    const store = new RunStore(settings, options);
    await store.#look();
    return store;
  }

  /** The settings of all runs in the folder and of those to come. */
  get settings(): ExperimentSettings {
    return this.#previous === undefined ? this.#asked : grown(this.#previous.settings, this.#asked);
  }

  /** The plugins of the folder and of this process. */
  get #allPlugins(): PluginRecord[] {
    return allPlugins(this.#previous?.plugins, this.#plugins);
  }

  async #look(): Promise<void> {
    this.#previous = undefined;
    this.#moved = [];
    this.#replace = false;
    const file = join(this.out, EXPERIMENT_CONFIG);
    if (!existsSync(file)) {
      await refuseForeign(this.out);
      return;
    }
    if (this.#restart) {
      await refuseStranger(this.out);
      this.#replace = true;
      return;
    }
    const previous = await readConfig(this.out);
    this.#moved = movedPaths(previous.settings, this.#asked, previous.environment);
    refuseDifferences(file, [
      ...hindrances(previous.settings, this.#asked, this.#moved),
      ...accumulatedOtherwise(this.out, previous),
      ...changedPlugins(previous.plugins, this.#plugins),
    ]);
    this.#previous = previous;
  }

  /** See {@linkcode announce}; undefined where this process is alone. */
  get session(): string | undefined {
    return this.#session;
  }

  /** Whether something is named by another path than before, so that hashes must be compared. */
  get isMoved(): boolean {
    return this.#moved.length > 0;
  }

  /** Threads that the folder's runs were begun with, where it has some and says so. */
  get threads(): number | undefined {
    const threads = Number(this.#previous?.environment["threads"]);
    return Number.isSafeInteger(threads) && threads > 0 ? threads : undefined;
  }

  /** What there is to tell of the last bits of the folder's runs, once {@linkcode begin} is done. */
  get aboutBits(): string | undefined {
    return this.#bits.about;
  }

  /** The settings that come too late for finished runs, such as metrics. */
  get tooLate(): string[] {
    return this.#previous === undefined ? [] : changedTooLate(this.#previous.settings, this.#asked);
  }

  /** Which runs {@linkcode begin} will remove, as a phrase; undefined where it will remove none. */
  async leftBehind(): Promise<string | undefined> {
    return this.#replace ? await describeRuns(this.out) : undefined;
  }

  /**
   * Keeps other processes from writing here until {@linkcode unlock}, if the folder is there, and
   * looks at it again: another process may have been at work before.
   *
   * @throws {InputError} If another process is at work here, or has made an experiment with other
   * settings.
   */
  async lock(): Promise<void> {
    if (this.#lock !== undefined || !existsSync(this.out)) return;
    this.#lock = await lockFolder(this.out);
    await this.#look();
  }

  /** Lets others write here again. */
  async unlock(): Promise<void> {
    await this.#lock?.[Symbol.asyncDispose]();
    this.#lock = undefined;
  }

  /**
   * Makes the folder ready for runs and writes `config.json`.
   *
   * @param removal How it waits for processes that still make runs which it is to remove.
   * @throws {InputError} If its runs were made with another backend, model, data or β, or it cannot
   * be written.
   */
  async begin(environment: Environment, removal: RemovalOptions = {}): Promise<void> {
    await makeFolderIn(this.out, "");
    await this.lock();
    if (this.#replace) await removeResults(this.out, removal);
    this.#replace = false;
    this.follow(environment);
    const plugins = this.#allPlugins;
    const config: ExperimentConfig = {
      settings: this.settings,
      environment: this.#environment!,
      ...(plugins.length === 0 ? {} : { plugins }),
    };
    // Before the folder of the runs: runs without a config.json are never touched.
    await this.write(EXPERIMENT_CONFIG, JSON.stringify(config, null, 2) + "\n");
    await makeFolderIn(this.out, "runs");
  }

  /**
   * Writes the settings that may be other than they were to the `config.json` of a folder in which
   * nothing is to be made: what its report compares with, say.
   *
   * @throws {InputError} If it cannot be written.
   */
  async renew(): Promise<void> {
    if (this.#previous === undefined) return;
    const { settings } = this.#previous;
    if (differences(RENEWABLE, settings, this.#asked).length === 0) return;
    const now = Object.fromEntries(RENEWABLE.map((name) => [name, this.#asked[name]]));
    const config: ExperimentConfig = { ...this.#previous, settings: { ...settings, ...now } };
    await this.write(EXPERIMENT_CONFIG, JSON.stringify(config, null, 2) + "\n");
    this.#previous = config;
  }

  /**
   * Checks that this process computes with what the folder's runs were made with.
   *
   * @throws {InputError} If it does not.
   */
  follow(environment: Environment): void {
    const previous = this.#previous?.environment ?? {};
    const decisive = Object.keys(previous).filter((name) =>
      Object.hasOwn(environment, name) && DECISIVE_PARTS.some((part) => part === name.split(" ")[0])
    );
    const found = differences(decisive, previous, environment);
    const then = this.#previous?.settings ?? {}, others = [...this.#moved, "casing"];
    const paths = differences(others, then, this.#asked);
    const file = join(this.out, EXPERIMENT_CONFIG);
    refuseDifferences(file, found.length === 0 ? [] : [...found, ...paths], this.#asked);
    const { allowOtherBits } = this.#asked;
    this.#bits = new LastBits(this.#previous?.environment, environment, allowOtherBits);
    this.#bits.refuse(previous, file);
    // The runs to come are compared with what the first ones were begun with.
    this.#environment = { ...previous, ...environment, ...roundingIn(previous) };
  }

  /** Lets the processes of a session take their share of the runs, once {@linkcode begin} is done. */
  async announce(session: string): Promise<void> {
    await this.#lock?.announce(session);
    this.#session = session;
  }

  /**
   * Opens the folder of the process that leads a session as one of the others.
   *
   * @returns Undefined until that process has announced the session.
   * @throws {InputError} If its settings are others.
   */
  static async join(
    settings: ExperimentSettings,
    session: string,
    options: StoreOptions,
  ): Promise<RunStore | undefined> {
    if (!await isAnnounced(settings.out, session)) return undefined;
    const store = await RunStore.open(settings, options);
    store.#session = session;
    store.#helps = true;
    return store;
  }

  /**
   * Takes a run for this process; undefined while another process makes it, or where the process
   * that led this one is gone: the folder may be another's by now.
   */
  async claim(run: PlannedRun): Promise<AsyncDisposable | undefined> {
    const session = this.#session;
    const lock = await tryLockFile(claimFile(this.out, run.name), session);
    if (lock === undefined || session === undefined || !this.#helps) return lock;
    // Looked at once the run is claimed: whoever takes the folder over claims all that is there.
    if (await isAnnounced(this.out, session)) return lock;
    await lock[Symbol.asyncDispose]();
    return undefined;
  }

  /** Tells of all runs of the experiment: those that others read decide these. */
  plan(all: readonly PlannedRun[]): void {
    this.#all = all;
  }

  /** The folder of a run. */
  folder(run: PlannedRun): RunFolder {
    return new RunFolder(this.out, run, () => this.#decisive(run), () => this.#bits);
  }

  #decisive(run: PlannedRun): Decisive {
    const environment = this.#environment ?? this.#previous?.environment ?? {};
    const circumstances = { settings: this.settings, environment, plugins: this.#allPlugins };
    return decisive(run, circumstances, neededAmong(this.#all));
  }

  /** Whether a run is finished. */
  isFinished(run: PlannedRun): boolean {
    return !this.#replace && this.folder(run).isFinished;
  }

  /** Removes what killed processes left of finished runs; damaged ones stay for who reads them. */
  async tidy(runs: readonly PlannedRun[]): Promise<void> {
    for (const run of runs) await this.folder(run).tidy(claimFile(this.out, run.name));
  }

  /** Writes a file of the experiment, wholly or not at all. */
  async write(name: string, content: string): Promise<void> {
    await replaceFile(join(this.out, name), content, { marked: true });
  }
}
