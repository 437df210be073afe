/** The settings of the study's experiments. */
import { join } from "node:path";
import {
  checkSettings,
  CHUNK_SETTINGS,
  type ExperimentSettings,
  resolveSettings,
} from "../experiment/mod.ts";
import { conditionSettings, METHODS_IN_QUESTION } from "./conditions.ts";
import { levelCondition, LEVELLED, type Levels } from "./levels.ts";
import { ALL_CHUNKS, RATES, SCHEDULE, SCHEDULES, SEEDS, SIZES } from "./plan.ts";
import type { StageName } from "./runs.ts";

/** What every run of the study has, whatever it starts from. */
const SHARED = {
  gamma: "osgood",
  gammaReference: "none",
  objective: "cross_entropy",
  schedules: [SCHEDULE],
  methods: ["none", ...METHODS_IN_QUESTION],
  sweep: {},
  conditions: [],
  baseline: "none",
  metrics: [
    ...["eval_loss", "eval_perplexity", "eval_accuracy", "eval_mrr", "eval_ece"],
    ...["eval_cloze_accuracy", "eval_semantic_error", "eval_semantic_error_wrong"],
  ],
  metricsAt: "last",
  trainEval: "last",
  loadBestModelAtEnd: false,
  earlyStoppingPatience: null,
  saveModels: false,
  plugins: [],
  reportTo: [],
} as const;

/** The settings that the study decides: nobody else can set them. */
export const STUDY_SETTINGS: readonly string[] = Object.keys(SHARED);

type Conditions = readonly ({ name: string } & Readonly<Record<string, unknown>>)[];

/** A rate that is written with no more digits than it means. */
function rate(base: ExperimentSettings, factor: number): number {
  return Number((base.learningRate * factor).toPrecision(6));
}

function otherRates(base: ExperimentSettings): Conditions {
  return Object.entries(RATES).filter(([, factor]) => factor !== 1).map(([name, factor]) => ({
    ...{ name, schedule: SCHEDULE, method: "none" },
    learningRate: rate(base, factor),
  }));
}

/** The settings of an experiment; what nobody else can set is as the study has it. */
function settingsOf(
  stage: StageName,
  base: ExperimentSettings,
  of: Readonly<Record<string, unknown>>,
): ExperimentSettings {
  const out = join(base.out, stage);
  return { ...base, ...checkSettings({ ...SHARED, out, ...of }) };
}

/**
 * The experiment `rates`: none at each rate and the levels of Γs, on seeds of its own.
 *
 * @param base What all are made of: model, data, rate, epochs; `out` is the study's folder.
 */
export function ratesSettings(base: ExperimentSettings): ExperimentSettings {
  const levels = LEVELLED.map((gamma) => ({
    ...{ name: levelCondition(gamma), schedule: SCHEDULE, method: "none", gamma },
  }));
  return settingsOf("rates", base, {
    seeds: [...SEEDS.rates],
    methods: ["none"],
    conditions: [...otherRates(base), ...levels],
  });
}

/**
 * The experiment `main`: all conditions, on the seeds of `base`.
 *
 * @param levels What `rates` tells.
 */
export function mainSettings(base: ExperimentSettings, levels: Levels): ExperimentSettings {
  return settingsOf("main", base, {
    schedules: [...SCHEDULES],
    conditions: [
      ...otherRates(base),
      ...conditionSettings(levels).map((condition) => ({ schedule: SCHEDULE, ...condition })),
    ],
  });
}

/** What decides how many chunks there are, besides how many are asked for. */
const CHUNKING = ["model", ...CHUNK_SETTINGS] as const;

/**
 * The experiment `sizes`: fewer and more chunks to train on, on the first seeds of `base`. All there
 * are are known of the embedded data as the preset cuts them.
 */
export function sizesSettings(base: ExperimentSettings): ExperimentSettings {
  const preset = resolveSettings({ preset: "quick" });
  const isAsked = (name: string) => name === "trainChunks" || name === "evalChunks";
  const isPreset = CHUNKING.every((name) => isAsked(name) || base[name] === preset[name]);
  const all = isPreset ? [ALL_CHUNKS] : [];
  const some = SIZES.map((size) => Math.round(base.trainChunks * size));
  return settingsOf("sizes", base, {
    seeds: base.seeds.slice(0, SEEDS.sizes.length),
    sweep: { trainChunks: [...some, ...all.filter((chunks) => chunks > base.trainChunks)] },
  });
}
