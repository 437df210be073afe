/** The settings that decide how long a run is, and when it is evaluated. */
import { orNull, whole } from "../../definition/mod.ts";
import { type Setting, setting } from "./setting.ts";

/** These settings, in the order in which they are written down. */
export const LENGTH_SETTINGS = {
  /** How often the training chunks are gone through. */
  epochs: setting({
    scope: "run",
    onResume: "same",
    rule: whole(1),
    help: "How often the training chunks are gone through",
  }) as Setting<number>,
  /** Optimiser steps of the run, more or fewer than its epochs have; null for those of its epochs. */
  maxSteps: setting({
    scope: "run",
    onResume: "same",
    rule: orNull(whole(1)),
    default: null,
    before: null,
    help: "Steps of a run, instead of those of its epochs",
  }) as Setting<number | null>,
  /** Optimiser steps between two evaluations; null for one after each epoch. */
  evalSteps: setting({
    scope: "run",
    onResume: "same",
    rule: orNull(whole(1)),
    default: null,
    before: null,
    help: "Steps between two evaluations, instead of one after each epoch",
  }) as Setting<number | null>,
  /**
   * A run ends after so many evaluations in a row whose loss is not below the least one before, as
   * Transformers' EarlyStoppingCallback has it: the evaluation before training does not count. Null
   * for never.
   */
  earlyStoppingPatience: setting({
    scope: "run",
    onResume: "same",
    rule: orNull(whole(1)),
    default: null,
    before: null,
    help:
      "End a run after so many evaluations in a row that are no better than the best one since " +
      "training began",
  }) as Setting<number | null>,
};
