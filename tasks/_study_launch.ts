/** The study's runs, made by several processes that nobody leads. */
import { basename } from "node:path";
import {
  checkChoices,
  checkRuns,
  collectRuns,
  type ExperimentEvent,
  type ExperimentSettings,
  InputError,
  type Launcher,
  makeOnlyRuns,
  type PlannedRun,
  plannedRuns,
  readRuns,
  study,
  withPlugins,
} from "../lib/mod.ts";
import { option } from "./_cli.ts";
import { type GivenLaunch, launched, launchedRuns, onlyNames } from "./_launch.ts";

const definitions = withPlugins([]);

/** Whether all runs of an experiment are there. */
export async function isFinished(settings: ExperimentSettings): Promise<boolean> {
  const runs = plannedRuns(settings);
  return await readRuns(settings.out).then(({ length }) => length >= runs.length, () => false);
}

/** A run of the study, in the order of all. */
interface StudyRunPlace {
  settings: ExperimentSettings;
  run: PlannedRun;
  /** Its experiment's name and its own. */
  name: string;
}

/**
 * All runs of the study. The levels of `main`, which follow from the runs of `rates`, are there once
 * these are.
 */
async function studyRuns(base: ExperimentSettings): Promise<StudyRunPlace[]> {
  const rates = study.ratesSettings(base);
  const levels = await isFinished(rates)
    ? study.levelsOf(await study.stageRuns("rates", rates.out))
    : study.NO_LEVELS;
  const settings = [rates, study.mainSettings(base, levels), study.sizesSettings(base)];
  return settings.map((one) => checkChoices(one, definitions)).flatMap((one) =>
    plannedRuns(one).map((run) => ({
      settings: one,
      run,
      name: `${basename(one.out)}/${run.name}`,
    }))
  );
}

/** The runs of each of their experiments. */
function byExperiment(runs: readonly StudyRunPlace[]): StudyRunPlace[][] {
  return [...Map.groupBy(runs, ({ settings }) => settings).values()];
}

/** Makes some runs, which others may make beside. */
export async function* makeOnly(
  base: ExperimentSettings,
  only: string,
  signal: AbortSignal,
): AsyncGenerator<ExperimentEvent> {
  const all = await studyRuns(base);
  const names = onlyNames(only, all.map(({ name }) => name));
  for (const runs of byExperiment(all.filter(({ name }) => names.includes(name)))) {
    const { settings } = runs[0]!;
    const rates = study.ratesSettings(base);
    if (basename(settings.out) === "main" && !await isFinished(rates)) {
      throw new InputError("these runs have what those of the experiment rates say is best", {
        file: rates.out,
        mend: "Make these first",
      });
    }
    yield* makeOnlyRuns(settings, runs.map(({ run }) => run.name), { signal, word: option });
    if (signal.aborted) return;
  }
}

/** Has the runs made elsewhere; whether all is over. */
export async function* launchAll(
  base: ExperimentSettings,
  options: GivenLaunch,
  launcher: Launcher,
  signal: AbortSignal,
): AsyncGenerator<ExperimentEvent, boolean> {
  const all: ReturnType<typeof launchedRuns>[number][] = [];
  for (const runs of byExperiment(await studyRuns(base))) {
    const { settings } = runs[0]!, folder = basename(settings.out);
    const left = yield* checkRuns(settings, { signal, word: option });
    // The runs of `main` are what those of `rates` say is best: they come after all of them.
    const before = folder === "main" ? all.filter(({ isFinished }) => !isFinished) : [];
    const first = Math.max(-1, ...before.map(({ wave }) => wave)) + 1;
    const launched = launchedRuns(runs.map(({ run }) => run), left, folder);
    all.push(
      ...launched.map((run, i) => ({ ...run, name: runs[i]!.name, wave: first + run.wave })),
    );
  }
  return yield* launched({ task: "study", options, out: base.out, all }, launcher, signal);
}

/** Sees that all runs are there, and writes what those of each experiment came to. */
export async function* collectAll(
  base: ExperimentSettings,
  signal: AbortSignal,
): AsyncGenerator<ExperimentEvent> {
  for (const runs of byExperiment(await studyRuns(base))) {
    yield* collectRuns(runs[0]!.settings, { signal, word: option });
  }
}
