/** The options of `train`: a run's settings by their names, with what Transformers' run_mlm takes. */
import {
  type Definitions,
  type ExperimentSettings,
  FINE_TUNE_DEFAULTS,
  type GridConfig,
  HELD_OUT,
  InputError,
  presetSettings,
  type SettingName,
  settingOptions,
  UsageError,
} from "../lib/mod.ts";
import { JOB_OPTIONS, OFFLINE_OPTION, option } from "./_cli.ts";
import { PLUGIN_OPTION } from "./_definitions.ts";
import { CASE_OPTIONS, type Option, type Options, type OptionValues } from "./_options.ts";
import { givenSettings, optionOf } from "./_settings.ts";

/** Settings that an experiment has several values of, by what a run's one is called. */
const SINGLE = { schedules: "schedule", methods: "method", seeds: "seed" } as const;

/** What is an experiment's alone, or asked for in another way. */
const WITHOUT: readonly SettingName[] = [
  ...["sweep", "baseline", "plugins", "saveModels"] as const,
];

/** What is shown as the default where it is none of a setting. */
const SHOWN: Partial<Record<SettingName, string>> = {
  data: undefined,
  out: undefined,
  trainChunks: "all that the text gives",
  evalChunks: "all that the text gives",
  evalFraction: `${HELD_OUT}, without --eval-data and --eval-split`,
  evalSplit: "none",
  loadBestModelAtEnd: "with --early-stopping-patience",
};

const REQUIRED: readonly SettingName[] = ["data", "out"];

/** Other words where a run alone is spoken of. */
const HELP: Partial<Record<SettingName, string>> = {
  out: "Where the model goes; its log and checkpoints are in the folder run there",
  evalSplit: "The split of the data that the evaluation chunks are from",
};

function defaultText(name: SettingName): string | undefined {
  if (Object.hasOwn(SHOWN, name)) return SHOWN[name];
  const value = { ...presetSettings("quick"), ...FINE_TUNE_DEFAULTS }[name];
  if (value === false) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.join(",");
  return value === null || value === undefined ? "none" : String(value);
}

function settingsTable(definitions: Definitions): Options {
  const all = settingOptions(definitions).filter(({ name }) => !WITHOUT.includes(name));
  return Object.fromEntries(all.map((setting) => {
    const { name } = setting;
    const { defaultText: _, list, ...plain } = optionOf(setting);
    const single = Object.hasOwn(SINGLE, name) ? SINGLE[name as keyof typeof SINGLE] : undefined;
    const shown = defaultText(name);
    const option: Option = {
      ...plain,
      ...(single === undefined && list ? { list } : {}),
      ...(shown === undefined ? {} : { defaultText: shown }),
      ...(REQUIRED.includes(name) ? { required: true } : {}),
      ...(HELP[name] === undefined ? {} : { description: HELP[name] }),
      ...(name === "evalSplit" ? { choices: ["valid", "test"] } : {}),
    };
    return [single ?? name, option];
  }));
}

const BEFORE = {
  config: {
    placeholder: "FILE",
    description: "A JSON file of settings that differ from the defaults below",
  },
  plugin: PLUGIN_OPTION,
} as const satisfies Options;

const OTHERS = {
  ...CASE_OPTIONS,
  restart: {
    type: "boolean",
    description: "Train again from the start, whatever is in the folder",
  },
  threads: {
    ...JOB_OPTIONS.threads,
    description: "Threads to compute with, which the last bits depend on. At most 16 for each core",
    defaultText: "what the run was begun with, else one for each core",
  },
  offline: OFFLINE_OPTION,
} as const satisfies Options;

/** All of them. */
export function trainOptions(definitions: Definitions): Options {
  return { ...BEFORE, ...settingsTable(definitions), ...OTHERS };
}

/** What was given of them. */
export type GivenTraining =
  & OptionValues<typeof BEFORE & typeof OTHERS>
  & Readonly<Record<string, unknown>>;

/** A setting as one types it here: one schedule is `--schedule`. */
export function trainOption(setting: string): string {
  return option(Object.hasOwn(SINGLE, setting) ? SINGLE[setting as keyof typeof SINGLE] : setting);
}

/**
 * The settings that were given, as `fineTuneSettings` takes them.
 *
 * @param config A file of settings, which those of the command line go before.
 * @throws {UsageError} If one is out of its range, or some do not go together.
 * @throws {InputError} If that is so in the file.
 */
export function trainSettings(
  options: GivenTraining,
  config?: GridConfig,
): Partial<ExperimentSettings> {
  const { file: name = "", settings: file = {} } = config ?? {};
  const isGiven = (values: Readonly<Record<string, unknown>>) => (name: string) =>
    values[name] !== undefined && values[name] !== null;
  const names = ["evalData", "evalFraction", "evalSplit"];
  const ways = names.filter(isGiven(options));
  const inFile = names.filter(isGiven(file));
  if (ways.length > 1) {
    throw new UsageError("Give one of --eval-data, --eval-fraction and --eval-split.");
  }
  if (inFile.length > 1) {
    const problem = "these are several ways to evaluate, of which one counts";
    throw new InputError(problem, {
      file: name,
      place: inFile.join(", "),
      mend: "Set one of them",
    });
  }
  const singles = Object.entries(SINGLE).flatMap(([many, one]) =>
    options[one] === undefined ? [] : [[many, [options[one]]] as const]
  );
  const { plugin } = options;
  const typed = givenSettings({ ...options, jobs: undefined }, {
    ...Object.fromEntries(singles),
    ...(plugin === undefined ? {} : { plugins: plugin }),
  }, trainOption);
  // One way to evaluate takes the place of another.
  const kept = Object.entries(file).filter(([name]) => ways.length === 0 || !names.includes(name));
  const given: Partial<ExperimentSettings> = { ...Object.fromEntries(kept), ...typed };
  const { earlyStoppingPatience: patience = null, saveStrategy = "epoch" } = given;
  if (patience !== null && saveStrategy !== "epoch") {
    const together = ["earlyStoppingPatience", "saveStrategy"];
    const inFile = !together.some(isGiven(typed));
    const [keeping, saving] = together.map(inFile ? (setting) => setting : trainOption);
    const problem =
      `${keeping} keeps the best weights, which must have been saved at each evaluation: ` +
      `${saving} ${saveStrategy} does not`;
    const mend = "Set it to epoch, which does, or leave it out";
    if (inFile) throw new InputError(problem, { file: name, place: saving!, mend });
    throw new UsageError(`${problem}. ${mend}.`);
  }
  return given;
}
