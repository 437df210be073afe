/** How far the runs of a results' folder are, whoever makes them. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import {
  checkpointSteps,
  claimFile,
  type ExperimentConfig,
  plannedRuns,
  readConfig,
  stepsOf,
} from "../experiment/mod.ts";
import {
  holderOf,
  InputError,
  isHeld,
  parseJson,
  readUtf8,
  settingName,
  tellLine,
} from "../io/mod.ts";
import { lastLines } from "./last_lines.ts";
import { LAUNCHERS } from "./launchers.ts";
import type { JobState } from "./launcher.ts";
import { readJobs } from "./slurm_jobs.ts";
import { logOf } from "./slurm_scripts.ts";

/** How far a run is. */
export interface RunProgress extends Partial<Omit<JobState, "state">> {
  /** Its name; of one in a folder of several experiments, that experiment's before it. */
  name: string;
  /** `left`: it is to be made, and nobody does. */
  state: "finished" | "diverged" | "running" | "queued" | "failed" | "left";
  /** Optimiser steps made. */
  step?: number;
  /** Those of all of it. */
  steps?: number;
  /** Why it ended early. */
  diverged?: string;
  /** The last lines of the log of a job that failed. */
  log?: string[];
}

/** A run, with what is known of it before anybody looks how far it is. */
interface KnownRun {
  folder: string;
  steps?: number;
}

/** The experiments of a results' folder: its own, or those in folders of it. */
async function experimentsIn(out: string): Promise<[string, ExperimentConfig][]> {
  const below = existsSync(out)
    ? readdirSync(out, { withFileTypes: true }).filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
    : [];
  const found: [string, ExperimentConfig][] = [];
  for (const folder of ["", ...below.sort()]) {
    if (!existsSync(join(out, folder, "config.json"))) continue;
    // A model's folder has a file of that name, too.
    const config = await readConfig(join(out, folder)).catch((error) => {
      if (!(error instanceof InputError)) throw error;
      return undefined;
    });
    if (config !== undefined) found.push([folder, config]);
  }
  return found;
}

/** The runs that were planned or submitted, in that order. */
async function knownRuns(out: string): Promise<KnownRun[]> {
  const { arrays } = await readJobs(out);
  const known = new Map<string, KnownRun>();
  for (const [folder, { settings }] of await experimentsIn(out)) {
    for (const run of plannedRuns(settings)) {
      const path = join(folder, "runs", run.name);
      known.set(path, { folder: path, steps: stepsOf(run) });
    }
  }
  for (const { folder } of arrays.flatMap(({ runs }) => runs)) {
    if (!known.has(folder)) known.set(folder, { folder });
  }
  return [...known.values()];
}

/** The run's name, of a folder such as `main/runs/cosine-SD-seed0`. */
function nameOf(folder: string): string {
  return folder.split(/[/\\]/).filter((part) => part !== "runs").join("/");
}

/** The last step in a log. */
function stepIn(log: string): number | undefined {
  for (const line of lastLines(log, 2).reverse()) {
    try {
      const { step } = JSON.parse(line) as { step?: unknown };
      if (typeof step === "number") return step;
    } catch {
      // A line that is being written.
    }
  }
  return undefined;
}

/** What a finished run says of itself. */
async function endOf(done: string): Promise<Pick<RunProgress, "state" | "diverged">> {
  const mark = parseJson(await readUtf8(done, ""), done, "") as { diverged?: unknown } | null;
  return typeof mark?.diverged === "string"
    ? { state: "diverged", diverged: mark.diverged }
    : { state: "finished" };
}

/**
 * How far the runs of a results' folder are: of an experiment, a training or a study.
 *
 * @param tell Told in a line where a cluster that was asked to make some does not answer: then it is not
 * known what is queued.
 * @throws {InputError} If there are none.
 */
export async function runProgress(
  out: string,
  tell: (line: string) => void = tellLine,
): Promise<RunProgress[]> {
  const known = await knownRuns(out);
  if (known.length === 0) {
    throw new InputError("there are no runs here, and none were submitted", {
      file: out,
      mend: `Give the ${settingName("out")} folder of some`,
    });
  }
  const queued = new Map<string, JobState>();
  const isLeft = ({ folder }: KnownRun) => !existsSync(join(out, folder, "done.json"));
  for (const launcher of known.some(isLeft) ? LAUNCHERS : []) {
    try {
      for (const [folder, state] of await launcher.states(out)) queued.set(folder, state);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      tell(`What is queued is not known: ${error.problem}.`);
    }
  }
  const { arrays } = await readJobs(out);
  return await Promise.all(known.map(async ({ folder, steps }): Promise<RunProgress> => {
    const path = join(out, folder), name = nameOf(folder);
    const whole = { name, ...(steps === undefined ? {} : { steps }) };
    const step = stepIn(join(path, "metrics.jsonl"));
    const made = { ...whole, ...(step === undefined ? {} : { step }) };
    if (existsSync(join(path, "done.json"))) {
      return { ...made, ...await endOf(join(path, "done.json")) };
    }
    const job = queued.get(folder);
    if (job !== undefined) return { ...made, ...job };
    const claim = claimFile(join(path, "..", ".."), name.split("/").at(-1)!);
    // Where there are no locks, its file says who came last.
    if (existsSync(claim) && await isHeld(claim).catch(() => true)) {
      const { host, pid } = await holderOf(claim);
      const node = host ?? (pid === undefined ? undefined : `process ${pid}`);
      return { ...made, state: "running", ...(node === undefined ? {} : { node }) };
    }
    // What an interrupted run goes on from.
    const [saved = 0] = await checkpointSteps(path);
    const rest = { ...whole, ...(saved > 0 ? { step: saved } : {}) };
    const array = arrays.findLast(({ id, runs }) =>
      id !== null && runs.some((run) => run.folder === folder)
    );
    if (array === undefined) return { ...rest, state: "left" };
    const task = array.runs.find((run) => run.folder === folder)!.index - array.offset;
    const log = lastLines(logOf(out, array.id!, task));
    // A job that was cancelled before it began has none.
    const state = log.length === 0 ? "left" : "failed";
    return { ...rest, state, job: `${array.id}_${task}`, ...(log.length === 0 ? {} : { log }) };
  }));
}
