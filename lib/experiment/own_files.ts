/** What of a folder this program made. Only that is removed, and only beside that it writes. */

import { type Dirent, existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { disk, fileLines, InputError, inTheWay, isWritten, readUtf8 } from "../io/mod.ts";
import { parseRecords } from "./metrics.ts";
import { OTHER_FOLDER } from "./plan/growth.ts";
import { plannedRuns } from "./plan/planned_runs.ts";
import { EXPERIMENT_CONFIG, isDoneMark, readConfig } from "./results.ts";
import { SETTING_ENTRIES, SETTING_NAMES } from "./settings/table.ts";

/** How every run's name ends. */
const RUN_NAME = /-seed\d+$/;

/** The entries of a folder; none where there is no such. */
export async function entriesOf(folder: string): Promise<Dirent[]> {
  return await readdir(folder, { withFileTypes: true }).catch(() => []);
}

/**
 * Refuses what is there but is no folder, such as a file, a pipe or a device.
 *
 * @throws {InputError} If it is one.
 */
async function refuseFile(out: string): Promise<void> {
  const found = await stat(out).catch(() => undefined);
  if (found === undefined || found.isDirectory()) return;
  throw new InputError("this is not a folder", { file: out, mend: OTHER_FOLDER });
}

/** That an experiment's folder is not where it was when its runs were begun. */
export function takenAway(out: string, cause?: unknown): InputError {
  return new InputError("the folder was removed or renamed while its runs were made", {
    file: out,
    mend: "Put it back, and the same command goes on",
    cause,
  });
}

/**
 * Refuses a folder without an experiment in which something would be written over.
 *
 * @throws {InputError} If there is such a thing.
 */
export async function refuseForeign(out: string): Promise<void> {
  await refuseFile(out);
  const file = out, mend = OTHER_FOLDER;
  if (existsSync(join(out, "runs"))) {
    const problem = "this folder has runs but no config.json, so they are not touched";
    throw new InputError(problem, { file, mend });
  }
  const written = ["plots", "summary.csv", "report.html"];
  const isForeignLock = existsSync(join(out, ".lock")) && !await isLock(join(out, ".lock"));
  const found = written.find((name) => existsSync(join(out, name))) ??
    (isForeignLock ? ".lock" : undefined);
  if (found === undefined) return;
  throw new InputError(
    `this folder has a ${found} but no config.json, so it is no experiment's and nothing is ` +
      "written here",
    { file, mend },
  );
}

/**
 * Refuses to remove anything from a folder that this program did not make.
 *
 * @throws {InputError} If it is one.
 */
export async function refuseStranger(out: string): Promise<void> {
  if (await isExperiment(out)) return;
  throw new InputError("this is not the config.json of an experiment, so nothing here is removed", {
    file: join(out, EXPERIMENT_CONFIG),
    mend: OTHER_FOLDER,
  });
}

/** Whether a file is one that keeps processes apart: empty, or what its holder is. */
async function isLock(file: string): Promise<boolean> {
  const text = await readUtf8(file, "").catch(() => undefined);
  return text === "" || typeof asObject(text)?.["pid"] === "number";
}

/**
 * Whether a folder is one that this program made: by the form of its `config.json`, or where that is
 * damaged by a run.
 */
async function isExperiment(out: string): Promise<boolean> {
  const config = asObject(await readUtf8(join(out, EXPERIMENT_CONFIG), "").catch(() => undefined));
  const { settings, environment } = config ?? {};
  const isOurs = typeof environment === "object" && environment !== null &&
    typeof settings === "object" && settings !== null &&
    SETTING_NAMES.every((name) =>
      Object.hasOwn(settings, name) || SETTING_ENTRIES[name].before !== undefined
    );
  return isOurs || await hasRun(join(out, "runs"));
}

async function hasRun(runs: string): Promise<boolean> {
  for (const { name } of await entriesOf(runs)) {
    if (RUN_NAME.test(name) && await isRun(join(runs, name))) return true;
  }
  return false;
}

/** Whether what is in a folder says that this program made it: its mark, or its log. */
async function isRun(folder: string): Promise<boolean> {
  const done = await readUtf8(join(folder, "done.json"), "").catch(() => undefined);
  if (isDoneMark(asObject(done))) return true;
  try {
    for await (const line of fileLines(join(folder, "metrics.jsonl"), "")) return isRecord(line);
  } catch {
    // No log, or none of ours.
  }
  return false;
}

/** The names of an experiment's runs as `config.json` plans them; none where it is damaged. */
async function plannedNames(out: string): Promise<string[]> {
  const config = await readConfig(out).catch(() => undefined);
  return config === undefined ? [] : plannedRuns(config.settings).map(({ name }) => name);
}

/** What lies among an experiment's runs. */
export interface FoundRuns {
  /** The folders of its runs: planned by its `config.json`, or with what only a run has, or empty. */
  ours: string[];
  /** Folders that are called like runs, but of which nothing says that this program made them. */
  others: string[];
  /** Every run that another process may be making: those planned, and those found. */
  claimed: string[];
}

/**
 * Looks which folders in `runs` are an experiment's.
 *
 * @throws {InputError} If a link stands in the place of one: what is behind it may be anybody's.
 */
export async function findRuns(out: string): Promise<FoundRuns> {
  const planned = await plannedNames(out), runs = join(out, "runs");
  const entries = (await entriesOf(runs)).filter(({ name }) =>
    RUN_NAME.test(name) || planned.includes(name)
  );
  const ours: string[] = [], others: string[] = [];
  for (const entry of entries.toSorted((a, b) => a.name < b.name ? -1 : 1)) {
    const { name } = entry, folder = join(runs, name);
    if (entry.isSymbolicLink()) {
      throw new InputError("this is a link, so nothing here is removed", {
        file: folder,
        mend: "Remove the link, and the same command goes on",
      });
    }
    if (!entry.isDirectory()) continue;
    const isOurs = planned.includes(name) || await isRun(folder) || await hasCheckpoint(folder) ||
      (await entriesOf(folder)).length === 0;
    (isOurs ? ours : others).push(name);
  }
  return { ours, others, claimed: [...new Set([...planned, ...ours])] };
}

async function hasCheckpoint(folder: string): Promise<boolean> {
  for (const { name } of await entriesOf(folder)) {
    if (/^checkpoint-\d+$/.test(name) && await isWritten(join(folder, name))) return true;
  }
  return false;
}

function isRecord(line: string): boolean {
  try {
    return parseRecords([line], "", "").length === 1;
  } catch {
    return false;
  }
}

function asObject(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Makes a folder in an experiment's folder.
 *
 * @param name Its path there; empty for the experiment's folder itself.
 * @throws {InputError} If it cannot be made.
 */
export async function makeFolderIn(out: string, name: string): Promise<void> {
  try {
    await disk.makeFolder(join(out, name));
  } catch (cause) {
    const other = await inTheWay(join(out, name), cause);
    if (other !== undefined) throw other;
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new InputError(`nothing can be written in this folder (${code ?? message})`, {
      file: out,
      mend: OTHER_FOLDER,
      cause,
    });
  }
}
