/** What of a folder this program made. Only that is removed, and only beside that it writes. */

import { type Dirent, existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { cannotWrite, disk, InputError, lockFile, readUtf8 } from "../io/mod.ts";
import { parseRecords } from "./metrics.ts";
import { OTHER_FOLDER } from "./plan/growth.ts";
import { EXPERIMENT_CONFIG, isDoneMark } from "./results.ts";
import { SETTING_ENTRIES, SETTING_NAMES } from "./settings/table.ts";

/** Files, or folders with files, that this program writes. */
interface Known {
  name: RegExp;
  /** Of a folder: what of it is known. Left out for a file, and for a folder that is all ours. */
  within?: readonly Known[];
  /** A folder of which all is ours. */
  whole?: true;
}

/** What a run's folder has. The mark comes first: a run without its log must not seem finished. */
const OF_A_RUN: readonly Known[] = [
  { name: /^done\.json(\.unfinished)?$/ },
  { name: /^metrics\.jsonl(\.unfinished)?$/ },
  { name: /^events\.out\.tfevents\.\d{10}\.sdtrainer$/ },
  { name: /^checkpoint-\d+(\.unfinished)?$/, whole: true },
  { name: /^model$/, whole: true },
];

const PLOTS = /^(loss|loss-differences|final-losses|rates|gamma|metric-.+|swept-.+)\.(svg|png)/;

/** What an experiment's folder has, besides `config.json`: that is written over, never missing. */
const OF_AN_EXPERIMENT: readonly Known[] = [
  {
    name: /^runs$/,
    within: [{ name: /-seed\d+$/, within: OF_A_RUN }],
  },
  { name: /^plots$/, within: [{ name: PLOTS }] },
  { name: /^summary\.csv(\.unfinished)?$/ },
  { name: /^report\.html(\.[\w-]+\.unfinished)?$/ },
];

async function entriesOf(folder: string): Promise<Dirent[]> {
  return await readdir(folder, { withFileTypes: true }).catch(() => []);
}

/** Removes what is known of a folder, in the order of what is known. */
async function removeKnown(folder: string, known: readonly Known[]): Promise<void> {
  const entries = await entriesOf(folder);
  for (const { name, within, whole } of known) {
    for (const entry of entries.filter((entry) => name.test(entry.name))) {
      const path = join(folder, entry.name);
      // A link, or a file in a folder's place, is nothing that this program makes.
      if (entry.isDirectory() !== (within !== undefined || whole === true)) continue;
      if (within === undefined) await disk.remove(path);
      else {
        await removeKnown(path, within);
        if ((await readdir(path)).length === 0) await disk.remove(path);
      }
    }
  }
}

/** The file by which the process that makes a run keeps others from it. */
export function claimFile(out: string, run: string): string {
  return join(out, "runs", `${run}.lock`);
}

/** How {@linkcode removeResults} waits for processes that still make runs. */
export interface RemovalOptions {
  /** Aborts the wait. */
  signal?: AbortSignal | undefined;
  /** Told of each such run. */
  onWait?: (run: string) => void;
}

/**
 * Removes the runs of an experiment's folder and what was made of them. What this program did not
 * write stays, and `config.json`, by which the folder is known. It claims each run before: a process
 * whose leader was killed may not have noticed yet.
 *
 * @throws {InputError} If the operating system refuses.
 */
export async function removeResults(
  out: string,
  { signal, onWait }: RemovalOptions = {},
): Promise<void> {
  const names = (await entriesOf(join(out, "runs")))
    .flatMap(({ name }) => /^(.*-seed\d+)(\.lock)?$/.exec(name)?.[1] ?? []);
  await using claims = new AsyncDisposableStack();
  for (const run of new Set(names)) {
    claims.use(
      await lockFile(claimFile(out, run), {
        ...(signal === undefined ? {} : { signal }),
        onWait: () => onWait?.(run),
      }),
    );
  }
  try {
    await removeKnown(out, OF_AN_EXPERIMENT);
  } catch (error) {
    throw cannotWrite(error, out);
  }
}

/** Removes what an interrupted run left in its folder, but nothing else that is there. */
export async function removeRun(folder: string): Promise<void> {
  await removeKnown(folder, OF_A_RUN);
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
    if (!/-seed\d+$/.test(name)) continue;
    const read = (file: string) => readUtf8(join(runs, name, file), "").catch(() => undefined);
    if (isDoneMark(asObject(await read("done.json")))) return true;
    const [first] = (await read("metrics.jsonl"))?.split("\n", 1) ?? [];
    if (first !== undefined && isRecord(first)) return true;
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
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new InputError(`nothing can be written in this folder (${code ?? message})`, {
      file: out,
      mend: OTHER_FOLDER,
      cause,
    });
  }
}
