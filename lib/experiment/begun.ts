/** What an experiment's folder was begun with, beside what is asked for now. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { accumulatedOtherwise } from "./accumulation.ts";
import {
  DECISIVE_PARTS,
  type DecisivePart,
  type PathSetting,
  type PluginRecord,
} from "./decided_by.ts";
import type { Environment } from "./environment.ts";
import { refuseForeign, refuseStranger } from "./own_files.ts";
import {
  changedTooLate,
  differences,
  grown,
  hindrances,
  movedPaths,
  refuseDifferences,
  RENEWABLE,
} from "./plan/growth.ts";
import { plannedRuns } from "./plan/planned_runs.ts";
import { allPlugins, changedPlugins } from "./plugin_records.ts";
import { EXPERIMENT_CONFIG, type ExperimentConfig, readConfig } from "./results.ts";
import type { ExperimentSettings } from "./settings/table.ts";

const textOf = (config: ExperimentConfig) => JSON.stringify(config, null, 2) + "\n";

/** The `config.json` of a folder, and what it is to be. It writes nothing. */
export class BegunExperiment {
  readonly #asked: ExperimentSettings;
  readonly #plugins: readonly PluginRecord[];
  readonly #restart: boolean;
  /** What is there; undefined in a new folder, and in one that is to be made again. */
  previous: ExperimentConfig | undefined;
  /** Settings that name another path than before, where hashes say whether the same is there. */
  moved: readonly PathSetting[] = [];
  /** Whether runs are there that are to be made again. */
  isReplaced = false;

  /** @param restart Whether what is there is to be made again from the start. */
  constructor(asked: ExperimentSettings, plugins: readonly PluginRecord[], restart: boolean) {
    this.#asked = asked;
    this.#plugins = plugins;
    this.#restart = restart;
  }

  /**
   * Looks at the folder.
   *
   * @throws {InputError} If it holds an experiment with other settings, or a damaged `config.json`.
   */
  async look(): Promise<void> {
    this.previous = undefined;
    this.moved = [];
    this.isReplaced = false;
    const { out } = this.#asked;
    const file = join(out, EXPERIMENT_CONFIG);
    const isNew = !existsSync(file) && await refuseForeign(out).then(() => true, (error) => {
      // Who has just begun it wrote this before all else.
      if (existsSync(file)) return false;
      throw error;
    });
    if (isNew) return;
    if (this.#restart) {
      await refuseStranger(out);
      this.isReplaced = true;
      return;
    }
    const previous = await readConfig(out);
    this.moved = movedPaths(previous.settings, this.#asked, previous.environment);
    refuseDifferences(file, [
      ...hindrances(previous.settings, this.#asked, this.moved),
      ...accumulatedOtherwise(out, previous),
      ...changedPlugins(previous.plugins, this.#plugins),
    ]);
    this.previous = previous;
  }

  /** What it was begun in. */
  get environment(): Environment | undefined {
    return this.previous?.environment;
  }

  /** The settings of all runs in the folder and of those to come. */
  get settings(): ExperimentSettings {
    return this.previous === undefined ? this.#asked : grown(this.previous.settings, this.#asked);
  }

  /** The plugins of the folder and of this process. */
  get plugins(): PluginRecord[] {
    return allPlugins(this.previous?.plugins, this.#plugins);
  }

  /** Whether all runs that were asked for are the folder's. */
  get isWhole(): boolean {
    if (this.previous === undefined) return false;
    const [then, now] = [this.previous.settings, this.settings].map((one) => plannedRuns(one));
    return then!.length === now!.length;
  }

  /**
   * Refuses to go on with what the folder's runs were not made with.
   *
   * @param parts Those parts of the environment that count.
   * @throws {InputError} If one differs.
   */
  refuseOthers(now: Environment, parts: readonly DecisivePart[] = DECISIVE_PARTS): void {
    const then = this.environment ?? {};
    const counting = Object.keys(then).filter((name) =>
      Object.hasOwn(now, name) && parts.some((part) => part === name.split(" ")[0])
    );
    const found = differences(counting, then, now);
    if (found.length === 0) return;
    const named = [...this.moved, "casing"];
    const paths = differences(named, this.previous?.settings ?? {}, this.#asked);
    refuseDifferences(join(this.#asked.out, EXPERIMENT_CONFIG), [...found, ...paths], this.#asked);
  }

  /** The settings that come too late for finished runs. */
  get tooLate(): string[] {
    return this.previous === undefined ? [] : changedTooLate(this.previous.settings, this.#asked);
  }

  /** What `config.json` is to be, the runs being made in this environment. */
  config(environment: Environment): string {
    const { settings, plugins } = this;
    return textOf({ settings, environment, ...(plugins.length === 0 ? {} : { plugins }) });
  }

  /**
   * The same where nothing is to be made: with the settings that may be other than they were.
   *
   * @returns Undefined where none is.
   */
  renewed(): string | undefined {
    if (this.previous === undefined) return undefined;
    const { settings } = this.previous;
    if (differences(RENEWABLE, settings, this.#asked).length === 0) return undefined;
    const now = Object.fromEntries(RENEWABLE.map((name) => [name, this.#asked[name]]));
    this.previous = { ...this.previous, settings: { ...settings, ...now } };
    return textOf(this.previous);
  }
}
