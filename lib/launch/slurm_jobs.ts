/** The jobs of a results' folder: what was submitted, and what Slurm says of it. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { placeOf } from "../experiment/mod.ts";
import { InputError, readJson, replaceFile } from "../io/mod.ts";
import type { JobState, LaunchedRun } from "./launcher.ts";
import { printed } from "./programs.ts";
import { logOf, slurmFolder } from "./slurm_scripts.ts";

/** An array that was submitted. */
export interface SubmittedArray {
  /** What it is known by before Slurm has given it an id: its comment. */
  token: string;
  /** Its id; null where the submission was cut off before that was known. */
  id: string | null;
  /** The place of its task 0. */
  offset: number;
  /** Its runs. */
  runs: readonly LaunchedRun[];
}

/** The content of `jobs.json`: the arrays, the latest last. */
export interface SubmittedJobs {
  launcher: "slurm";
  arrays: SubmittedArray[];
}

/** The name that all jobs of a results' folder have. */
export function jobName(out: string): string {
  const digits = createHash("sha256").update(placeOf(out)).digest("hex").slice(0, 8);
  return `sdtrainer-${digits}`;
}

function fileOf(out: string): string {
  return join(slurmFolder(out), "jobs.json");
}

const MEND = "Remove it; jobs that are still queued are then found by their name alone";

/**
 * What was submitted for a results' folder.
 *
 * @throws {InputError} If the file is damaged.
 */
export async function readJobs(out: string): Promise<SubmittedJobs> {
  const file = fileOf(out);
  if (!existsSync(file)) return { launcher: "slurm", arrays: [] };
  const jobs = await readJson(file, MEND) as Partial<SubmittedJobs> | null;
  const isArray = (array: Partial<SubmittedArray> | null) =>
    typeof array?.token === "string" && (array.id === null || typeof array.id === "string") &&
    Number.isSafeInteger(array.offset) && Array.isArray(array.runs) &&
    array.runs.every((run) => Number.isSafeInteger(run?.index) && typeof run?.folder === "string");
  if (jobs?.launcher === "slurm" && Array.isArray(jobs.arrays) && jobs.arrays.every(isArray)) {
    return jobs as SubmittedJobs;
  }
  throw new InputError("this does not say which jobs were submitted, or is damaged", {
    file,
    mend: MEND,
  });
}

/** Writes that, wholly or not at all. */
export async function writeJobs(out: string, jobs: SubmittedJobs): Promise<void> {
  await replaceFile(fileOf(out), JSON.stringify(jobs, null, 1) + "\n");
}

/** A line of squeue: a job, or a task of an array. */
export interface QueuedJob extends JobState {
  job: string;
  name: string;
  /** Its place in its array. */
  task?: number;
  comment: string;
}

const FIELDS = "%i|%T|%N|%L|%j|%k|%r";

/** What squeue prints for {@linkcode FIELDS}. */
export function parseQueue(text: string): QueuedJob[] {
  return text.split("\n").filter((line) => line.includes("|")).map((line) => {
    const [id, state, node, timeLeft, name, comment, reason] = line.split("|").map((field) =>
      field.trim()
    ) as [string, string, string, string, string, string, string];
    const task = /_(\d+)$/.exec(id)?.[1];
    const waits = ["PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_HOLD", "SPECIAL_EXIT"];
    const isQueued = waits.includes(state);
    return {
      job: id,
      name,
      comment,
      state: isQueued ? "queued" : "running",
      ...(task === undefined ? {} : { task: Number(task) }),
      ...(node === "" ? {} : { node }),
      ...(isQueued ? {} : { timeLeft }),
      ...(isQueued && reason !== "None" ? { reason } : {}),
    };
  });
}

/** The jobs of some names that Slurm has queued or runs. */
export async function queuedJobs(names: readonly string[]): Promise<QueuedJob[]> {
  const args = ["--noheader", "--array", `--name=${names.join(",")}`, `--format=${FIELDS}`];
  return parseQueue(await printed("squeue", args));
}

/** The runs that were submitted, by their folders: what is known of their last jobs without asking. */
export function submittedRuns(out: string, { arrays }: SubmittedJobs): Map<string, JobState> {
  const submitted = new Map<string, JobState>();
  for (const { id, offset, runs } of arrays) {
    for (const { folder, index } of runs) {
      const task = index - offset;
      // Of an array without an id it is not known whether it was taken.
      if (id === null) submitted.set(folder, submitted.get(folder) ?? { state: "over" });
      else {submitted.set(folder, {
          state: "over",
          job: `${id}_${task}`,
          log: logOf(out, id, task),
        });}
    }
  }
  return submitted;
}

/**
 * The runs that are queued or made, by their folders.
 *
 * @param queue The folder's part of {@linkcode queuedJobs}.
 */
export function activeRuns(
  { arrays }: SubmittedJobs,
  queue: readonly QueuedJob[],
): Map<string, JobState> {
  const active = new Map<string, JobState>();
  for (const { name: _, task, comment, ...state } of queue) {
    const array = arrays.find(({ token }) => token === comment);
    const run = array?.runs.find(({ index }) => index - array.offset === task);
    if (run !== undefined) active.set(run.folder, state);
  }
  return active;
}
