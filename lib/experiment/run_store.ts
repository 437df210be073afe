/** An experiment's folder: what is in it, what is finished in it, and whether it may go on there. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import {
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
import {
  type Decisive,
  decisive,
  DECISIVE_PARTS,
  neededAmong,
  type PluginRecord,
  pluginRecord,
} from "./decided_by.ts";
import type { Environment } from "./environment.ts";
import { describeRuns } from "./left_behind.ts";
import { differences, grown, hindrances } from "./plan/growth.ts";
import type { PlannedRun } from "./planned_run.ts";
import type { Plugin } from "./plugins.ts";
import { type ExperimentConfig, readConfig } from "./results.ts";
import { RunFolder } from "./run_folder.ts";
import { type ExperimentSettings, SETTING_ENTRIES, SETTING_NAMES } from "./settings/table.ts";

const OTHER_FOLDER = `Choose another folder with ${settingName("out", "the setting out")}`;

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
  #replace = false;
  #environment: Environment | undefined;
  #lock: HeldLock | undefined;
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

  async #look(): Promise<void> {
    this.#previous = undefined;
    this.#replace = false;
    const file = join(this.out, "config.json");
    if (!existsSync(file)) {
      if (!existsSync(join(this.out, "runs"))) return;
      throw new InputError("this folder has runs but no config.json, so they are not touched", {
        file: this.out,
        mend: OTHER_FOLDER,
      });
    }
    if (this.#restart) {
      this.#replace = true;
      return;
    }
    const previous = await readConfig(this.out);
    refuseDifferences(file, [
      ...hindrances(previous.settings, this.#asked),
      ...this.#changedPlugins(previous),
    ]);
    this.#previous = previous;
  }

  /** Plugins that define what others of the folder defined, but for sinks, which decide nothing. */
  #changedPlugins({ plugins = [] }: ExperimentConfig): string[] {
    return plugins.flatMap(({ file, sha256, defines }) => {
      const now = this.#plugins.find((plugin) => plugin.defines.some(isIn(defines)));
      if (now === undefined || now.sha256 === sha256) return [];
      const name = now.file ?? file ?? defines.join(", ");
      return [`plugin ${name} was ${sha256.slice(0, 12)}…, is ${now.sha256.slice(0, 12)}…`];
    });
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
    const plugins = this.#allPlugins();
    const config: ExperimentConfig = {
      settings: this.settings,
      environment: this.#environment!,
      ...(plugins.length === 0 ? {} : { plugins }),
    };
    // Before the folder of the runs: runs without a config.json are never touched.
    await replaceFile(file, JSON.stringify(config, null, 2) + "\n");
    await this.#makeFolder("runs");
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
    const free = SETTING_NAMES.filter((name) =>
      SETTING_ENTRIES[name].onResume === "free" && SETTING_ENTRIES[name].scope !== "place"
    );
    if (differences(free, settings, this.#asked).length === 0) return;
    const now = Object.fromEntries(free.map((name) => [name, this.#asked[name]]));
    const config: ExperimentConfig = { ...this.#previous, settings: { ...settings, ...now } };
    await this.write("config.json", JSON.stringify(config, null, 2) + "\n");
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
    refuseDifferences(
      join(this.out, "config.json"),
      differences(decisive, previous, environment),
    );
    this.#environment = { ...previous, ...environment };
  }

  /** Those of the folder that this process has not, too: runs were made with them. */
  #allPlugins(): PluginRecord[] {
    const others = (this.#previous?.plugins ?? []).filter(({ sha256, defines }) =>
      !this.#plugins.some((plugin) =>
        plugin.sha256 === sha256 || plugin.defines.some(isIn(defines))
      )
    );
    return [...others, ...this.#plugins];
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
  static async join(
    settings: ExperimentSettings,
    session: string,
    options: StoreOptions,
  ): Promise<RunStore | undefined> {
    return await isAnnounced(settings.out, session)
      ? await RunStore.open(settings, options)
      : undefined;
  }

  /** Takes a run for this process; undefined while another process makes it. */
  async claim(run: PlannedRun): Promise<AsyncDisposable | undefined> {
    return await tryLockFile(join(this.out, "runs", `${run.name}.lock`));
  }

  /** Tells the store of all runs of the experiment: those that others read decide these. */
  plan(all: readonly PlannedRun[]): void {
    this.#all = all;
  }

  /** The folder of a run. */
  folder(run: PlannedRun): RunFolder {
    return new RunFolder(this.out, run, () => this.#decisive(run));
  }

  #decisive(run: PlannedRun): Decisive {
    const environment = this.#environment ?? this.#previous?.environment ?? {};
    const circumstances = { settings: this.settings, environment, plugins: this.#allPlugins() };
    return decisive(run, circumstances, neededAmong(this.#all));
  }

  /** Whether a run is finished. */
  isFinished(run: PlannedRun): boolean {
    return !this.#replace && this.folder(run).isFinished;
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

  /** Writes a file of the experiment, wholly or not at all. */
  async write(name: string, content: string): Promise<void> {
    await replaceFile(join(this.out, name), content);
  }
}

/** Whether a definition is among some, and may decide runs. */
function isIn(defines: readonly string[]): (defined: string) => boolean {
  return (defined) => !defined.startsWith("sink ") && defines.includes(defined);
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
