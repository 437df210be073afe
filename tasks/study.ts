/** `deno task study`: makes the runs of the study, and says what its conditions differ in. */
import { setTimeout } from "node:timers/promises";
import {
  checkChoices,
  type ExperimentEvent,
  type ExperimentSettings,
  helpExperiment,
  InputError,
  plannedRuns,
  type PresetName,
  PRESETS,
  presetSettings,
  readPlaces,
  refuseReadPlaces,
  resolveSettings,
  runExperiment,
  type SettingName,
  settingOptions,
  stepsOf,
  study,
  UsageError,
  withPlugins,
  writeStudyReport,
} from "../lib/mod.ts";
import { Inputs } from "../lib/experiment/inputs.ts";
import {
  CASE_OPTIONS,
  JOB_OPTIONS,
  OFFLINE_OPTION,
  option,
  type OptionValues,
  runCommand,
} from "./_cli.ts";
import { LAUNCH_OPTIONS, type Way, wayOf, wordsOf } from "./_launch.ts";
import type { Options } from "./_options.ts";
import { inProject } from "./_place.ts";
import { print, printLines, tell } from "./_print.ts";
import { experimentDisplay, runCount } from "./_progress.ts";
import { givenSettings, optionOf } from "./_settings.ts";
import { checkStudy, primaryTable } from "./_study_check.ts";
import { collectAll, isFinished, launchAll, makeOnly } from "./_study_launch.ts";

const BEFORE = {
  preset: { choices: PRESETS, description: "Settings to start from", defaultText: "quick" },
  check: {
    type: "boolean",
    description:
      "Train nothing: compare data/study (or the folder of --out) with the plan, compute " +
      "all differences anew from runs.csv, and, of data/study, look whether README.md and " +
      "docs/study.md say what follows from them; fail if anything differs",
  },
} as const satisfies Options;

const AFTER = {
  restart: {
    type: "boolean",
    description: "Make all runs again, also those that are finished: hours of them",
  },
  ...CASE_OPTIONS,
  ...JOB_OPTIONS,
  ...LAUNCH_OPTIONS,
  offline: OFFLINE_OPTION,
} as const satisfies Options;

type Given = OptionValues<typeof BEFORE & typeof AFTER> & Readonly<Record<string, unknown>>;

const definitions = withPlugins([]);

/**
 * What the study has instead of a preset's own, unless it is given. `quick`: the table of β's scores,
 * which everybody has, and no checkpoints, as a run is made in seconds. `paper`: all passages, since the
 * notebook's first 101 do not hold the chunks of the experiment sizes.
 */
const STUDIED: Readonly<Record<PresetName, Partial<ExperimentSettings>>> = {
  quick: { beta: "table", saveStrategy: "no" },
  paper: { passageLimit: null },
};

/** What a setting is by default where the study has another one than a preset. */
function standard(name: SettingName): string | undefined {
  if (!PRESETS.some((preset) => Object.hasOwn(STUDIED[preset], name))) return undefined;
  const [quick, paper] = PRESETS.map((preset) => {
    const value = { ...presetSettings(preset), ...STUDIED[preset] }[name];
    return String(value ?? "none");
  });
  return quick === paper ? quick : `${quick}; in preset paper: ${paper}`;
}

/** What all experiments of the study are made of. */
function baseOf(options: Given): ExperimentSettings {
  const { preset = "quick" } = options;
  const overrides = {
    ...STUDIED[preset],
    ...{ seeds: [...study.SEEDS.main], out: inProject("results/study") },
    ...givenSettings(options),
  };
  const { length } = overrides.seeds;
  const chosen = overrides.seeds.filter((seed) => study.SEEDS.rates.some((one) => one === seed));
  if (chosen.length > 0) {
    throw new UsageError(
      `--seeds must not have ${
        chosen.join(", ")
      }: the best rate and the Γs' levels are chosen on ` +
        "them, and nothing that is compared may be.",
    );
  }
  if (length < 2) {
    throw new UsageError(
      "--seeds must have two or more: a difference of one pair has no interval, and the control " +
        "replayed reads the run with another seed.",
    );
  }
  if (length > study.MOST_PAIRS) {
    throw new UsageError(
      `--seeds takes at most ${study.MOST_PAIRS}: an exact test has no end else.`,
    );
  }
  if (length < study.LEAST_SEEDS) {
    tell(
      `With fewer than ${study.LEAST_SEEDS} seeds none of the six can reach significance: the least p of ` +
        `${length} is 2/2^${length} = ${2 / 2 ** length}, before Holm's correction over six.`,
    );
  }
  const base = resolveSettings({ preset, overrides });
  const least = Math.ceil(1 / Math.min(...study.SIZES));
  if (base.trainChunks < least) {
    throw new UsageError(
      `--train-chunks must be at least ${least}: the experiment sizes trains on 1/${least} of them.`,
    );
  }
  return base;
}

/**
 * The settings of each experiment in turn; those of `main` follow from the runs of `rates`.
 *
 * @param signal Of a process that only helps: it waits for runs of `rates` that others still make.
 */
async function* stages(
  base: ExperimentSettings,
  signal?: AbortSignal,
): AsyncGenerator<ExperimentSettings> {
  const rates = study.ratesSettings(base);
  yield rates;
  while (signal !== undefined && !await isFinished(rates)) {
    if (signal.aborted) return;
    await setTimeout(LOOK_MS);
  }
  yield study.mainSettings(base, study.levelsOf(await study.stageRuns("rates", rates.out)));
  // Last, since they take a third of the time, and the question is answered without them.
  yield study.sizesSettings(base);
}

/** How often a helper looks whether all runs are there. */
const LOOK_MS = 200;

/** Steps of all runs of some experiments. */
function stepsIn(settings: readonly ExperimentSettings[]): number {
  return settings.flatMap((one) => plannedRuns(one)).reduce((sum, run) => sum + stepsOf(run), 0);
}

/**
 * Reads the largest data of all experiments, so that hours are not trained before data end.
 *
 * @throws {UsageError} If they are not enough.
 */
async function checkData(base: ExperimentSettings, signal: AbortSignal): Promise<void> {
  const runs = plannedRuns(study.sizesSettings(base));
  const largest = runs.reduce((most, run) =>
    run.settings.trainChunks > most.settings.trainChunks ? run : most
  );
  const inputs = new Inputs({ definitions, settings: base }, () => {}, signal);
  try {
    await inputs.chunks(largest);
  } catch (error) {
    if (!(error instanceof InputError) || signal.aborted) throw error;
    throw error.within({ place: `sizes, ${largest.settings.trainChunks} chunks to train on` });
  }
}

/** Makes the runs; whether all are there. */
async function make(
  base: ExperimentSettings,
  signal: AbortSignal,
  restart: boolean,
): Promise<boolean> {
  const session = Deno.env.get("SDTRAINER_SESSION");
  // What is ahead takes as many steps whatever the levels turn out to be. Names that are not known are
  // said now.
  const ahead = [study.mainSettings(base, study.NO_LEVELS), study.sizesSettings(base)]
    .map((settings) => checkChoices(settings, definitions));
  refuseReadPlaces(base.out, await readPlaces(plannedRuns(base)));
  await checkData(base, signal);
  for await (const settings of stages(base)) {
    const share = session === undefined ? {} : { session };
    using display = experimentDisplay(definitions.metrics, stepsIn(ahead));
    ahead.shift();
    tell(`${runCount(plannedRuns(settings).length)} in ${settings.out}.`);
    for await (
      const event of runExperiment(checkChoices(settings, definitions), {
        signal,
        restart,
        word: option,
        ...share,
      })
    ) {
      // Hundreds of runs that were finished before are no news.
      display.show(event.type === "ready" ? { ...event, before: [] } : event);
      if (event.type !== "interrupted") continue;
      tell(
        `${runCount(event.left)} of ${settings.out} left to make. The same command goes on there.`,
      );
      return false;
    }
  }
  return !signal.aborted;
}

/** Shows what is told of some runs; whether all are made. */
async function shown(
  events: AsyncGenerator<ExperimentEvent, boolean | void>,
): Promise<boolean> {
  using display = experimentDisplay(definitions.metrics);
  for (;;) {
    const next = await events.next();
    if (next.done) return next.value !== false;
    const event = next.value;
    display.show(event.type === "ready" ? { ...event, before: [] } : event);
    if (event.type === "interrupted") {
      tell(`${runCount(event.left)} left to make. The same command goes on there.`);
    }
  }
}

/** Makes some runs, or has all made elsewhere, or only looks at them; whether all are there by now. */
async function makeApart(
  way: Exclude<Way, { way: "lead" }>,
  base: ExperimentSettings,
  options: Given,
  signal: AbortSignal,
): Promise<boolean> {
  if (way.way === "only") {
    await shown(makeOnly(base, way.runs, signal));
    return false;
  }
  if (way.way === "launch") {
    await way.launcher.check(wordsOf(options));
    refuseReadPlaces(base.out, await readPlaces(plannedRuns(base)));
    await checkData(base, signal);
    if (!await shown(launchAll(base, options, way.launcher, signal))) return false;
  }
  return await shown(collectAll(base, signal));
}

/** Takes a share of the runs that another process leads. */
async function help(base: ExperimentSettings, session: string, signal: AbortSignal): Promise<void> {
  for await (const settings of stages(base, signal)) {
    await helpExperiment(checkChoices(settings, definitions), { session, signal });
  }
}

/** Of results that are not the project's no page says anything. */
async function check(options: Given): Promise<number> {
  const given = givenSettings(options),
    others = Object.keys(given).filter((name) => name !== "out");
  if (others.length > 0) {
    throw new UsageError(`--check takes no setting but --out: results have their own settings.`);
  }
  return given.out === undefined ? await checkStudy() : await checkStudy(given.out, []);
}

async function run(options: Given, signal: AbortSignal): Promise<number | undefined> {
  if (options.check) return await check(options);
  const base = baseOf(options);
  const session = Deno.env.get("SDTRAINER_SESSION");
  if (session !== undefined && Deno.env.get("SDTRAINER_HELPS") !== undefined) {
    await help(base, session, signal);
    return undefined;
  }
  const way = wayOf(options);
  if (way.way === "lead") {
    if (!await make(base, signal, options.restart ?? false)) return undefined;
  } else if (!await makeApart(way, base, options, signal)) return signal.aborted ? undefined : 0;
  const whole = await study.collectStudy(base.out);
  await study.writeStudy(base.out, whole);
  printLines(primaryTable(whole.differences));
  const { report } = await writeStudyReport(base.out, whole);
  print(`Report: ${report}`);
  return 0;
}

const settings = settingOptions(definitions).filter(({ name }) =>
  !study.STUDY_SETTINGS.includes(name)
);

const command = {
  name: "study",
  description: "Asks whether SD and SD2 are more than another rate: trains none, both and their " +
    "controls with several seeds, as docs/study.md says, and computes what they differ in. Started " +
    "again, it goes on where it was.",
  options: {
    ...BEFORE,
    ...Object.fromEntries(settings.map((setting) => [setting.name, {
      ...optionOf(setting),
      ...(setting.name === "out" ? { defaultText: inProject("results/study") } : {}),
      ...(setting.name === "seeds" ? { defaultText: study.SEEDS.main.join(",") } : {}),
      ...(standard(setting.name) === undefined ? {} : { defaultText: standard(setting.name) }),
    }])),
    ...AFTER,
  },
  stopsAfter: "step" as const,
  examples: [
    "deno task study",
    "deno task study --check",
    "deno task study --preset paper --model FOLDER --data CLOTH --out results/study-paper",
  ],
};

await runCommand(command, ({ options, signal }) => run(options as Given, signal));
