/** The options of `train`: a run's settings by their names, with what Transformers' run_mlm takes. */
import {
  choiceText,
  type Definitions,
  EMBEDDED,
  type ExperimentSettings,
  FINE_TUNE_DEFAULTS,
  FRESH_PARAMETERS,
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
import { LAUNCH_OPTIONS } from "./_launch.ts";
import { EXPORT_OPTION } from "./_export.ts";
import {
  CASE_OPTIONS,
  type Option,
  type Options,
  type OptionValues,
  orStandardInput,
} from "./_options.ts";
import { givenSettings, optionOf, usage } from "./_settings.ts";

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

const OWN = "Transformers' own";

/** What a new model takes where it is not said. */
const FRESH_SHOWN: Readonly<Record<string, string>> = {
  tokenizer: EMBEDDED,
  maxPositionEmbeddings: "as many as a chunk has",
  initialization: String(FRESH_PARAMETERS.initialization.default),
  heads: `${OWN}, of another width in proportion`,
  intermediateSize: `${OWN}, of another width in proportion`,
};

/** The parameters of a new model that are options. Its seed is the run's. */
const FRESH = Object.entries(FRESH_PARAMETERS).filter(([name]) => name !== "seed");

/** The options of a model that is trained from random weights. */
function freshTable({ architectures }: Definitions): Options {
  const sizes = FRESH.map(([name, { description: help, rule }]) => {
    const { kind, expected, choices } = rule;
    const option = optionOf({
      help,
      kind: kind as "text",
      expected,
      list: false,
      ...(choices === undefined ? {} : { choices }),
      ...(name === "tokenizer" ? { placeholder: "FOLDER" } : {}),
      defaultText: FRESH_SHOWN[name] ?? OWN,
    });
    return [name, option] as const;
  });
  return {
    modelType: {
      description: "Train a new model of this architecture from random weights, instead of --model",
      placeholder: "NAME",
      names: architectures.names,
    },
    ...Object.fromEntries(sizes),
  };
}

function settingsTable(definitions: Definitions): Options {
  const all = settingOptions(definitions).filter(({ name }) => !WITHOUT.includes(name));
  return Object.fromEntries(all.flatMap((setting) => {
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
    const own = [single ?? name, orStandardInput(name, option)] as const;
    return name === "model" ? [own, ...Object.entries(freshTable(definitions))] : [own];
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
  export: EXPORT_OPTION,
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
  ...LAUNCH_OPTIONS,
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
 * The name of the new model that is asked for; undefined where none is.
 *
 * @throws {UsageError} If another is named besides, or what is given is a new one's alone.
 */
function freshModel(options: GivenTraining): string | undefined {
  const given = FRESH.map(([name]) => name).filter((name) => options[name] !== undefined);
  const { modelType } = options;
  if (modelType === undefined) {
    if (given.length === 0) return undefined;
    throw new UsageError(
      `${option(given[0]!)} is of a new model: give --model-type, too, or leave it out.`,
    );
  }
  if (options["model"] !== undefined) {
    throw new UsageError(
      "Give --model to train one further, or --model-type for a new one, not both.",
    );
  }
  const parameters = Object.fromEntries(given.map((name) => [name, options[name]]));
  return usage(() => choiceText({ name: modelType, tokenizer: EMBEDDED, ...parameters }) as string);
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
  const { plugin } = options, fresh = freshModel(options);
  const typed = givenSettings({ ...options, jobs: undefined }, {
    ...Object.fromEntries(singles),
    ...(plugin === undefined ? {} : { plugins: plugin }),
    ...(fresh === undefined ? {} : { model: fresh }),
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
