/** `deno task reproduce`: trains the runs of an experiment, keeps what they came to, and plots it. */

import {
  checkChoices,
  checkRuns,
  collectRuns,
  type Definitions,
  type DoneEvent,
  type ExperimentEvent,
  type ExperimentSettings,
  helpExperiment,
  loadPlugins,
  makeOnlyRuns,
  plannedRuns,
  type Plugin,
  PRESETS,
  readGridConfig,
  resolveSettings,
  runExperiment,
  settingOptions,
  summaryTable,
  uncompared,
  UsageError,
  wallSeconds,
  withPlugins,
  writeReport,
  writeRunCards,
} from "../lib/mod.ts";
import { wordSettings } from "../lib/io/errors.ts";
import { duration, isShared } from "../lib/report/page/words.ts";
import {
  CASE_OPTIONS,
  JOB_OPTIONS,
  OFFLINE_OPTION,
  option,
  type OptionValues,
  runCommand,
} from "./_cli.ts";
import { PLUGIN_OPTION, pluginTable } from "./_definitions.ts";
import { LAUNCH_OPTIONS, launched, launchedRuns, onlyNames, wayOf, wordsOf } from "./_launch.ts";
import { EXPORT_OPTION, exportRuns } from "./_export.ts";
import { type Options, orStandardInput } from "./_options.ts";
import { experimentDisplay, runCount } from "./_progress.ts";
import { inProject } from "./_place.ts";
import { givenSettings, optionOf, settingsWith, sweepOf, usage } from "./_settings.ts";
import { runPlugged } from "./_plugged.ts";
import { print, printLines, tell } from "./_print.ts";

/** Options that are no settings, or settings that are typed in another way. */
const BEFORE = {
  preset: { choices: PRESETS, description: "Settings to start from", defaultText: "quick" },
  config: {
    placeholder: "FILE",
    description: "A JSON file of settings that differ from those of the preset that it names " +
      "(quick, if none), as in data/presets/",
  },
  plugin: PLUGIN_OPTION,
} as const satisfies Options;

const AFTER = {
  seed: { type: "integer", description: "The same as --seeds with one seed" },
  export: {
    ...EXPORT_OPTION,
    description: `${EXPORT_OPTION.description}, of each saved model: with --save-models`,
  },
  ...CASE_OPTIONS,
  restart: { type: "boolean", description: "Make all runs again, also those that are finished" },
  ...JOB_OPTIONS,
  ...LAUNCH_OPTIONS,
  offline: OFFLINE_OPTION,
} as const satisfies Options;

type Given = OptionValues<typeof BEFORE & typeof AFTER> & Readonly<Record<string, unknown>>;

/** The settings that the command line changes. */
function overridesOf(options: Given): Partial<ExperimentSettings> {
  const { seed, plugin, sweep } = options;
  if (seed !== undefined && options.seeds !== undefined) {
    throw new UsageError("Give --seed or --seeds, not both.");
  }
  return givenSettings(options, {
    ...(seed === undefined ? {} : { seeds: [seed] }),
    ...(plugin === undefined ? {} : { plugins: plugin }),
    ...(sweep === undefined ? {} : { sweep: usage(() => sweepOf(sweep as string[])) }),
  });
}

/**
 * The settings of the call, their names looked up, those typed by hand as part of the command line;
 * and what the names stand for.
 */
async function settingsOf(
  options: Given,
): Promise<{ settings: ExperimentSettings; definitions: Definitions }> {
  const overrides = overridesOf(options);
  const { preset, config: file } = options;
  const config = file === undefined ? undefined : await readGridConfig(file);
  const settings = settingsWith(file, (typed) =>
    resolveSettings({
      overrides: typed ? overrides : {},
      results: inProject("results"),
      ...(preset === undefined ? {} : { preset }),
      ...(config === undefined ? {} : { config }),
    }));
  const definitions = withPlugins(await loadPlugins(settings.plugins));
  const { baseline: _, ...typed } = overrides;
  usage(() => checkChoices(typed, definitions, { label: option }));
  if (config !== undefined) checkChoices(config.settings, definitions, config);
  return { settings: checkChoices(settings, definitions), definitions };
}

/** What is done, as the command line asks for it. */
async function* events(
  options: Given,
  settings: ExperimentSettings,
  signal: AbortSignal,
): AsyncGenerator<ExperimentEvent> {
  const way = wayOf(options), told = { signal, word: option };
  const runs = plannedRuns(settings);
  if (way.way === "lead") {
    const session = Deno.env.get("SDTRAINER_SESSION");
    const share = session === undefined ? {} : { session };
    return yield* runExperiment(settings, { restart: options.restart, ...told, ...share });
  }
  if (way.way === "only") {
    const names = onlyNames(way.runs, runs.map(({ name }) => name));
    return yield* makeOnlyRuns(settings, names, told);
  }
  if (way.way === "launch") {
    await way.launcher.check(wordsOf(options));
    const left = yield* checkRuns(settings, told);
    const all = launchedRuns(runs, left);
    const asked = { task: "reproduce", options, out: settings.out, all };
    if (!(yield* launched(asked, way.launcher, signal))) return;
  }
  yield* collectRuns(settings, told);
}

async function run(options: Given, signal: AbortSignal): Promise<number | undefined> {
  const { way } = wayOf(options);
  const { settings, definitions } = await settingsOf(options);
  if (options.export !== undefined && !settings.saveModels) {
    throw new UsageError("--export is of the models that are kept: give --save-models, too.");
  }
  // The launcher starts one process that leads and, for --jobs, others that help it.
  const session = Deno.env.get("SDTRAINER_SESSION");
  if (session !== undefined && Deno.env.get("SDTRAINER_HELPS") !== undefined) {
    await helpExperiment(settings, { session, signal });
    return undefined;
  }
  // What is only begun here has no end to tell of.
  let trained = false, code = way === "only" || way === "launch" ? 0 : undefined;
  using display = experimentDisplay(definitions.metrics);
  for await (const event of events(options, settings, signal)) {
    display.show(event);
    trained ||= event.type === "ready";
    if (event.type === "interrupted") {
      tell(`${runCount(event.left)} left to make. The same command goes on there.`);
      code = undefined;
    }
    if (event.type !== "done") continue;
    if (!trained) tell(nothingLeft(event.summaries.length));
    printLines(summaryTable(event.summaries, definitions.metrics));
    for (const sentence of uncompared(event.results.map(({ run }) => run), settings.baseline)) {
      tell(wordSettings(sentence, option));
    }
    if (trained) await tellTime(event);
    const { report } = await writeReport(event.out, { definitions });
    print(`Report: ${report}`);
    if (settings.saveModels) await writeRunCards(event, { anew: trained });
    if (options.export !== undefined) await exportRuns(event, definitions);
    code = 0;
  }
  return code;
}

/** Said where there is nothing to do. */
function nothingLeft(count: number): string {
  return `Nothing is left to make: ${
    count === 1 ? "1 run is finished." : `${count} runs are finished.`
  }`;
}

/** How long training took: runs that are made at once share the time. */
async function tellTime({ out, summaries }: DoneEvent): Promise<void> {
  const sum = summaries.reduce((seconds, summary) => seconds + summary.seconds, 0);
  const wall = await wallSeconds(out);
  if (wall !== null && !isShared(wall, sum)) return tell(`Training took ${duration(wall)}.`);
  const clock = wall === null ? "" : `${duration(wall)} by the clock, `;
  tell(`Training took ${clock}${duration(sum)} as the sum of all runs.`);
}

/** The command, its help naming what there is. */
function commandOf(plugins: readonly Plugin[]) {
  const settings = settingOptions(withPlugins(plugins)).filter(({ name }) => name !== "plugins");
  const options = Object.fromEntries(settings.map((setting) => [setting.name, {
    ...orStandardInput(setting.name, optionOf(setting)),
    ...(setting.name === "sweep" ? { repeat: true } : {}),
    ...(setting.name === "out" ? { defaultText: inProject("results/PRESET") } : {}),
  }]));
  return {
    name: "reproduce",
    description:
      "Trains one model for each schedule, method and seed (and each value of a sweep), compares " +
      "them and writes a report. Started again, it goes on with the first run that is not " +
      "finished, from its latest checkpoint.",
    options: { ...BEFORE, ...options, ...AFTER },
    stopsAfter: "step" as const,
    tables: plugins.map(pluginTable),
    examples: [
      "deno task reproduce",
      "deno task reproduce --schedules cosine --methods none,SD --epochs 3 --out results/short",
      "deno task reproduce --methods none,SD --sweep learning-rate=1e-4,3e-4 --seeds 0,1",
      "deno task reproduce --plugin mine.ts --methods none,mine --report-to tensorboard",
      "deno task reproduce --preset paper --model FOLDER --data CLOTH",
    ],
  };
}

await runPlugged((plugins) =>
  runCommand(commandOf(plugins), ({ options, signal }) => run(options as Given, signal))
);
