/** Removing what this program wrote, and nothing else. */

import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import {
  cannotWrite,
  disk,
  fileLines,
  LOCK,
  lockFile,
  type LockHolder,
  MODEL_CARD,
  MODEL_FILES,
  removeWritten,
  UNFINISHED_NAME,
} from "../io/mod.ts";
import { entriesOf, findRuns } from "./own_files.ts";
import { ONNX_FILES } from "./saved_model.ts";
import { filePart } from "./plan/planned_runs.ts";
import { SETTING_NAMES } from "./settings/table.ts";

/** Files, or folders with files, that this program writes. */
interface Known {
  name: RegExp;
  /** Of a folder: what of it is known. Left out for a file, and for the two below. */
  within?: readonly Known[];
  /** A folder that has a manifest of its files. */
  listed?: true;
  /** A folder of which all is ours: one that was never whole, so nothing lists its files. */
  whole?: true;
}

/** A file's name, and what it is called while it is written. */
function file(name: string): Known {
  return { name: new RegExp(`^(${name})(${UNFINISHED_NAME})?$`) };
}

/** What a run's folder has. The mark comes first: a run without its log must not seem finished. */
const OF_A_RUN: readonly Known[] = [
  file("done\\.json"),
  { name: /^metrics\.jsonl(\.unfinished)?$/ },
  { name: /^events\.out\.tfevents\.\d{10}\.sdtrainer$/ },
  { name: /^checkpoint-\d+$/, listed: true },
  { name: /^checkpoint-\d+\.unfinished$/, whole: true },
  { name: /^model$/, listed: true },
  {
    name: /^export$/,
    within: [
      ...[...MODEL_FILES, MODEL_CARD].map((name) => file(RegExp.escape(name))),
      {
        name: /^onnx$/,
        within: [...Object.values(ONNX_FILES).map((path) => basename(path)), LOCK]
          .map((name) => file(RegExp.escape(name))),
      },
      // Locks are of an export that was killed.
      file(RegExp.escape(LOCK)),
    ],
  },
];

/** The plots that have one name in every experiment. */
const PLOTS = ["loss", "loss-differences", "final-losses", "rates", "gamma"];

/** What an experiment's folder has, besides `config.json`: that is written over, never missing. */
function ofAnExperiment(runs: readonly string[], metrics: readonly string[]): readonly Known[] {
  const plots = [
    ...PLOTS,
    ...SETTING_NAMES.map((name) => `swept-${name}`),
    ...metrics.map((metric) => `metric-${filePart(metric)}`),
  ].map((name) => RegExp.escape(name));
  return [
    {
      name: /^runs$/,
      within: runs.map((run) => ({
        name: new RegExp(`^${RegExp.escape(run)}$`),
        within: OF_A_RUN,
      })),
    },
    { name: /^plots$/, within: [file(`(${plots.join("|")})\\.(svg|png)`)] },
    file("summary\\.csv"),
    file("report\\.html"),
    // Of a model's folder: what was saved of it.
    file("model\\.json"),
  ];
}

/** Removes what is known of a folder, in the order of what is known. */
async function removeKnown(folder: string, known: readonly Known[]): Promise<void> {
  const entries = await entriesOf(folder);
  for (const { name, within, listed, whole } of known) {
    for (const entry of entries.filter((entry) => name.test(entry.name))) {
      const path = join(folder, entry.name);
      // A link, or a file in a folder's place, is nothing that this program makes.
      const isFile = within === undefined && listed === undefined && whole === undefined;
      if (isFile ? !entry.isFile() : !entry.isDirectory()) continue;
      if (listed) await removeWritten(path);
      else if (within === undefined) await disk.remove(path);
      else {
        await removeKnown(path, within);
        if ((await readdir(path)).length === 0) await disk.remove(path);
      }
    }
  }
}

/** The metrics in the logs of runs: each may have a plot. */
async function metricsOfRuns(out: string, runs: readonly string[]): Promise<string[]> {
  const metrics = new Set<string>();
  for (const run of runs) {
    try {
      for await (const line of fileLines(join(out, "runs", run, "metrics.jsonl"), "")) {
        for (const [, metric] of line.matchAll(/"(eval_[^"\\]+)":/g)) metrics.add(metric!);
      }
    } catch {
      // What cannot be read has no metrics that a plot could be of.
    }
  }
  return [...metrics];
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
  onWait?: (run: string, holder: LockHolder) => void;
}

/**
 * Removes the runs of an experiment's folder and what was made of them. What this program did not
 * write stays, and `config.json`, by which the folder is known. It claims each run before: a process
 * whose leader was killed may not have noticed yet.
 *
 * @throws {InputError} If the operating system refuses, or a link stands in a run's place.
 */
export async function removeResults(
  out: string,
  { signal, onWait }: RemovalOptions = {},
): Promise<void> {
  const { ours, claimed } = await findRuns(out);
  const there = new Set((await entriesOf(join(out, "runs"))).map(({ name }) => name));
  await using claims = new AsyncDisposableStack();
  for (const run of claimed.filter((run) => there.has(run) || there.has(`${run}.lock`))) {
    claims.use(
      await lockFile(claimFile(out, run), {
        ...(signal === undefined ? {} : { signal }),
        onWait: (holder) => onWait?.(run, holder),
      }),
    );
  }
  try {
    await removeKnown(out, ofAnExperiment(ours, await metricsOfRuns(out, ours)));
  } catch (error) {
    throw cannotWrite(error, out);
  }
}

/** Removes what an interrupted run left in its folder, but nothing else that is there. */
export async function removeRun(folder: string): Promise<void> {
  await removeKnown(folder, OF_A_RUN);
}
