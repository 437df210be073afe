/** What an experiment is made of: every setting, its range, and how a mistake in one is reported. */

import { closest, distance } from "fastest-levenshtein";
import { type Precision, PRECISIONS } from "../program/mod.ts";
import { type DeviceName, DEVICES, isDevice } from "../backend/mod.ts";
import { InputError, settingName, shown } from "../io/mod.ts";
import { METHODS, type ScheduleName, SCHEDULES } from "../schedule/mod.ts";

/**
 * Everything that decides an experiment. `config.json` in its folder holds all of it; a file given
 * given for `config` holds any part of it under the same names.
 */
export interface ExperimentSettings {
  /** α: a Hugging Face folder of a BERT for masked LM, or `embedded` for the one shipped here. */
  model: string;
  /** A CLOTH folder, a CSV or a text file, or `embedded` for the data shipped here. */
  data: string;
  /**
   * `windows`: each blank's sentence with the one before it, as the original does; `passages`: each
   * passage once, whole.
   */
  dataConstruction: "windows" | "passages";
  /** How many passages of the data are read at most; null for all. */
  passageLimit: number | null;
  /**
   * Where the evaluation chunks come from. `train`: chunks of the same data that are not trained on,
   * as in the original. Data without splits has no other.
   */
  evalSplit: "train" | "valid" | "test";
  /** Decides which chunks are trained on and evaluated, the same ones for every run. */
  dataSeed: number;
  /** Tokens a chunk, with `[CLS]` and `[SEP]` wherever a text begins or ends. */
  chunkLength: number;
  /** Chunks trained on in each epoch. */
  trainChunks: number;
  /** Chunks evaluated after each epoch. */
  evalChunks: number;
  /** Share of the tokens that are masked, above 0 and below 1. */
  maskProbability: number;
  /** `fixed`: the same evaluation masks in every epoch; `fresh`: drawn anew, as the original does. */
  evalMasks: "fixed" | "fresh";
  /**
   * β: `auto` for all-MiniLM-L6-v2 where it is at hand and else its embedded table; `table`; a
   * local folder; or a name on the hub.
   */
  beta: string;
  /** Which definition of Γ: see lib/semantics. */
  gamma: "paper" | "notebook";
  /** A′: one run for each. */
  schedules: ScheduleName[];
  /** A″: one run for each, by its name in `METHODS`. */
  methods: string[];
  /** One run for each: decides order, masks and dropout. */
  seeds: number[];
  /** How often the training chunks are gone through. */
  epochs: number;
  /** Chunks in one forward and backward pass. */
  batchSize: number;
  /** Batches in one optimiser step. */
  gradientAccumulationSteps: number;
  /** The peak of A′. */
  learningRate: number;
  /** Optimiser steps over which A′ climbs to its peak. */
  warmupSteps: number;
  /** AdamW's decay, not applied to biases and LayerNorm. */
  weightDecay: number;
  /** The gradient's norm is clipped to this. */
  maxGradNorm: number;
  /**
   * What becomes of a step whose loss, gradient, Γ or rate is not finite: `stop` ends the run there,
   * `skip` leaves the step out.
   */
  onNonfinite: "stop" | "skip";
  /** What computes: `auto` is TensorFlow where it can be had. */
  backend: "auto" | "tensorflow" | "webgpu" | "wasm" | "cpu";
  /** On what: `auto` is an NVIDIA GPU where there is one; `cpu`, `gpu`, or `gpu:1` for the second. */
  device: DeviceName;
  /**
   * What TensorFlow computes matrix products in: `bfloat16` is faster on processors and GPUs that
   * have it, and rounds to eight significant bits.
   */
  precision: Precision;
  /** When a run's state is saved, to go on from: `no`, after each `epoch`, or by `steps`. */
  saveStrategy: "no" | "epoch" | "steps";
  /** Optimiser steps between two checkpoints, where `saveStrategy` is `steps`. */
  saveSteps: number;
  /** How many checkpoints of a run are kept, the latest ones; the best one is kept besides. */
  saveTotalLimit: number;
  /**
   * Whether a run ends with the weights of its best checkpoint, the one with the least evaluation
   * loss, so that `saveModels` keeps these. It needs `saveStrategy` `epoch`.
   */
  loadBestModelAtEnd: boolean;
  /** Whether each run's final model is kept as a Hugging Face folder. */
  saveModels: boolean;
  /** The folder of the results. */
  out: string;
}

interface Rule {
  /** What a value must be, to go on after "must be". */
  expected: string;
  accepts(value: unknown): boolean;
}

const text: Rule = {
  expected: "a text that is not empty",
  accepts: (value) => typeof value === "string" && value.trim() !== "",
};

const flag: Rule = {
  expected: "true or false",
  accepts: (value) => typeof value === "boolean",
};

function oneOf(values: Iterable<string>): Rule {
  const allowed = [...values];
  return {
    expected: `one of ${allowed.join(", ")}`,
    accepts: (value) => typeof value === "string" && allowed.includes(value),
  };
}

function whole(least: number): Rule {
  return {
    expected: `a whole number, at least ${least}`,
    accepts: (value) => Number.isSafeInteger(value) && (value as number) >= least,
  };
}

function wholeOrNull(least: number): Rule {
  const { expected, accepts } = whole(least);
  return { expected: `${expected}, or null`, accepts: (value) => value === null || accepts(value) };
}

function real(expected: string, accepts: (value: number) => boolean): Rule {
  return { expected, accepts: (value) => Number.isFinite(value) && accepts(value as number) };
}

function listOf({ expected, accepts }: Rule): Rule {
  return {
    expected: `a list of different values, each ${expected}`,
    accepts: (value) =>
      Array.isArray(value) && value.length > 0 && value.every(accepts) &&
      new Set(value).size === value.length,
  };
}

const RULES: { readonly [Name in keyof ExperimentSettings]: Rule } = {
  model: text,
  data: text,
  dataConstruction: oneOf(["windows", "passages"]),
  passageLimit: wholeOrNull(1),
  evalSplit: oneOf(["train", "valid", "test"]),
  dataSeed: whole(0),
  chunkLength: whole(3),
  trainChunks: whole(1),
  evalChunks: whole(1),
  maskProbability: real("a number above 0 and below 1", (value) => value > 0 && value < 1),
  evalMasks: oneOf(["fixed", "fresh"]),
  beta: text,
  gamma: oneOf(["paper", "notebook"]),
  schedules: listOf(oneOf(SCHEDULES)),
  methods: listOf(oneOf(METHODS.keys())),
  seeds: listOf(whole(0)),
  epochs: whole(1),
  batchSize: whole(1),
  gradientAccumulationSteps: whole(1),
  learningRate: real("a number above 0", (value) => value > 0),
  warmupSteps: whole(0),
  weightDecay: real("a number of at least 0", (value) => value >= 0),
  maxGradNorm: real("a number above 0", (value) => value > 0),
  onNonfinite: oneOf(["stop", "skip"]),
  backend: oneOf(["auto", "tensorflow", "webgpu", "wasm", "cpu"]),
  device: { expected: DEVICES, accepts: isDevice },
  precision: oneOf(PRECISIONS),
  saveStrategy: oneOf(["no", "epoch", "steps"]),
  saveSteps: whole(1),
  saveTotalLimit: whole(1),
  loadBestModelAtEnd: flag,
  saveModels: flag,
  out: text,
};

/** The names of all settings, in the order of {@linkcode ExperimentSettings}. */
export const SETTING_NAMES = Object.keys(RULES) as readonly (keyof ExperimentSettings)[];

/**
 * Settings that an experiment may change and go on: what they did to a run stands in its own
 * records, and which kind of device computed in the environment.
 */
export const FREE_SETTINGS: Readonly<
  Pick<
    ExperimentSettings,
    | "onNonfinite"
    | "device"
    | "saveStrategy"
    | "saveSteps"
    | "saveTotalLimit"
    | "loadBestModelAtEnd"
  >
> = {
  onNonfinite: "stop",
  device: "auto",
  saveStrategy: "epoch",
  saveSteps: 500,
  saveTotalLimit: 2,
  loadBestModelAtEnd: false,
};

/** Settings that are missing in a folder of an older version, which did what is here. */
export const LATER_SETTINGS: Readonly<Partial<ExperimentSettings>> = {
  ...FREE_SETTINGS,
  precision: "float32",
};

/** Where settings were written down, for the messages about them. */
export interface SettingsOrigin {
  /** The file they are from. */
  file?: string;
  /** How a setting is named there. @default its name, such as `batchSize` */
  label?: (name: string) => string;
}

/**
 * Some settings, if each is known and in its range. Settings that are `undefined` count as absent.
 *
 * @throws {InputError} If one is not; the message names it, its value and what it must be.
 *
 * @example
 * ```ts
 * import { checkSettings } from "./settings.ts";
 * const settings = checkSettings({ epochs: 3, gamma: "paper" });
 * if (settings.epochs !== 3) throw new Error("they are given back as they are");
 * ```
 */
export function checkSettings(
  values: Readonly<Record<string, unknown>>,
  { file, label = (name) => name }: SettingsOrigin = {},
): Partial<ExperimentSettings> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    const place = { ...(file === undefined ? {} : { file }), place: label(name) };
    if (!Object.hasOwn(RULES, name)) throw unknownSetting(name, place);
    const { expected, accepts } = RULES[name as keyof ExperimentSettings];
    if (!accepts(value)) {
      throw new InputError(`the value ${shown(value)} cannot be used`, {
        ...place,
        mend: `It must be ${expected}`,
      });
    }
  }
  return Object.fromEntries(given);
}

/**
 * Refuses settings that do not go together.
 *
 * @throws {InputError} If the best model is to be loaded, but not saved wherever it may be.
 */
export function checkCombination(
  { loadBestModelAtEnd, saveStrategy }: Pick<
    ExperimentSettings,
    "loadBestModelAtEnd" | "saveStrategy"
  >,
): void {
  if (!loadBestModelAtEnd || saveStrategy === "epoch") return;
  throw new InputError(
    `${settingName("loadBestModelAtEnd")} cannot be used with ${settingName("saveStrategy")} ` +
      `${saveStrategy}: models are evaluated after each epoch, and the best one must have been saved`,
    { mend: `Set ${settingName("saveStrategy")} to epoch` },
  );
}

function unknownSetting(name: string, place: { file?: string; place: string }): InputError {
  const isShort = name.length <= 2 * Math.max(...SETTING_NAMES.map((known) => known.length));
  const nearest = closest(name, SETTING_NAMES as unknown as string[]);
  const near = isShort &&
    distance(name.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, name.length / 3);
  return new InputError("there is no such setting", {
    ...place,
    mend: near ? `Perhaps ${nearest} is meant` : `The settings are ${SETTING_NAMES.join(", ")}`,
  });
}
