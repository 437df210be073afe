/** The settings that decide what a run comes to. */
import { flag, oneOf, whole } from "../../definition/mod.ts";
import { type Precision, PRECISIONS } from "../../program/mod.ts";
import { TRAIN_DEFAULTS } from "../../training/mod.ts";
import { DATA_SETTINGS } from "./data_settings.ts";
import { GAMMA_SETTINGS } from "./gamma_settings.ts";
import { LENGTH_SETTINGS } from "./length_settings.ts";
import { MASKING_SETTINGS } from "./masking_settings.ts";
import { RATE_SETTINGS } from "./rate_settings.ts";
import type { RUN_COORDINATES } from "./run_coordinates.ts";
import { choiceOf, type Setting, setting, type SettingsOf } from "./setting.ts";

/** The setting of what a step makes smaller. */
export const OBJECTIVE_SETTINGS = {
  /** What a step makes smaller, such as `cross_entropy` or `sd_loss:lambda=0.1`. */
  objective: setting({
    scope: "run",
    onResume: "same",
    rule: choiceOf("objective"),
    chooses: "objective",
    default: "cross_entropy",
    before: "cross_entropy",
    placeholder: "NAME",
    help: "What a step makes smaller",
  }) as Setting<string>,
};

/** The settings of a step's batch. */
export const BATCH_SETTINGS = {
  /** Chunks in one forward and backward pass. */
  batchSize: setting({
    scope: "run",
    onResume: "same",
    rule: whole(1),
    help: "Chunks a batch",
  }) as Setting<number>,
  /**
   * Batches in one optimiser step, which is that of all their chunks in one batch but for dropout:
   * each counts by its masked tokens, as in Transformers.
   */
  gradientAccumulationSteps: setting({
    scope: "run",
    onResume: "same",
    rule: whole(1),
    default: TRAIN_DEFAULTS.gradientAccumulationSteps,
    help: "Batches a step",
  }) as Setting<number>,
};

/** The settings of what is computed in, and of what becomes of numbers that are none. */
export const NUMBER_SETTINGS = {
  /**
   * What becomes of a step whose loss, gradient, Γ or rate is not finite: `stop` ends the run there,
   * `skip` leaves the step out.
   */
  onNonfinite: setting({
    scope: "run",
    onResume: "same",
    unhashed: true,
    rule: oneOf(["stop", "skip"]),
    default: TRAIN_DEFAULTS.onNonfinite,
    before: "stop",
    help: "What to do at a loss, gradient or Γ that is not finite: end the run, or leave " +
      "the step out",
  }) as Setting<"stop" | "skip">,
  /**
   * What TensorFlow computes matrix products in: `bfloat16` is faster on processors and GPUs that
   * have it, and rounds to eight significant bits.
   */
  precision: setting({
    scope: "run",
    onResume: "same",
    rule: oneOf(PRECISIONS),
    default: "float32",
    before: "float32",
    help: "What matrix products are computed in; TensorFlow alone has bfloat16",
  }) as Setting<Precision>,
  /**
   * Whether TensorFlow's compiler XLA makes fused kernels of most of a step: the first step of a
   * program takes seconds longer, all others less. The last bits are others.
   */
  xla: setting({
    scope: "run",
    onResume: "same",
    rule: flag,
    default: false,
    before: false,
    help: "Have TensorFlow's compiler XLA fuse a step's kernels: the first step takes longer, " +
      "the others less",
  }) as Setting<boolean>,
};

/**
 * The settings of a run, in the order in which they are written down. Their type is said, since the
 * types that a package is published with are read of the source, and what is spread is lost there.
 */
export const RUN_SETTINGS:
  & typeof DATA_SETTINGS
  & typeof MASKING_SETTINGS
  & typeof GAMMA_SETTINGS
  & typeof OBJECTIVE_SETTINGS
  & typeof LENGTH_SETTINGS
  & typeof BATCH_SETTINGS
  & typeof RATE_SETTINGS
  & typeof NUMBER_SETTINGS = {
    ...DATA_SETTINGS,
    ...MASKING_SETTINGS,
    ...GAMMA_SETTINGS,
    ...OBJECTIVE_SETTINGS,
    ...LENGTH_SETTINGS,
    ...BATCH_SETTINGS,
    ...RATE_SETTINGS,
    ...NUMBER_SETTINGS,
  };

/** The settings of which a base, sweeps and conditions are made. */
export type BaseSettings = SettingsOf<typeof RUN_SETTINGS>;

/** Everything that decides one run: plain data, from which the run can be made anywhere. */
export type RunSettings = BaseSettings & SettingsOf<typeof RUN_COORDINATES>;
