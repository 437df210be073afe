/** `deno task train`: trains a masked language model on one's own text, into a folder of its own. */
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import {
  checkChoices,
  chooseFresh,
  type Definitions,
  type DoneEvent,
  type ExperimentEvent,
  fineTune,
  type FineTuneSettings,
  fineTuneSettings,
  type GridConfig,
  InputError,
  isFresh,
  isPlain,
  loadPlugins,
  plannedRuns,
  type Plugin,
  readGridConfig,
  runFolderOf,
  summaryTable,
  withPlugins,
  writeReport,
} from "../lib/mod.ts";
import { duration } from "../lib/report/page/words.ts";
import { runCommand } from "./_cli.ts";
import { exportTrained } from "./_export.ts";
import { pluginTable } from "./_definitions.ts";
import { launched, launchedRuns, onlyNames, wayOf, wordsOf } from "./_launch.ts";
import { experimentDisplay } from "./_progress.ts";
import { runPlugged } from "./_plugged.ts";
import { print, printLines, tell } from "./_print.ts";
import { settingsWith, usage } from "./_settings.ts";
import { type GivenTraining, trainOption, trainOptions, trainSettings } from "./_train_options.ts";

/** The command, its help naming what there is. */
function commandOf(plugins: readonly Plugin[]) {
  return {
    name: "train",
    description:
      "Trains a masked language model on your own text, as Transformers' run_mlm does, one that " +
      "there is or a new one, and saves it as a Hugging Face folder. Texts are joined end to end and cut into chunks; some of the " +
      "texts are held out for the evaluation. Started again, it goes on from its latest checkpoint.",
    options: trainOptions(withPlugins(plugins)),
    stopsAfter: "step" as const,
    word: trainOption,
    tables: plugins.map(pluginTable),
    examples: [
      "deno task train --data mine.csv --text-column review --out my-model",
      "deno task train --model bert-base-uncased --data a.txt,b.txt --eval-data c.txt --out my-model",
      "deno task train --model-type bert --layers 4 --hidden-size 256 --data texts/ --out new-model",
      "deno task train --data texts/ --max-steps 2000 --eval-steps 200 --early-stopping-patience 3 " +
      "--out my-model",
      "deno task train --data mine.csv --text-column review --out my-model --export onnx",
      "deno task evaluate --model my-model --data new.csv --text-column review",
    ],
  };
}

/** Refuses what only an experiment can have: train makes one model. */
function refuseSeveral({ file, preset, settings }: GridConfig): void {
  const place = preset === undefined ? {} : { place: "preset" };
  const axes = [settings.schedules, settings.methods, settings.seeds];
  const isOne = axes.every((values = []) => values.length <= 1) &&
    Object.keys(settings.sweep ?? {}).length + (settings.conditions ?? []).length === 0;
  if (isOne && preset === undefined) return;
  throw new InputError(
    isOne
      ? "train has defaults of its own, no presets"
      : "it asks for several runs, but train makes one model",
    {
      file,
      ...place,
      mend: isOne
        ? "Leave it out"
        : "Name one schedule, one method and one seed, no sweep and no conditions",
    },
  );
}

async function settingsOf(
  options: GivenTraining,
): Promise<{ settings: FineTuneSettings; definitions: Definitions }> {
  const { config: file } = options;
  const config = file === undefined ? undefined : await readGridConfig(file);
  if (config !== undefined) refuseSeveral(config);
  const given = trainSettings(options, config);
  const { out, data } = given;
  const whole = settingsWith(file, (typed) => {
    const make = () => fineTuneSettings(typed ? given : { ...config!.settings, out, data });
    return file === undefined ? usage(make) : make();
  });
  const definitions = withPlugins(await loadPlugins(whole.plugins));
  const { model } = given;
  if (model !== undefined && isFresh(model)) {
    usage(() => chooseFresh(model, definitions.architectures));
  }
  if (config !== undefined) checkChoices(config.settings, definitions, config);
  usage(() => checkChoices(given, definitions, { label: trainOption }));
  return { settings: checkChoices(whole, definitions), definitions };
}

/** What the training came to; 1 where it ended early, as what it computed was not finite. */
async function tellDone(
  { out: run, summaries, results }: DoneEvent,
  { out, trained, definitions }: { out: string; trained: boolean; definitions: Definitions },
): Promise<number> {
  const [summary] = summaries, { diverged } = summary!;
  const { seconds } = summary!;
  if (trained) tell(`Training took ${seconds < 1 ? "less than 1 s" : duration(seconds)}.`);
  else if (diverged === null) tell("Nothing is left to do: the training is finished.");
  const plain = results.every((result) => isPlain(result.run.settings));
  printLines(summaryTable(summaries, definitions.metrics, plain));
  const { report } = await writeReport(run, { definitions });
  const left = diverged === null ? "" : ", with what its last step left: hardly of use";
  print(`Model: ${out}${left}`);
  print(`Report: ${report}`);
  if (diverged === null) return 0;
  tell(
    trained
      ? `The training ended early: ${diverged}`
      : `Nothing was done: the training ended early before. ${diverged} Train otherwise with --restart.`,
  );
  return 1;
}

/** What is done, as the command line asks for it. */
async function* events(
  options: GivenTraining,
  settings: FineTuneSettings,
  signal: AbortSignal,
): AsyncGenerator<ExperimentEvent> {
  const way = wayOf(options), told = { signal, word: trainOption };
  if (way.way === "lead") {
    return yield* fineTune(settings, { restart: options.restart, ...told });
  }
  const { out } = settings;
  const runs = plannedRuns({ ...settings, trainChunks: 1, evalChunks: 1 });
  if (way.way === "only") {
    onlyNames(way.runs, runs.map(({ name }) => name));
    return yield* fineTune(settings, { part: "run", ...told });
  }
  if (way.way === "launch") {
    await way.launcher.check(wordsOf(options));
    yield* fineTune(settings, { part: "check", ...told });
    const run = relative(out, runFolderOf(out));
    const left = runs.filter(({ name }) => !existsSync(join(out, run, "runs", name, "done.json")));
    const all = launchedRuns(runs, left, run);
    if (!(yield* launched({ task: "train", options, out, all }, way.launcher, signal))) return;
  }
  yield* fineTune(settings, { part: "collect", ...told });
}

async function run(options: GivenTraining, signal: AbortSignal): Promise<number | undefined> {
  const { way } = wayOf(options);
  const { settings, definitions } = await settingsOf(options);
  const { out } = settings;
  // What is only begun here has no end to tell of.
  let trained = false, code = way === "only" || way === "launch" ? 0 : undefined;
  using display = experimentDisplay(definitions.metrics);
  for await (const event of events(options, settings, signal)) {
    display.show(event);
    trained ||= event.type === "ready";
    if (event.type === "interrupted") {
      tell("Not finished. The same command goes on there.");
      code = undefined;
    }
    if (event.type !== "done") continue;
    code = await tellDone(event, { out, trained, definitions });
    if (code === 0 && options.export !== undefined) await exportTrained(out, definitions);
  }
  return code;
}

await runPlugged((plugins) =>
  runCommand(commandOf(plugins), ({ options, signal }) => run(options as GivenTraining, signal))
);
