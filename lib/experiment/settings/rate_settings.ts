/** The settings of AdamW: its rate, and what becomes of it. */
import { orNull, real, whole } from "../../definition/mod.ts";
import { freezeRule, TRAIN_DEFAULTS } from "../../training/mod.ts";
import { LARGEST, SMALLEST } from "./forms.ts";
import { type Setting, setting } from "./setting.ts";

/** These settings, in the order in which they are written down. */
export const RATE_SETTINGS = {
  /** The peak of A′. */
  learningRate: setting({
    scope: "run",
    onResume: "same",
    rule: real(
      "a number above 0 that float32 can hold, from 1.2e-38 to 3.4e38",
      (value) => value >= SMALLEST && value <= LARGEST,
    ),
    help: "The peak of A′",
  }) as Setting<number>,
  /** Optimiser steps over which A′ climbs to its peak. */
  warmupSteps: setting({
    scope: "run",
    onResume: "same",
    rule: whole(0),
    default: 0,
    help: "Steps over which A′ climbs to its peak",
  }) as Setting<number>,
  /** The same as a share of all steps, rounded up, where `warmupSteps` is 0. */
  warmupRatio: setting({
    scope: "run",
    onResume: "same",
    rule: real("a number from 0 to 1", (value) => value >= 0 && value <= 1),
    default: 0,
    before: 0,
    help: "The same as a share of all steps, where there are no such steps",
  }) as Setting<number>,
  /** AdamW's decay, not applied to biases and LayerNorm. */
  weightDecay: setting({
    scope: "run",
    onResume: "same",
    rule: real(
      "a number of at least 0 that float32 can hold, up to 3.4e38",
      (value) => value >= 0 && value <= LARGEST,
    ),
    default: TRAIN_DEFAULTS.weightDecay,
    help: "AdamW's decay",
  }) as Setting<number>,
  /** The gradient's norm is clipped to this. */
  maxGradNorm: setting({
    scope: "run",
    onResume: "same",
    rule: real("a number above 0", (value) => value > 0),
    default: TRAIN_DEFAULTS.maxGradNorm,
    help: "The gradient's norm is clipped to this",
  }) as Setting<number>,
  /** Parts of the model that stay as they are, such as `embeddings,layers:0-3`; null for none. */
  freeze: setting({
    scope: "run",
    onResume: "same",
    rule: orNull(freezeRule),
    form: (given) => typeof given === "string" ? given.replaceAll(/\s+/g, "") : given,
    default: null,
    before: null,
    placeholder: "PARTS",
    help: "Parts of the model that stay as they are: embeddings, layers:0-3 (from 0), head",
  }) as Setting<string | null>,
  /** The rate of layer i of L is A″ · layerDecay^(L − i): see `LayerRates`. */
  layerDecay: setting({
    scope: "run",
    onResume: "same",
    rule: real("a number above 0, at most 1", (value) => value > 0 && value <= 1),
    default: 1,
    before: 1,
    help: "By what the rate is multiplied from each layer to the one below it",
  }) as Setting<number>,
};
