/** The settings of the study's experiments. */
import { join } from "node:path";
import { checkSettings, EMBEDDED, type ExperimentSettings } from "../experiment/mod.ts";
import { InputError, settingName } from "../io/mod.ts";
import {
  ALL_CHUNKS,
  METHODS_IN_QUESTION,
  RATES,
  SCHEDULE,
  SCHEDULES,
  SEEDS,
  SIZES,
} from "./plan.ts";
import { chooseGamma } from "../semantics/mod.ts";
import type { StageName, StudyRun } from "./runs.ts";
import { mean } from "./statistics/bootstrap.ts";

/** Γs whose level is made that of `osgood`, so that it is no hidden rate. */
export const LEVELLED = ["random", "loss"] as const;

/** By what each of {@linkcode LEVELLED} is divided for that. */
export type Levels = Readonly<Record<(typeof LEVELLED)[number], number>>;

/** The condition of the experiment `rates` that tells the level of a Γ. */
function levelCondition(gamma: string): string {
  return `level_${gamma}`;
}

/** The mean of Γ's root over all steps of all runs of none with a condition's Γ. */
function meanRoot(runs: readonly StudyRun[], condition: string): number {
  const roots = runs.filter((run) => run.stage === "rates" && run.condition === condition)
    .map(({ mean_gamma_root }) => mean_gamma_root).filter((root) => root !== null);
  if (roots.length > 0) return mean(roots);
  throw new InputError(`no run of the experiment rates tells the level of ${condition}`, {
    mend: `Choose another folder with ${settingName("out", "the setting out")}`,
  });
}

/**
 * What the experiment `rates` tells of levels: by what a Γ is to be divided so that its root has the
 * mean of that of `osgood`, over the steps of none on seeds that no comparison has.
 *
 * @throws {InputError} If a run is not there.
 */
export function levelsOf(runs: readonly StudyRun[]): Levels {
  const osgood = meanRoot(runs, "none");
  const levels = LEVELLED.map((gamma) => {
    const ratio = meanRoot(runs, levelCondition(gamma)) / osgood;
    return [gamma, Number((ratio ** chooseGamma(gamma).parts.root).toPrecision(6))] as const;
  });
  return Object.fromEntries(levels) as Levels;
}

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

/** The conditions of a method, by what they are besides: `same_mean`, `shuffled`, … */
function conditionsOf(method: string, levels: Levels): Conditions {
  const parts: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    same_mean: { method: `mean:of=${method}` },
    shuffled: { method: `replay:of=${method}:order=shuffled` },
    replayed: { method: `replay:of=${method}:from=next` },
    random: { gamma: "random", gammaReference: levels.random },
    loss: { gamma: "loss", gammaReference: levels.loss },
    paper: { gamma: "paper" },
    notebook: { gamma: "notebook" },
    kappa1: { gamma: "osgood:root=1" },
    normalised: { gammaReference: "initial" },
  };
  return Object.entries(parts).map(([name, settings]) => ({
    ...{ name: `${name}_${method}`, schedule: SCHEDULE, method },
    ...settings,
  }));
}

/** Objectives with Γ's profile in them, each beside those of shuffled and of random meaning. */
const OBJECTIVE_CONDITIONS: Conditions = Object.entries({
  sd_token: { objective: "sd_token" },
  sd_token_shuffled: { objective: "sd_token:order=shuffled" },
  sd_token_random: { objective: "sd_token", gamma: "random" },
  sd_loss: { objective: "sd_loss:lambda=0.1" },
  sd_loss_shuffled: { objective: "sd_loss:lambda=0.1:order=shuffled" },
  sd_loss_random: { objective: "sd_loss:lambda=0.1", gamma: "random" },
}).map(([name, settings]) => ({ name, schedule: SCHEDULE, method: "none", ...settings }));

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
      ...METHODS_IN_QUESTION.flatMap((method) => conditionsOf(method, levels)),
      { name: "greedy_lr", schedule: SCHEDULE, method: "greedy" },
      ...OBJECTIVE_CONDITIONS,
    ],
  });
}

/**
 * The experiment `sizes`: fewer and more chunks to train on, on the first seeds of `base`. All there
 * are are known of the embedded data.
 */
export function sizesSettings(base: ExperimentSettings): ExperimentSettings {
  const { model, data } = base;
  const all = model === EMBEDDED && data === EMBEDDED ? [ALL_CHUNKS] : [];
  const some = SIZES.map((size) => Math.round(base.trainChunks * size));
  return settingsOf("sizes", base, {
    seeds: base.seeds.slice(0, SEEDS.sizes.length),
    sweep: { trainChunks: [...some, ...all.filter((chunks) => chunks > base.trainChunks)] },
  });
}
