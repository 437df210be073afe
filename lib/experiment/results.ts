/** Reading an experiment's folder: its settings and its finished runs. */

import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { Meanwhile } from "../data/mod.ts";
import { InputError, parseJson, readUtf8, settingName } from "../io/mod.ts";
import { decidedBy, type Decisive, decisive, type PluginRecord } from "./decided_by.ts";
import type { Environment } from "./environment.ts";
import { readMetrics } from "./metrics.ts";
import { plannedRuns } from "./plan/planned_runs.ts";
import { type PlannedRun, resultOf, type RunResult } from "./planned_run.ts";
import { areSpans, type Span } from "./spans.ts";
import { checkSettings } from "./settings/check.ts";
import { type ExperimentSettings, SETTING_NAMES, SETTINGS_BEFORE } from "./settings/table.ts";

/** The content of `config.json`. */
export interface ExperimentConfig {
  /** Every setting of the experiment. */
  settings: ExperimentSettings;
  /** Versions of what computes, and hashes of what it computed on. */
  environment: Environment;
  /** The plugins that its runs were made with; left out where there were none. */
  plugins?: PluginRecord[];
}

/** What marks a run as finished: the content of its `done.json`. */
export interface DoneMark {
  /** How many records its metrics hold. */
  records: number;
  seconds: number;
  diverged: string | null;
  /** See `RunResult.bestStep`; older versions did not write it. */
  best_global_step?: number | null;
  /** SHA-256 of what decided the run; older versions did not write it. */
  decided_by?: string;
  /** See `RunResult.otherBits`. */
  other_bits?: string;
  /** The run that it read, if it read one. */
  needs?: string;
  /** When it was made; older versions did not write it. */
  spans?: readonly Span[];
  /** SHA-256 of its metrics, as hexadecimal digits; older versions did not write it. */
  metrics_sha256?: string;
  /** See `RunResult.weightsSha256`; older versions did not write it. */
  weights_sha256?: string;
}

/** What says of an experiment's folder what its runs are. */
export const EXPERIMENT_CONFIG = "config.json";

const OUT = settingName("out", "the setting out");
const OTHER_FOLDER = `Choose another folder with ${OUT}, or have its runs made again with ` +
  settingName("restart");

/**
 * What the experiment in a folder was made with.
 *
 * @throws {InputError} If the folder holds none, or its `config.json` is damaged.
 */
export async function readConfig(out: string): Promise<ExperimentConfig> {
  const file = join(out, EXPERIMENT_CONFIG);
  if (!existsSync(file)) {
    throw new InputError("there is no experiment here", {
      file,
      mend: `Give the ${settingName("out")} folder of one`,
    });
  }
  return parseExperimentConfig(
    parseJson(await readUtf8(file, OTHER_FOLDER), file, OTHER_FOLDER),
    file,
  );
}

/**
 * What an experiment was made with, out of JSON.
 *
 * @param file Where that is from.
 * @throws {InputError} If it is none.
 */
export function parseExperimentConfig(value: unknown, file: string): ExperimentConfig {
  const config = asObject(value);
  const given = asObject(config?.["settings"]);
  const settings = given && { ...SETTINGS_BEFORE, ...given };
  const environment = asObject(config?.["environment"]);
  const plugins = config?.["plugins"] ?? [];
  const lacks = SETTING_NAMES.some((name) =>
    (settings as Record<string, unknown> | undefined)?.[name] === undefined
  );
  const texts = Object.values(environment ?? {}).every((value) => typeof value === "string");
  if (
    settings === undefined || environment === undefined || lacks || !texts ||
    !arePlugins(plugins)
  ) {
    throw new InputError("this is not an experiment's config.json, or it is damaged", {
      file,
      mend: OTHER_FOLDER,
    });
  }
  return {
    settings: checkSettings(settings, { file }) as ExperimentSettings,
    environment: environment as Environment,
    ...(plugins.length === 0 ? {} : { plugins }),
  };
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? { ...value } : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function arePlugins(value: unknown): value is PluginRecord[] {
  return Array.isArray(value) && value.every((item) => {
    const { file, sha256, defines } = asObject(item) ?? {};
    return (file === undefined || isText(file)) && isText(sha256) &&
      Array.isArray(defines) && defines.every(isText);
  });
}

/** Whether a value is what a `done.json` holds. */
export function isDoneMark(value: unknown): value is DoneMark {
  const { records, seconds, diverged, best_global_step: best = null, spans = [], ...texts } =
    asObject(value) ?? {};
  const { decided_by, needs, other_bits, metrics_sha256, weights_sha256 } = texts;
  return Number.isSafeInteger(records) && Number.isFinite(seconds) && (seconds as number) >= 0 &&
    (diverged === null || isText(diverged)) && areSpans(spans) &&
    (best === null || Number.isSafeInteger(best) && (best as number) >= 0) &&
    [decided_by, needs, other_bits, metrics_sha256, weights_sha256].every((text) =>
      text === undefined || isText(text)
    );
}

/**
 * What a finished run came to.
 *
 * @param folder The run's.
 * @param decisiveNow What should have decided it.
 * @throws {InputError} If its files are damaged, or it was decided by something else.
 */
export async function readRun(
  folder: string,
  run: PlannedRun,
  decisiveNow: () => Decisive,
  meanwhile?: Meanwhile,
): Promise<RunResult> {
  const mend = `Delete the folder ${folder}, and the next call makes this run again`;
  const damaged = (file: string, problem: string) =>
    new InputError(problem, { file: join(folder, file), mend });
  const done = join(folder, "done.json");
  const mark = parseJson(await readUtf8(done, mend), done, mend);
  if (!isDoneMark(mark)) throw damaged("done.json", "the file is damaged");
  if (mark.decided_by !== undefined && mark.decided_by !== decidedBy(decisiveNow())) {
    throw damaged("done.json", "this run was made otherwise than config.json says");
  }
  const hash = createHash("sha256");
  const records = await readMetrics(join(folder, "metrics.jsonl"), mend, meanwhile, hash);
  if (records.length !== mark.records) {
    throw damaged(
      "metrics.jsonl",
      `the file has ${records.length} records, but the run made ${mark.records}`,
    );
  }
  if (mark.metrics_sha256 !== undefined && mark.metrics_sha256 !== hash.digest("hex")) {
    throw damaged(
      "metrics.jsonl",
      "this is not the log that the run wrote (its SHA-256 is not the one in done.json)",
    );
  }
  const { seconds, diverged, best_global_step: bestStep = null, other_bits: otherBits } = mark;
  const { weights_sha256: weightsSha256 } = mark;
  const more = {
    ...(otherBits === undefined ? {} : { otherBits }),
    ...(weightsSha256 === undefined ? {} : { weightsSha256 }),
  };
  return resultOf(run, { seconds, diverged, bestStep, ...more, records });
}

/** The run that a finished one says it read. What is damaged says nothing here: see {@linkcode readRun}. */
async function neededName(folder: string): Promise<string | undefined> {
  const done = join(folder, "done.json");
  if (!existsSync(done)) return undefined;
  const mark = await readUtf8(done, "").then((text) => parseJson(text, done, ""))
    .catch(() => undefined);
  return isDoneMark(mark) ? mark.needs : undefined;
}

/** So many runs are read at once: systems allow a process some hundreds of open files. */
const AT_ONCE = 32;

/** Does something with each item, some at once; what comes of it, in the items' order. */
async function eachOf<T, R>(
  items: readonly T[],
  make: (item: T) => Promise<R>,
  meanwhile: Meanwhile,
): Promise<R[]> {
  const made: R[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    for (const one of await Promise.all(items.slice(start, start + AT_ONCE).map(make))) {
      made.push(one);
    }
    if (meanwhile.isDue) await meanwhile.pause();
  }
  return made;
}

/** Bytes of a run's log; 0 where it cannot be looked at, which reading it will say. */
function logBytes(folder: string): number {
  try {
    return statSync(join(folder, "metrics.jsonl")).size;
  } catch {
    return 0;
  }
}

/**
 * The finished runs of a folder, in the order in which they are planned.
 *
 * @param only The names of those that are wanted. Without it all of them.
 * @param meanwhile What goes on meanwhile, where there are many of them, or long ones.
 * @throws {InputError} If the folder holds no experiment, or a finished run is damaged or was made
 * otherwise than the folder says.
 */
export async function readRuns(
  out: string,
  only?: readonly string[],
  meanwhile: Meanwhile = new Meanwhile(),
): Promise<RunResult[]> {
  const { settings, environment, plugins = [] } = await readConfig(out);
  const runs = plannedRuns(settings);
  const folderOf = ({ name }: PlannedRun) => join(out, "runs", name);
  const read = await eachOf(runs, async (run) => {
    const needs = await neededName(folderOf(run));
    return needs === undefined ? run : { ...run, needs };
  }, meanwhile);
  const byName = new Map(read.map((run) => [run.name, run]));
  // By what the folder says, as the methods of plugins need not be here.
  const neededBy = ({ name }: PlannedRun) => byName.get(byName.get(name)?.needs ?? "");
  const names = only && new Set(only);
  const finished = runs.filter((run) =>
    (names === undefined || names.has(run.name)) && existsSync(join(folderOf(run), "done.json"))
  );
  meanwhile.begin(
    `Reading the runs in ${out}`,
    finished.reduce((sum, run) => sum + logBytes(folderOf(run)), 0),
  );
  return await eachOf(finished, (run) =>
    readRun(
      folderOf(run),
      run,
      () => decisive(run, { settings, environment, plugins }, neededBy),
      meanwhile,
    ), meanwhile);
}
