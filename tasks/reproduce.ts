/** `deno task reproduce`: trains the grid of models, keeps what they came to, and plots it. */

import {
  checkSettings,
  type ExperimentSettings,
  helpExperiment,
  InputError,
  METHODS,
  PRESETS,
  presetSettings,
  readGridConfig,
  resolveSettings,
  runExperiment,
  SCHEDULES,
  summaryTable,
  UsageError,
} from "../lib/mod.ts";
import { writeReport } from "../lib/report/mod.ts";
import { OFFLINE_OPTION, option, type OptionValues, runCommand, told } from "./_cli.ts";
import { experimentDisplay } from "./_progress.ts";

/** Every setting, as an option. A setting that is not given is the preset's. */
const SETTINGS = {
  model: {
    placeholder: "MODEL",
    description: "α: a BERT for masked LM, a Hugging Face folder or a name on the hub, or embedded",
  },
  data: { placeholder: "PATH", description: "A CLOTH folder, a CSV or a text file, or embedded" },
  beta: {
    placeholder: "MODEL",
    description: "β: auto, table, a sentence encoder's folder, or its name on the hub",
  },
  gamma: { choices: ["paper", "notebook"], description: "Which definition of Γ" },
  schedules: { choices: SCHEDULES, list: true, description: "A′" },
  methods: { choices: [...METHODS.keys()], list: true, description: "A″" },
  seeds: { type: "integer", list: true, description: "Decide order, masks and dropout" },
  epochs: { type: "integer", description: "How often the training chunks are gone through" },
  batchSize: { type: "integer", description: "Chunks a batch" },
  gradientAccumulationSteps: { type: "integer", description: "Batches a step" },
  learningRate: { type: "number", description: "The peak of A′" },
  warmupSteps: { type: "integer", description: "Steps over which A′ climbs to its peak" },
  weightDecay: { type: "number", description: "AdamW's decay" },
  maxGradNorm: { type: "number", description: "The gradient's norm is clipped to this" },
  dataConstruction: {
    choices: ["windows", "passages"],
    description: "Texts: each blank's sentence with the one before, or whole passages",
  },
  passageLimit: { type: "integer", description: "Passages that are read at most" },
  chunkLength: { type: "integer", description: "Tokens a chunk" },
  trainChunks: { type: "integer", description: "Chunks to train on" },
  evalChunks: { type: "integer", description: "Chunks to evaluate" },
  evalSplit: {
    choices: ["train", "valid", "test"],
    description: "The split that the evaluation chunks are from",
  },
  dataSeed: { type: "integer", description: "Decides which chunks are drawn" },
  maskProbability: { type: "number", description: "Share of the tokens that are masked" },
  evalMasks: { choices: ["fixed", "fresh"], description: "Evaluation masks of each epoch" },
  onNonfinite: {
    choices: ["stop", "skip"],
    description: "What to do at a loss, gradient or Γ that is not finite: end the run, or leave " +
      "the step out",
  },
  backend: {
    choices: ["auto", "tensorflow", "webgpu", "wasm", "cpu"],
    description: "What computes; auto is TensorFlow where it can be had",
  },
  device: {
    placeholder: "DEVICE",
    description: "On what: auto (an NVIDIA GPU where there is one), cpu, gpu, or gpu:N of several",
  },
  precision: {
    choices: ["float32", "bfloat16"],
    description: "What matrix products are computed in; TensorFlow alone has bfloat16",
  },
  saveStrategy: {
    choices: ["no", "epoch", "steps"],
    description: "When the state of a run is saved, to go on from after an interruption",
  },
  saveSteps: { type: "integer", description: "Steps between two checkpoints, by steps" },
  saveTotalLimit: {
    type: "integer",
    description: "Latest checkpoints of a run that are kept, besides the best one",
  },
  loadBestModelAtEnd: {
    type: "boolean",
    description: "End each run with the weights of the checkpoint that was evaluated best",
  },
  saveModels: { type: "boolean", description: "Keep each final model as a Hugging Face folder" },
  out: { placeholder: "FOLDER", description: "Where results go", defaultText: "results/PRESET" },
} as const;

/** The same options, their help showing what the presets set. */
const DESCRIBED = Object.fromEntries(
  Object.entries(SETTINGS).map(([name, option]) => {
    const [quick, paper] = PRESETS.map((preset) =>
      String(presetSettings(preset)[name as keyof ExperimentSettings] ?? "none")
    );
    if ("type" in option && option.type === "boolean" || "defaultText" in option) {
      return [name, option];
    }
    return [name, {
      ...option,
      defaultText: quick === paper ? quick : `${quick}; in preset paper: ${paper}`,
    }];
  }),
) as unknown as typeof SETTINGS;

const OPTIONS = {
  preset: { choices: PRESETS, description: "Settings to start from", defaultText: "quick" },
  config: {
    placeholder: "FILE",
    description: "A JSON file of settings that differ from the preset's, as in data/presets/",
  },
  ...DESCRIBED,
  seed: { type: "integer", description: "The same as --seeds with one seed" },
  restart: { type: "boolean", description: "Make all runs again, also those that are finished" },
  jobs: {
    type: "integer",
    description: "Runs made at once, each by a process; what they come to does not depend on it",
    defaultText: "what is fastest with the cores and the memory",
  },
  threads: {
    type: "integer",
    description: "Threads of each run, which its last bits depend on",
    defaultText: "the cores divided by the default of --jobs",
  },
  offline: OFFLINE_OPTION,
} as const;

const command = {
  name: "reproduce",
  description:
    "Trains one BERT for each schedule (constant, linear, cosine) and method (none, SD, " +
    "SD2), compares them and writes a report. Started again, it goes on with the first run that is " +
    "not finished, from its latest checkpoint.",
  options: OPTIONS,
  stopsGracefully: true,
  examples: [
    "deno task reproduce",
    "deno task reproduce --schedules cosine --methods none,SD --epochs 3 --out results/short",
    "deno task reproduce --preset paper --model FOLDER --data CLOTH",
  ],
} as const;

/** What the launcher passes on of --jobs and --threads. */
const MOST_JOBS = 9999;

/** The settings that the command line changes. */
function overridesOf(options: OptionValues<typeof OPTIONS>): Partial<ExperimentSettings> {
  const { preset: _preset, config: _config, restart: _restart, offline: _offline, ...more } =
    options;
  const { jobs, threads, seed, saveModels, loadBestModelAtEnd, ...rest } = more;
  for (const [name, count] of Object.entries({ jobs, threads })) {
    if (count !== undefined && (count < 1 || count > MOST_JOBS)) {
      throw new UsageError(`--${name} must be from 1 to ${MOST_JOBS}: got ${count}.`);
    }
  }
  if (seed !== undefined && rest.seeds !== undefined) {
    throw new UsageError("Give --seed or --seeds, not both.");
  }
  const values = {
    ...rest,
    ...(seed === undefined ? {} : { seeds: [seed] }),
    ...(saveModels ? { saveModels } : {}),
    ...(loadBestModelAtEnd ? { loadBestModelAtEnd } : {}),
  };
  try {
    return checkSettings(values, { label: option });
  } catch (error) {
    if (error instanceof InputError) throw new UsageError(told(error), { cause: error });
    throw error;
  }
}

async function settingsOf(options: OptionValues<typeof OPTIONS>): Promise<ExperimentSettings> {
  const overrides = overridesOf(options);
  const { preset, config } = options;
  return resolveSettings({
    overrides,
    ...(preset === undefined ? {} : { preset }),
    ...(config === undefined ? {} : { config: await readGridConfig(config) }),
  });
}

await runCommand(command, async ({ options, signal }) => {
  const settings = await settingsOf(options);
  // The launcher starts one process that leads and, for --jobs, others that help it.
  const session = Deno.env.get("SDTRAINER_SESSION");
  if (session !== undefined && Deno.env.get("SDTRAINER_HELPS") !== undefined) {
    return await helpExperiment(settings, { session, signal });
  }
  using display = experimentDisplay(settings);
  const share = session === undefined ? {} : { session };
  for await (
    const event of runExperiment(settings, { signal, restart: options.restart, ...share })
  ) {
    display.show(event);
    if (event.type === "interrupted") {
      const runs = event.left === 1 ? "run" : "runs";
      console.error(`${event.left} ${runs} left to make. The same command goes on there.`);
    }
    if (event.type !== "done") continue;
    console.log(summaryTable(event.summaries));
    const { report } = await writeReport(event.out);
    console.log(`Report: ${report}`);
  }
});
