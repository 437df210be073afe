/**
 * What decided a run: its settings, what they named, by hashes, and the run that it read. Runs are
 * comparable, and go on, only where all of it is the same.
 */
import { choiceName } from "../definition/mod.ts";
import type { Environment } from "./environment.ts";
import { hashOf } from "./hash.ts";
import type { PlannedRun } from "./planned_run.ts";
import type { Plugin } from "./plugins.ts";
import { CHUNK_SETTINGS } from "./settings/chunk_settings.ts";
import { RUN_COORDINATES } from "./settings/run_coordinates.ts";
import { RUN_SETTINGS, type RunSettings } from "./settings/run_settings.ts";
import type { Setting } from "./settings/setting.ts";
import type { ExperimentSettings } from "./settings/table.ts";

/** All that decided a run, as plain data. */
export type Decisive = Readonly<Record<string, unknown>>;

/** A plugin as `config.json` remembers it. */
export interface PluginRecord {
  /** Its path as it was given, for people. */
  file?: string;
  /** SHA-256 of its file, as hexadecimal digits. */
  sha256: string;
  /** What it defines: kinds and names, such as `method late`. */
  defines: string[];
}

/** What an experiment's runs have in common. */
export interface Circumstances {
  settings: ExperimentSettings;
  environment: Environment;
  plugins: readonly PluginRecord[];
}

const ENTRIES: Readonly<Record<string, Setting<unknown>>> = { ...RUN_SETTINGS, ...RUN_COORDINATES };

/** The settings that decide what an entry of the environment stands for. */
const BY_SETTINGS = {
  backend: [],
  model_sha256: ["model"],
  chunks_sha256: [...CHUNK_SETTINGS, "model"],
  scores_sha256: ["beta", "model"],
  // Of runs alone whose Γ reads another scale than the poles.
  axes_sha256: ["beta", "model", "gamma"],
} as const satisfies Readonly<Record<string, readonly (keyof RunSettings)[]>>;

/**
 * The settings that only say where something is, with the hash of what is there: that decides, so the
 * same under another path is the same.
 */
export const PATHS = {
  model: "model_sha256",
  data: "chunks_sha256",
  evalData: "chunks_sha256",
  beta: "scores_sha256",
} as const satisfies Readonly<Record<string, keyof typeof BY_SETTINGS>>;

/** The name of such a setting. */
export type PathSetting = keyof typeof PATHS;

/** Whether a setting is part of a run's hash. */
function isHashed(name: string): boolean {
  const entry = Object.hasOwn(ENTRIES, name) ? ENTRIES[name] : undefined;
  return entry?.onResume === "same" && !entry.unhashed;
}

function isPath(name: string): name is PathSetting {
  return Object.hasOwn(PATHS, name);
}

/** A part of the environment that decides runs. */
export type DecisivePart = keyof typeof BY_SETTINGS;

/** Those parts. */
export const DECISIVE_PARTS = Object.keys(BY_SETTINGS) as readonly DecisivePart[];

/**
 * Under what name the environment has a part for a run: its own name for the experiment's settings,
 * and for runs that differ in what decides it `model_sha256 model=…`.
 */
export function environmentName(
  part: DecisivePart,
  run: PlannedRun,
  settings: ExperimentSettings,
): string {
  const own = BY_SETTINGS[part].filter((name) => run.settings[name] !== settings[name])
    .map((name) => `${name}=${run.settings[name]}`);
  return [part, ...own].join(" ");
}

/** Equal for runs that share what a part stands for. */
export function settingsKey(part: DecisivePart, run: PlannedRun): string {
  return JSON.stringify(BY_SETTINGS[part].map((name) => run.settings[name]));
}

/** A plugin as it is remembered. */
export function pluginRecord({ file, sha256, definitions }: Plugin): PluginRecord {
  const defines = definitions.map(({ kind, name }) => `${kind} ${name}`);
  return { ...(file === undefined ? {} : { file }), sha256, defines };
}

/**
 * The plugins whose definitions a run names. That those of its architecture, metrics and the like
 * stay what they were is seen to for the folder as a whole.
 */
function usedPlugins({ settings }: PlannedRun, plugins: readonly PluginRecord[]): string[] {
  const names = Object.entries(ENTRIES).flatMap(([name, { chooses }]) => {
    const choice = settings[name as keyof RunSettings];
    return chooses === undefined ? [] : [`${chooses} ${choiceName(String(choice))}`];
  });
  return plugins.filter(({ defines }) => defines.some((defined) => names.includes(defined)))
    .map(({ sha256 }) => sha256).sort();
}

/** The run that one reads, where it reads one. */
export type NeededBy = (run: PlannedRun) => PlannedRun | undefined;

/** The runs that some of an experiment read, by the names that they say. */
export function neededAmong(all: readonly PlannedRun[]): NeededBy {
  const byName = new Map(all.map((run) => [run.name, run]));
  return ({ needs }) => needs === undefined ? undefined : byName.get(needs);
}

/**
 * All that decides a run. Settings that have the value which folders had before there were such
 * settings are left out, so that a new setting changes nothing of what is there.
 *
 * @param neededBy The run that one reads: this one, and that one itself, and so on.
 */
export function decisive(
  run: PlannedRun,
  circumstances: Circumstances,
  neededBy: NeededBy = () => undefined,
): Decisive {
  const needed = neededBy(run);
  // A damaged folder may say that runs read each other: none is looked at twice.
  const further = (other: PlannedRun) => {
    const found = neededBy(other);
    return found?.name === run.name ? undefined : found;
  };
  const { settings, environment } = circumstances;
  const partOf = (part: DecisivePart) => environment[environmentName(part, run, settings)];
  const own = Object.entries(run.settings).filter(([name, value]) => {
    if (isPath(name) && partOf(PATHS[name]) !== undefined) return false;
    return isHashed(name) && value !== ENTRIES[name]!.before;
  });
  const parts = DECISIVE_PARTS.map((part) => [part, partOf(part)] as const);
  const plugins = usedPlugins(run, circumstances.plugins);
  const { accumulation } = environment;
  return {
    run: run.name,
    ...Object.fromEntries([...own, ...parts]),
    ...(accumulation === undefined || run.settings.gradientAccumulationSteps === 1
      ? {}
      : { accumulation }),
    ...(plugins.length === 0 ? {} : { plugins }),
    ...(needed === undefined ? {} : {
      needs: needed.name,
      needs_sha256: decidedBy(decisive(needed, circumstances, further)),
    }),
  };
}

/** SHA-256 of what decided a run: the same for the same in whatever order it was written. */
export function decidedBy(decisive: Decisive): string {
  const entries = Object.entries(decisive).filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => a < b ? -1 : 1);
  return hashOf([JSON.stringify(entries)]);
}

/**
 * What another version wrote of a run, as this one would have: without settings that decide nothing,
 * and with the run's coordinates, which stood in its name alone.
 */
export function fromOlder(then: Decisive, now: Decisive): Decisive {
  const own = Object.entries(then).filter(([name, value]) =>
    !Object.hasOwn(ENTRIES, name) && Object.hasOwn(now, name) ||
    isHashed(name) && value !== ENTRIES[name]!.before &&
      !(isPath(name) && !Object.hasOwn(now, name))
  );
  const named = Object.keys(RUN_COORDINATES).map((name) => [name, now[name]]);
  return { ...Object.fromEntries([...named, ...own]) };
}
