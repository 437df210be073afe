/** The settings that decide which tokens are masked. */
import { MASK_PROBABILITY, type Masking, MASKINGS } from "../../data/mod.ts";
import { oneOf, real } from "../../definition/mod.ts";
import { TRAIN_DEFAULTS } from "../../training/mod.ts";
import { type Setting, setting } from "./setting.ts";

/** These settings, in the order in which they are written down. */
export const MASKING_SETTINGS = {
  /** What is masked together: each token by itself, or all pieces of a word. */
  masking: setting({
    scope: "run",
    onResume: "same",
    rule: oneOf(MASKINGS),
    default: TRAIN_DEFAULTS.masking,
    before: "token",
    help: "What is masked together: each token by itself, or all pieces of a word",
  }) as Setting<Masking>,
  /** Share of the tokens, or of the words, that are masked, above 0 and below 1. */
  maskProbability: setting({
    scope: "run",
    onResume: "same",
    rule: real("a number above 0 and below 1", (value) => value > 0 && value < 1),
    default: MASK_PROBABILITY,
    help: "Share of the tokens, or with whole words of these, that are masked",
  }) as Setting<number>,
  /** `fixed`: the same masks at each evaluation; `fresh`: drawn anew, as the original does. */
  evalMasks: setting({
    scope: "run",
    onResume: "same",
    rule: oneOf(["fixed", "fresh"]),
    default: TRAIN_DEFAULTS.evalMasks,
    help: "Masks at each evaluation: the same ones, or drawn anew",
  }) as Setting<"fixed" | "fresh">,
};
