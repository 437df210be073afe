/** The settings that decide which runs there are, how they are made, and what is kept of them. */
import {
  type BackendName,
  BACKENDS,
  type DeviceName,
  DEVICES,
  isDevice,
} from "../../backend/mod.ts";
import { flag, listOf, oneOf, type Rule, text, whole } from "../../definition/mod.ts";
import { DEFAULT_METRICS, TRAIN_DEFAULTS } from "../../training/mod.ts";
import { type Condition, conditionsRule, type Sweep, sweepRule } from "./overrides.ts";
import { choiceOf, type Setting, setting } from "./setting.ts";

const device: Rule<DeviceName> = {
  kind: "text",
  expected: DEVICES,
  accepts: isDevice,
  parse: (given) => given,
};

/** These settings, in the order in which they are written down. */
export const EXPERIMENT_SETTINGS = {
  /** A′: one run for each. */
  schedules: setting({
    scope: "experiment",
    onResume: "grows",
    rule: listOf(choiceOf("schedule")),
    chooses: "schedule",
    default: ["constant", "linear", "cosine"],
    help: "A′",
  }) as Setting<string[]>,
  /** A″: one run for each. */
  methods: setting({
    scope: "experiment",
    onResume: "grows",
    rule: listOf(choiceOf("method")),
    chooses: "method",
    default: ["none", "SD", "SD2"],
    help: "A″",
  }) as Setting<string[]>,
  /** One run for each: decides order, masks and dropout. */
  seeds: setting({
    scope: "experiment",
    onResume: "grows",
    rule: listOf(whole(0)),
    default: [0],
    help: "Decide order, masks and dropout",
  }) as Setting<number[]>,
  /** Further axes: for each of some run settings the values, one run for each. */
  sweep: setting({
    scope: "experiment",
    onResume: "grows",
    rule: sweepRule,
    default: {},
    before: {},
    placeholder: "NAME=V1,V2",
    help: "One run for each of these values of a run's setting",
  }) as Setting<Sweep>,
  /** Runs besides those of the axes: each sets what it names, and has the axes of all else. */
  conditions: setting({
    scope: "experiment",
    onResume: "grows",
    rule: conditionsRule,
    default: [],
    before: [],
    inFiles: true,
    help: "Further runs, each with a name and the settings that differ",
  }) as Setting<Condition[]>,
  /** What the others are compared with: a method or the name of a condition. */
  baseline: setting({
    scope: "experiment",
    onResume: "free",
    rule: text,
    default: "none",
    before: "none",
    placeholder: "NAME",
    help: "What the report compares with: a method or a condition",
  }) as Setting<string>,
  /**
   * Whether the tokenizer keeps capitals: as its files say, and where they are silent as
   * Transformers would (`auto`), or as is said here. The chunks' hash tells whether it matters.
   */
  casing: setting({
    scope: "experiment",
    onResume: "free",
    rule: oneOf(["auto", "cased", "uncased"]),
    default: "auto",
    before: "auto",
    help: "Whether the tokenizer keeps capitals: auto for what its files say",
  }) as Setting<"auto" | "cased" | "uncased">,
  /** What is measured at each evaluation, besides the loss. */
  metrics: setting({
    scope: "experiment",
    onResume: "free",
    whileMade: true,
    rule: listOf(choiceOf("metric")),
    chooses: "metric",
    default: [...DEFAULT_METRICS],
    before: ["eval_loss", "eval_perplexity", "eval_accuracy"],
    help: "What is measured at each evaluation",
  }) as Setting<string[]>,
  /**
   * When metrics besides the loss are measured: at each evaluation (`epochs`, as each epoch has one
   * unless `evalSteps` says otherwise), or at the `last` one alone.
   */
  metricsAt: setting({
    scope: "experiment",
    onResume: "free",
    whileMade: true,
    rule: oneOf(["epochs", "last"]),
    default: TRAIN_DEFAULTS.metricsAt,
    before: "epochs",
    help: "When metrics besides the loss are measured: at each evaluation, or the last alone",
  }) as Setting<"epochs" | "last">,
  /**
   * Whether the loss is also measured on training chunks at each evaluation, without dropout and with
   * the same masks each time (`train_eval_loss`): on a `sample`, as many as there are evaluation
   * chunks, which takes as long as those; on such a sample after the `last` epoch alone; on `all` of
   * them; or `no`. No run depends on it.
   */
  trainEval: setting({
    scope: "experiment",
    onResume: "free",
    whileMade: true,
    rule: oneOf(["no", "sample", "last", "all"]),
    default: TRAIN_DEFAULTS.trainEval,
    before: "no",
    help:
      "Evaluate training chunks, too: as many as evaluation chunks, or all; last: as many, at the end",
  }) as Setting<"no" | "sample" | "last" | "all">,
  /** What computes: `auto` is TensorFlow where it can be had. */
  backend: setting({
    scope: "experiment",
    onResume: "same",
    rule: oneOf(["auto", ...BACKENDS]),
    default: "auto",
    help: "What computes; auto is TensorFlow where it can be had",
  }) as Setting<"auto" | BackendName>,
  /** On what: `auto` is an NVIDIA GPU where there is one; `cpu`, `gpu`, or `gpu:1` for the second. */
  device: setting({
    scope: "experiment",
    onResume: "free",
    rule: device,
    default: "auto",
    before: "auto",
    placeholder: "DEVICE",
    help: "On what: auto (an NVIDIA GPU where there is one), cpu, gpu, or gpu:N of several",
  }) as Setting<DeviceName>,
  /**
   * Whether runs may go on, or be added, with other threads, another oneDNN, processor or TensorFlow
   * than the folder's runs were begun with, which gives them other last bits. It is told of each such run.
   */
  allowOtherBits: setting({
    scope: "experiment",
    onResume: "free",
    rule: flag,
    default: false,
    before: false,
    help: "Go on with other threads, or another processor or TensorFlow: other last bits",
  }) as Setting<boolean>,
  /**
   * When a run's state is saved, to go on from: `no`; `epoch`, at each evaluation, which is after each
   * epoch unless `evalSteps` says otherwise; or by `steps`.
   */
  saveStrategy: setting({
    scope: "experiment",
    onResume: "free",
    rule: oneOf(["no", "epoch", "steps"]),
    default: "epoch",
    before: "epoch",
    help: "When the state of a run is saved, to go on from: epoch is at each evaluation",
  }) as Setting<"no" | "epoch" | "steps">,
  /** Optimiser steps between two checkpoints, where `saveStrategy` is `steps`. */
  saveSteps: setting({
    scope: "experiment",
    onResume: "free",
    rule: whole(1),
    default: 500,
    before: 500,
    help: "Steps between two checkpoints, by steps",
  }) as Setting<number>,
  /** How many checkpoints of a run are kept, the latest ones; the best one is kept besides. */
  saveTotalLimit: setting({
    scope: "experiment",
    onResume: "free",
    rule: whole(1),
    default: 2,
    before: 2,
    help: "Latest checkpoints of a run that are kept, besides the best one",
  }) as Setting<number>,
  /**
   * Whether a run ends with the weights of its best checkpoint, the one with the least evaluation
   * loss, so that `saveModels` keeps these. It needs `saveStrategy` `epoch`.
   */
  loadBestModelAtEnd: setting({
    scope: "experiment",
    onResume: "free",
    whileMade: true,
    rule: flag,
    default: false,
    before: false,
    help: "End each run with the weights of the checkpoint that was evaluated best",
  }) as Setting<boolean>,
  /** Whether each run's final model is kept as a Hugging Face folder. */
  saveModels: setting({
    scope: "experiment",
    onResume: "same",
    rule: flag,
    default: false,
    help: "Keep each final model as a Hugging Face folder",
  }) as Setting<boolean>,
  /** Files of definitions; those that a run uses are part of what decides it, by their SHA-256. */
  plugins: setting({
    scope: "experiment",
    onResume: "free",
    rule: listOf(text, { least: 0 }),
    default: [],
    before: [],
    placeholder: "FILE",
    help: "Modules whose exported definitions can be named here",
  }) as Setting<string[]>,
  /** Where a run's records go besides `metrics.jsonl`. */
  reportTo: setting({
    scope: "experiment",
    onResume: "free",
    whileMade: true,
    rule: listOf(choiceOf("sink"), { least: 0 }),
    chooses: "sink",
    default: [],
    before: [],
    help: "Where records go besides metrics.jsonl",
  }) as Setting<string[]>,
  /** The folder of the results. */
  out: setting({
    scope: "place",
    onResume: "free",
    rule: text,
    placeholder: "FOLDER",
    help: "Where results go",
  }) as Setting<string>,
};
