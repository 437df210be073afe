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
import { isRunFinished, type JobState, type Tell } from "./launcher.ts";

/** How far a run is. */
export interface RunProgress extends Partial<Omit<JobState, "state" | "log">> {
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

/** The steps of all runs that are planned, by their folders. */
async function plannedSteps(out: string): Promise<Map<string, number>> {
  const planned = new Map<string, number>();
  for (const [folder, { settings }] of await experimentsIn(out)) {
    for (const run of plannedRuns(settings)) {
      planned.set(join(folder, "runs", run.name), stepsOf(run));
    }
  }
  return planned;
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
  tell: Tell = tellLine,
): Promise<RunProgress[]> {
  const planned = await plannedSteps(out), jobs = new Map<string, JobState>();
  for (const launcher of LAUNCHERS) {
    for (const [folder, state] of await launcher.states(out, tell)) jobs.set(folder, state);
  }
  const known = new Set([...planned.keys(), ...jobs.keys()]);
  if (known.size === 0) {
    throw new InputError("there are no runs here, and none were submitted", {
      file: out,
      mend: `Give the ${settingName("out")} folder of some`,
    });
  }
  return await Promise.all([...known].map(async (folder): Promise<RunProgress> => {
    const steps = planned.get(folder), { state, log: file, ...job } = jobs.get(folder) ?? {};
    const path = join(out, folder), name = nameOf(folder);
    const whole = { name, ...(steps === undefined ? {} : { steps }) };
    const step = stepIn(join(path, "metrics.jsonl"));
    const made = { ...whole, ...(step === undefined ? {} : { step }) };
    if (isRunFinished(out, folder)) {
      return { ...made, ...await endOf(join(path, "done.json")) };
    }
    if (state === "queued" || state === "running") return { ...made, ...job, state };
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
    // A job that was cancelled before it began has none.
    const log = file === undefined ? [] : lastLines(file);
    return log.length === 0
      ? { ...rest, ...job, state: "left" }
      : { ...rest, ...job, state: "failed", log };
  }));
}
