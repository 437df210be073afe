/** An experiment's folder: what is in it, what is finished in it, and whether it may go on there. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  createFile,
  type HeldLock,
  isAnnounced,
  lockFolder,
  replaceFile,
  tryLockFile,
} from "../io/mod.ts";
import { BegunExperiment } from "./begun.ts";
import {
  type Decisive,
  decisive,
  DECISIVE_PARTS,
  neededAmong,
  pluginRecord,
} from "./decided_by.ts";
import type { Environment } from "./environment.ts";
import { LastBits, roundingIn } from "./last_bits.ts";
import { describeRuns } from "./left_behind.ts";
import { makeFolderIn } from "./own_files.ts";
import type { PlannedRun } from "./planned_run.ts";
import type { Plugin } from "./plugins.ts";
import { claimFile, type RemovalOptions, removeResults } from "./remove_own.ts";
import { EXPERIMENT_CONFIG } from "./results.ts";
import { RunFolder } from "./run_folder.ts";
import type { ExperimentSettings } from "./settings/table.ts";

/** How a folder is opened. */
export interface StoreOptions {
  /** The plugins that its runs are made with. */
  plugins: readonly Plugin[];
  /** Whether what is there is to be made again from the start. @default false */
  restart?: boolean;
  /**
   * Whether a process that leads keeps others out. Without it each run is its own: who makes it leaves
   * it to who took it over.
   * @default true
   */
  led?: boolean;
}

/**
 * The folder of an experiment: `config.json`, and for each run `runs/<name>/metrics.jsonl` and, once
 * it is finished, `runs/<name>/done.json`. Opening it writes nothing; {@linkcode begin} does.
 */
export class RunStore {
  readonly out: string;
  readonly #asked: ExperimentSettings;
  readonly #begun: BegunExperiment;
  readonly #led: boolean;
  readonly #claims = new Map<string, HeldLock>();
  #environment: Environment | undefined;
  #lock: HeldLock | undefined;
  #bits = new LastBits(undefined, {}, false);
  /** The session that this process leads or helps in. */
  #session: string | undefined;
  #helps = false;
  #all: readonly PlannedRun[] = [];

  private constructor(
    settings: ExperimentSettings,
    { plugins, restart = false, led = true }: StoreOptions,
  ) {
    this.out = settings.out;
    this.#asked = settings;
    this.#begun = new BegunExperiment(settings, plugins.map(pluginRecord), restart);
    this.#led = led;
  }

  /**
   * Looks at the folder `settings.out`. One that holds an experiment with the same settings goes on;
   * it may grow.
   *
   * @throws {InputError} If it holds an experiment with other settings, or a damaged `config.json`.
   */
  static async open(settings: ExperimentSettings, options: StoreOptions): Promise<RunStore> {
    const store = new RunStore(settings, options);
    await store.#begun.look();
    return store;
  }

  /** The settings of all runs in the folder and of those to come. */
  get settings(): ExperimentSettings {
    return this.#begun.settings;
  }

  /** See {@linkcode announce}; undefined where this process is alone. */
  get session(): string | undefined {
    return this.#session;
  }

  /** Whether something is named by another path than before, so that hashes must be compared. */
  get isMoved(): boolean {
    return this.#begun.moved.length > 0;
  }

  /** Whether the folder's `config.json` has all runs that were asked for. */
  get isWhole(): boolean {
    return this.#begun.isWhole;
  }

  /** Threads that the folder's runs were begun with, where it has some and says so. */
  get threads(): number | undefined {
    const threads = Number(this.#begun.environment?.["threads"]);
    return Number.isSafeInteger(threads) && threads > 0 ? threads : undefined;
  }

  /** What there is to tell of the last bits of the folder's runs, once {@linkcode begin} is done. */
  get aboutBits(): string | undefined {
    return this.#bits.about;
  }

  /** The settings that come too late for finished runs, such as metrics. */
  get tooLate(): string[] {
    return this.#begun.tooLate;
  }

  /** Which runs {@linkcode begin} will remove, as a phrase; undefined where it will remove none. */
  async leftBehind(): Promise<string | undefined> {
    return this.#begun.isReplaced ? await describeRuns(this.out) : undefined;
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
    await this.#begun.look();
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
    if (this.#begun.isReplaced) await removeResults(this.out, removal);
    this.#begun.isReplaced = false;
    this.follow(environment);
    // Before the folder of the runs: runs without a config.json are never touched.
    await this.write(EXPERIMENT_CONFIG, this.#begun.config(this.#environment!));
    await makeFolderIn(this.out, "runs");
  }

  /**
   * Makes the folder ready for runs where nobody leads: of several processes that come to a new folder
   * at once one begins it, and the others follow.
   *
   * @param environment Of all runs, unless the folder {@linkcode isWhole}.
   * @throws {InputError} As {@linkcode begin}.
   */
  async enter(environment: Environment): Promise<void> {
    await makeFolderIn(this.out, "");
    this.follow(environment);
    if (this.#begun.environment === undefined) {
      const config = this.#begun.config(this.#environment!);
      if (!await createFile(join(this.out, EXPERIMENT_CONFIG), config)) {
        await this.#begun.look();
        return await this.enter(environment);
      }
    } else await this.extend(environment);
    await makeFolderIn(this.out, "runs");
  }

  /** Adds runs that were asked for to a folder that has been begun; else it stays as it was begun. */
  async extend(environment: Environment): Promise<void> {
    if (this.#begun.previous === undefined || this.isWhole) return;
    const config = this.#begun.config({ ...environment, ...this.#begun.environment });
    await replaceFile(join(this.out, EXPERIMENT_CONFIG), config, { shared: true });
  }

  /**
   * Writes the settings that may be other than they were to the `config.json` of a folder in which
   * nothing is to be made: what its report compares with, say.
   *
   * @throws {InputError} If it cannot be written.
   */
  async renew(): Promise<void> {
    const config = this.#begun.renewed();
    if (config !== undefined) await this.write(EXPERIMENT_CONFIG, config);
  }

  /**
   * Checks that this process computes with what the folder's runs were made with.
   *
   * @throws {InputError} If it does not.
   */
  follow(environment: Environment): void {
    this.#begun.refuseOthers(environment);
    const previous = this.#begun.environment ?? {};
    const { allowOtherBits } = this.#asked;
    this.#bits = new LastBits(this.#begun.environment, environment, allowOtherBits);
    this.#bits.refuse(previous, join(this.out, EXPERIMENT_CONFIG));
    // The runs to come are compared with what the first ones were begun with.
    this.#environment = { ...previous, ...environment, ...roundingIn(previous) };
  }

  /**
   * The same of what runs read alone, whatever would compute them.
   *
   * @throws {InputError} If it is other than the folder's runs were made with.
   */
  refuseOtherInputs(environment: Environment): void {
    this.#begun.refuseOthers(environment, DECISIVE_PARTS.filter((part) => part !== "backend"));
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
    const lock = await tryLockFile(claimFile(this.out, run.name), session, !this.#led);
    if (lock !== undefined) this.#claims.set(run.name, lock);
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
    return new RunFolder(this.out, run, {
      decisive: () => this.#decisive(run),
      bits: () => this.#bits,
      claim: this.#claims.get(run.name),
    });
  }

  #decisive(run: PlannedRun): Decisive {
    const environment = this.#environment ?? this.#begun.environment ?? {};
    const { settings, plugins } = this.#begun;
    const circumstances = { settings, environment, plugins };
    return decisive(run, circumstances, neededAmong(this.#all));
  }

  /** Whether a run is finished. */
  isFinished(run: PlannedRun): boolean {
    return !this.#begun.isReplaced && this.folder(run).isFinished;
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
