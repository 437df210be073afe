/** Reading an experiment's folder: its settings and its finished runs. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { InputError, parseJson, readUtf8, settingName } from "../io/mod.ts";
import type { Environment } from "./environment.ts";
import { readMetrics } from "./metrics.ts";
import { plannedRuns } from "./plan/planned_runs.ts";
import { type PlannedRun, resultOf, type RunResult } from "./planned_run.ts";
import { checkSettings } from "./settings/check.ts";
import { type ExperimentSettings, SETTING_NAMES, SETTINGS_BEFORE } from "./settings/table.ts";

/** The content of `config.json`. */
export interface ExperimentConfig {
  settings: ExperimentSettings;
  /** Versions of what computes, and hashes of what it computed on. */
  environment: Environment;
}

/** What marks a run as finished: the content of its `done.json`. */
export interface DoneMark {
  /** How many records its metrics hold. */
  records: number;
  seconds: number;
  diverged: string | null;
  /** See `RunResult.bestStep`; older versions did not write it. */
  best_global_step?: number | null;
}

const OUT = settingName("out", "the setting out");
const OTHER_FOLDER = `Choose another folder with ${OUT}, or have its runs made again with ` +
  settingName("restart");

/**
 * What the experiment in a folder was made with.
 *
 * @throws {InputError} If the folder holds none, or its `config.json` is damaged.
 */
export async function readConfig(out: string): Promise<ExperimentConfig> {
  const file = join(out, "config.json");
  if (!existsSync(file)) {
    throw new InputError("there is no experiment here", {
      file,
      mend: `Give the ${settingName("out")} folder of one`,
    });
  }
  const config = asObject(parseJson(await readUtf8(file, OTHER_FOLDER), file, OTHER_FOLDER));
  const given = asObject(config?.["settings"]);
  const settings = given && { ...SETTINGS_BEFORE, ...given };
  const environment = asObject(config?.["environment"]);
  const lacks = SETTING_NAMES.some((name) =>
    (settings as Record<string, unknown> | undefined)?.[name] === undefined
  );
  const texts = Object.values(environment ?? {}).every((value) => typeof value === "string");
  if (settings === undefined || environment === undefined || lacks || !texts) {
    throw new InputError("this is not an experiment's config.json, or it is damaged", {
      file,
      mend: OTHER_FOLDER,
    });
  }
  return {
    settings: checkSettings(settings, { file }) as ExperimentSettings,
    environment: environment as Environment,
  };
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? { ...value } : undefined;
}

function isDoneMark(value: unknown): value is DoneMark {
  const { records, seconds, diverged, best_global_step: best = null } = asObject(value) ?? {};
  return Number.isSafeInteger(records) && Number.isFinite(seconds) && (seconds as number) >= 0 &&
    (diverged === null || typeof diverged === "string") &&
    (best === null || Number.isSafeInteger(best) && (best as number) >= 0);
}

/**
 * A finished run of a folder.
 *
 * @throws {InputError} If its files are damaged.
 */
export async function readRun(out: string, run: PlannedRun): Promise<RunResult> {
  const folder = join(out, "runs", run.name);
  const mend = `Delete the folder ${folder}, and the next call makes this run again`;
  const damaged = (file: string, problem: string, place?: string) =>
    new InputError(problem, {
      file: join(folder, file),
      ...(place === undefined ? {} : { place }),
      mend,
    });
  const done = join(folder, "done.json");
  const mark = parseJson(await readUtf8(done, mend), done, mend);
  if (!isDoneMark(mark)) throw damaged("done.json", "the file is damaged");
  const records = await readMetrics(join(folder, "metrics.jsonl"), mend);
  if (records.length !== mark.records) {
    throw damaged(
      "metrics.jsonl",
      `the file has ${records.length} records, but the run made ${mark.records}`,
    );
  }
  const { seconds, diverged, best_global_step: bestStep = null } = mark;
  return resultOf(run, { seconds, diverged, bestStep, records });
}

/**
 * The finished runs of a folder, in the order in which they are planned.
 *
 * @param only The names of those that are wanted. Without it all of them.
 * @throws {InputError} If the folder holds no experiment, or a finished run is damaged.
 */
export async function readRuns(out: string, only?: readonly string[]): Promise<RunResult[]> {
  const runs = plannedRuns((await readConfig(out)).settings)
    .filter(({ name }) => only === undefined || only.includes(name));
  const finished = runs.filter(({ name }) => existsSync(join(out, "runs", name, "done.json")));
  return await Promise.all(finished.map((run) => readRun(out, run)));
}
