/** Where an experiment's runs are made, if not by who asks for them. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PlannedRun } from "../experiment/mod.ts";

/** A run as it is launched. */
export interface LaunchedRun {
  /** Its place, which the command that makes it is given. */
  index: number;
  /** Its name, by which the command that makes it knows it, too. */
  name: string;
  /** Its folder, from the results' folder. */
  folder: string;
  /** After how many others, each of which reads the one before, it can be made: 0 for most. */
  wave: number;
}

/** What is to be made, and how. */
export interface LaunchPlan {
  /** The results' folder: absolute, and there for all that make runs. */
  out: string;
  /** The runs that are not finished. */
  runs: readonly LaunchedRun[];
  /** The command that makes a run; its index follows. */
  make: readonly string[];
  /** The command that says what all runs came to. */
  collect: readonly string[];
  /** The command that tells how far they are, for people. */
  look: string;
  /** The folder in which the commands are given. */
  cwd: string;
  /** How many are made at once; undefined for as many as there is room for. */
  atOnce?: number | undefined;
  /** What the launcher is told besides, by its own names. */
  told: LaunchWords;
}

/** What launchers can be told. */
export interface LaunchWords {
  /** Options of a cluster's own, such as those of Slurm's sbatch. */
  scheduler?: string | undefined;
  /** A command line in which `{command}` stands for what makes the run `{index}`. */
  template?: string | undefined;
  /** Whether all is written and nothing submitted. */
  isDry?: boolean | undefined;
}

/** What a launcher says while it is at it, a line each. */
export type Tell = (line: string) => void;

/** How far the last job is that was to make a run. */
export interface JobState {
  /** The job's id; missing where it is not known whether there was one. */
  job?: string;
  /** Whether it waits, is at work, or is not there any more. */
  state: "queued" | "running" | "over";
  /** Where it is made. */
  node?: string;
  /** How much longer it may take, as in `1:02:03`. */
  timeLeft?: string;
  /** Why it waits. */
  reason?: string;
  /** The file that keeps what it prints. */
  log?: string;
}

/** One place where runs are made. A further one is a file beside these and a line in `launchers.ts`. */
export interface Launcher {
  /** Its name on the command line; what it starts says `PROGRAMS` by that. */
  readonly name: string;
  /** What it is, a phrase without a full stop. */
  readonly description: string;
  /**
   * Sees that it can be asked, before anything is loaded.
   *
   * @throws {InputError} If it is not here, or cannot understand what it is told.
   */
  check(told: LaunchWords): Promise<void>;
  /**
   * Has runs made. What was submitted before and is not at its end is left alone.
   *
   * @returns Whether the runs are made by now, or given up. Else a job of its own collects them.
   * @throws {InputError} If that cannot be. What was submitted until then is known the next time.
   */
  submit(plan: LaunchPlan, tell: Tell, signal?: AbortSignal): Promise<boolean>;
  /**
   * How far the jobs of a results' folder are, by the folders of their runs: all that were submitted, as
   * far as that is known.
   *
   * @param tell Told in a line where it cannot be asked what is queued.
   * @throws {InputError} If what is kept of them is damaged.
   */
  states(out: string, tell: Tell): Promise<ReadonlyMap<string, JobState>>;
}

/** Whether a run is finished, by its folder from the results'. */
export function isRunFinished(out: string, folder: string): boolean {
  return existsSync(join(out, folder, "done.json"));
}

/**
 * Runs in waves: those that read no unfinished run, those that read one of these, and so on.
 *
 * @param left Runs that are not finished.
 * @returns Their waves, in their order.
 */
export function wavesOf(left: readonly PlannedRun[]): number[] {
  const byName = new Map(left.map((run) => [run.name, run]));
  const wave = ({ needs }: PlannedRun): number => {
    const needed = byName.get(needs ?? "");
    return needed === undefined ? 0 : 1 + wave(needed);
  };
  return left.map(wave);
}
