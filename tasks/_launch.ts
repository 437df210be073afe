/** `--launcher`, `--only-run` and `--collect`: runs that are made elsewhere, as tasks take them. */
import { join, resolve } from "node:path";
import {
  type ExperimentEvent,
  InputError,
  isRunFinished,
  type LaunchedRun,
  type Launcher,
  launcherOf,
  LAUNCHERS,
  type LaunchPlan,
  type LaunchWords,
  LOCAL,
  type PlannedRun,
  selectRuns,
  UsageError,
  wavesOf,
} from "../lib/mod.ts";
import { PROJECT_FOLDER } from "../lib/io/mod.ts";
import { commandLine } from "../lib/launch/shell.ts";
import { JOB_OPTIONS, OFFLINE_OPTION, option } from "./_cli.ts";
import { type Options, type OptionValues, without } from "./_options.ts";
import { tell } from "./_print.ts";
import { usage } from "./_settings.ts";

/** The options. */
export const LAUNCH_OPTIONS = {
  launcher: {
    choices: [LOCAL, ...LAUNCHERS.map(({ name }) => name)],
    defaultText: LOCAL,
    description: `Where the runs are made; ${LOCAL}: by this command; ` +
      LAUNCHERS.map(({ name, description }) => `${name}: ${description}`).join("; "),
  },
  maxAtOnce: {
    type: "integer",
    least: 1,
    description: "Runs that a launcher makes at once",
    defaultText: "slurm: as many as the cluster has room for; command: 1",
  },
  slurmOptions: {
    placeholder: "OPTIONS",
    description: "Options of sbatch for all jobs, as one text",
  },
  slurmDryRun: {
    type: "boolean",
    description: "Check all and write the scripts to OUT/slurm, but submit nothing",
  },
  launchCommand: {
    placeholder: "LINE",
    description: "With --launcher command, the command line for a run: {command} stands for what " +
      "makes it, as one word for a shell, {index} and {name} for the run, {slot} for its place " +
      "among those made at once",
  },
  onlyRun: {
    placeholder: "RUNS",
    description: "Make these runs alone, by name, place from 0, or range, as in 0-3,7; several " +
      "processes may make others at the same time, on any machine. Writes no report",
  },
  collect: {
    type: "boolean",
    description: "Make no run: write the report of those that are finished, which must be all",
  },
} as const satisfies Options;

/** What was given of them. */
export type GivenLaunch = OptionValues<typeof LAUNCH_OPTIONS> & {
  readonly jobs?: number | undefined;
  readonly restart?: boolean;
};

/** What a task is to do: lead its runs, make some, say what all came to, or have them made elsewhere. */
export type Way =
  | { way: "lead" | "collect" }
  | { way: "only"; runs: string }
  | { way: "launch"; launcher: Launcher };

/**
 * What the command line asks for.
 *
 * @throws {UsageError} If it asks for several things at once, or says how to do another.
 */
export function wayOf(options: GivenLaunch): Way {
  const { launcher: name = LOCAL, onlyRun, collect, jobs, restart } = options;
  const launcher = launcherOf(name);
  const ways = [
    ...(onlyRun === undefined ? [] : ["--only-run"]),
    ...(collect ? ["--collect"] : []),
    ...(launcher === undefined ? [] : [`--launcher ${name}`]),
  ];
  if (ways.length > 1) throw new UsageError(`Give ${ways.join(" or ")}, not both.`);
  const [way] = ways;
  if (way !== undefined && restart) {
    throw new UsageError(
      `${way} leaves what is there: give --restart without it, or choose another --out.`,
    );
  }
  if (way !== undefined && (jobs ?? 1) > 1) {
    throw new UsageError(`${way} makes no runs side by side in this process: leave --jobs out.`);
  }
  const foreign = [
    ...(name === "slurm" ? [] : ["slurmOptions", "slurmDryRun"] as const),
    ...(name === "command" ? [] : ["launchCommand"] as const),
    ...(launcher === undefined ? ["maxAtOnce"] as const : []),
  ].find((key) => options[key] !== undefined && options[key] !== false);
  if (foreign !== undefined) {
    const whose = foreign === "maxAtOnce" ? LAUNCHERS.map(({ name }) => name).join(" or ") : foreign
        .startsWith("slurm")
      ? "slurm"
      : "command";
    throw new UsageError(`${option(foreign)} is for --launcher ${whose}.`);
  }
  if (name === "command" && options.launchCommand === undefined) {
    throw new UsageError(
      "--launcher command takes --launch-command, as in 'ssh node{slot} {command}'.",
    );
  }
  if (launcher !== undefined) return { way: "launch", launcher };
  if (onlyRun !== undefined) return { way: "only", runs: onlyRun };
  return { way: collect ? "collect" : "lead" };
}

/**
 * The runs of `--only-run`.
 *
 * @param names All of them, in their order.
 * @throws {UsageError} If there is no such run.
 */
export function onlyNames(text: string, names: readonly string[]): string[] {
  return usage(() => {
    try {
      return selectRuns(text, names).map((place) => names[place]!);
    } catch (error) {
      throw error instanceof InputError ? error.within({ place: "--only-run" }) : error;
    }
  });
}

/** Options that say where runs are made: no command that makes one has them. */
const LEFT_OUT: Options = { ...LAUNCH_OPTIONS, jobs: JOB_OPTIONS.jobs, offline: OFFLINE_OPTION };

/** A command line without these options. */
export function withoutLaunch(args: readonly string[]): string[] {
  return without(args, LEFT_OUT);
}

/** How a task of this project is started from anywhere. */
function taskCommand(task: string, args: readonly string[]): string[] {
  const deno = [Deno.execPath(), "task", "--quiet", "--cwd", resolve(PROJECT_FOLDER)];
  return [...deno, task, ...args];
}

/** What the command line says to a launcher. */
export function wordsOf(options: GivenLaunch): LaunchWords {
  const { slurmOptions: scheduler, launchCommand: template, slurmDryRun: isDry } = options;
  return { scheduler, template, isDry };
}

/** What a task launches. */
interface Asked {
  task: string;
  options: GivenLaunch;
  /** The results' folder. */
  out: string;
  /** All runs, in the order of their places, with their folders from the results'. */
  all: readonly { name: string; folder: string; wave: number; isFinished: boolean }[];
}

/** Has the runs made that are left; whether all is over, so that it can be said what they came to. */
export async function* launched(
  { task, options, out, all }: Asked,
  launcher: Launcher,
  signal: AbortSignal,
): AsyncGenerator<ExperimentEvent, boolean> {
  const runs: LaunchedRun[] = all.map(({ isFinished: _, ...run }, index) => ({ ...run, index }))
    .filter(({ index }) => !all[index]!.isFinished);
  const args = withoutLaunch(Deno.args);
  const plan: LaunchPlan = {
    out: resolve(out),
    runs,
    // All that there is to download is here by now.
    make: taskCommand(task, [...args, "--offline", "--only-run"]),
    collect: taskCommand(task, [...args, "--offline", "--collect"]),
    look: commandLine(["deno", "task", "status", "--out", out]),
    cwd: Deno.cwd(),
    atOnce: options.maxAtOnce,
    told: wordsOf(options),
  };
  if (runs.length === 0) return true;
  const ended = await launcher.submit(plan, tell, signal);
  if (!signal.aborted) return ended;
  const left = runs.filter(({ folder }) => !isRunFinished(plan.out, folder)).length;
  yield { type: "interrupted", left };
  return false;
}

/** Runs as they are launched from the folder of their experiment. */
export function launchedRuns(
  runs: readonly PlannedRun[],
  left: readonly PlannedRun[],
  folder = "",
): Asked["all"] {
  const waves = new Map(wavesOf(left).map((wave, index) => [left[index]!.name, wave]));
  return runs.map(({ name }) => ({
    name,
    folder: join(folder, "runs", name),
    wave: waves.get(name) ?? 0,
    isFinished: !waves.has(name),
  }));
}
