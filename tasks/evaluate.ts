/** `deno task evaluate`: what a masked language model is worth on some text. */
import {
  BUILT_IN,
  checkChoices,
  evaluateModel,
  formatNumber,
  HELD_OUT_TEXTS,
  InputError,
  metricNamed,
  METRICS,
  metricsOf,
  resolveSettings,
  settingOptions,
  type Split,
  SPLITS,
} from "../lib/mod.ts";
import { JOB_OPTIONS, OFFLINE_OPTION, option, runCommand } from "./_cli.ts";
import { useThreads } from "./_jobs.ts";
import {
  CASE_OPTIONS,
  type Option,
  type Options,
  type OptionValues,
  orStandardInput,
} from "./_options.ts";
import { experimentDisplay } from "./_progress.ts";
import { print, printLines } from "./_print.ts";
import { givenSettings, optionOf, usage } from "./_settings.ts";

/** The settings that decide what is measured, and what they are where they are not given. */
const SETTINGS = {
  model: undefined,
  data: undefined,
  reader: "auto",
  textColumn: null,
  separator: null,
  dataConstruction: "passages",
  passageLimit: null,
  chunkLength: 128,
  lineByLine: false,
  masking: "token",
  maskProbability: 0.15,
  beta: "auto",
  gamma: "paper",
  batchSize: 16,
  precision: "float32",
  xla: false,
  casing: "auto",
  metrics: METRICS.names,
  backend: "auto",
  device: "auto",
} as const;

const HELP: Readonly<Record<string, string>> = {
  model: "A masked language model: a Hugging Face folder or a name on the hub, or embedded",
  metrics: "What is measured: all, or some of these",
  passageLimit: "Passages that are read at most",
};

function table(): Options {
  return Object.fromEntries(
    settingOptions(BUILT_IN).filter(({ name }) => Object.hasOwn(SETTINGS, name)).map((setting) => {
      const { defaultText: _, ...plain } = optionOf(setting);
      const value = SETTINGS[setting.name as keyof typeof SETTINGS];
      const option: Option = {
        ...plain,
        ...(value === undefined
          ? { required: true }
          : value === false
          ? {}
          : { defaultText: setting.name === "metrics" ? "all" : String(value ?? "none") }),
        ...(HELP[setting.name] === undefined ? {} : { description: HELP[setting.name]! }),
      };
      return [setting.name, orStandardInput(setting.name, option)];
    }),
  );
}

const OTHERS = {
  split: {
    choices: [...SPLITS, HELD_OUT_TEXTS],
    description: "The split of the data; held-out: the texts that the model's training held out, " +
      "where --data is what train was given for it",
    defaultText: "all of it",
  },
  heldOutBy: {
    placeholder: "FOLDER",
    description:
      "A model of train: what its training held out is measured, with another model, too, " +
      "such as the one that it was trained from",
    defaultText: "--model, with --split held-out",
  },
  seed: { type: "integer", least: 0, default: 0, description: "Decides the masks" },
  json: { type: "boolean", description: "Print the numbers as JSON" },
  ...CASE_OPTIONS,
  threads: {
    ...JOB_OPTIONS.threads,
    description: "Threads to compute with, which the last bits depend on. At most 16 for each core",
    defaultText: "one for each core",
  },
  offline: OFFLINE_OPTION,
} as const satisfies Options;

const command = {
  name: "evaluate",
  description:
    "Measures a masked language model on text: all of it, cut into chunks of which the last " +
    "one is filled up with padding. The same seed gives the same masks.",
  options: { ...table(), ...OTHERS },
  stopsAfter: "batch" as const,
  examples: [
    "deno task evaluate --model my-model --data new.csv --text-column review",
    "deno task evaluate --model my-model --data mine.csv --text-column review --split held-out",
    "deno task evaluate --model embedded --data mine.csv --held-out-by my-model",
    "deno task evaluate --model my-model --data new.txt --metrics eval_loss,eval_mrr --json",
  ],
};

/** "1 text", "2 texts". */
function counted(count: number, unit: string): string {
  return `${count} ${count === 1 ? unit : `${unit}s`}`;
}

type Given = OptionValues<typeof OTHERS> & Readonly<Record<string, unknown>>;

await runCommand(command, async ({ options, signal }) => {
  const { split, heldOutBy, seed, json, metrics, threads, ...given } = options as Given;
  const asked = metrics as string[] | undefined;
  const overrides = {
    ...Object.fromEntries(Object.entries(SETTINGS).filter(([, value]) => value !== undefined)),
    schedules: ["constant"],
    methods: ["none"],
    seeds: [seed],
    ...givenSettings(
      { ...given, jobs: undefined, threads } as Parameters<typeof givenSettings>[0],
      {
        ...(asked === undefined || asked.join() === "all" ? {} : { metrics: asked }),
      },
    ),
  };
  usage(() => checkChoices(overrides, BUILT_IN, { label: option }));
  const settings = usage(() => resolveSettings({ overrides: { out: ".", ...overrides } }));
  useThreads(threads);
  using display = experimentDisplay(METRICS);
  const { texts, tokens, chunks, metrics: values } = await evaluateModel(settings, {
    ...(split === undefined ? {} : { split: split as Split | typeof HELD_OUT_TEXTS }),
    ...(heldOutBy === undefined ? {} : { heldOutBy }),
    say: (message, progress) =>
      display.show({ type: "setup", message, ...(progress === undefined ? {} : { progress }) }),
    // Its split is the one to evaluate.
    word: (name) => option(name === "evalSplit" ? "split" : name),
    signal,
  });
  display[Symbol.dispose]();
  if (!Number.isFinite(values.eval_loss)) {
    throw new InputError("its loss on this text is no finite number", {
      file: settings.model,
      mend: "Its weights are damaged, or its training diverged: train it again at a lower rate",
    });
  }
  if (json) {
    printLines(JSON.stringify({ ...values, texts, tokens, chunks, seed }, null, 2));
    return 0;
  }
  const titles = metricsOf(values).map((name) => metricNamed(name).title.length);
  for (const name of metricsOf(values)) {
    const { title, description, format } = metricNamed(name);
    const value = values[name as `eval_${string}`] ?? null;
    const number = value === null ? "–" : formatNumber(value, format);
    print(`${title.padEnd(Math.max(24, ...titles))} ${number.padStart(10)}   ${description}`);
  }
  print(
    `on ${counted(values.eval_masked_tokens, "masked token")} of ${tokens} in ${
      counted(texts, "text")
    }, ` +
      counted(chunks, "chunk"),
  );
  return 0;
});
