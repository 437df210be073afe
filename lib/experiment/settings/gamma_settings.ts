/** The settings of Γ: what scores words, what is made of the scores, and what that is compared with. */
import { orWord, real, text } from "../../definition/mod.ts";
import { choiceOf, type Setting, setting } from "./setting.ts";

const REFERENCE = orWord(
  ["none", "initial"],
  real("a number above 0", (value) => value > 0),
);

/** These of the settings that decide what a run comes to, in their order. */
export const GAMMA_SETTINGS = {
  /**
   * β: `auto` for all-MiniLM-L6-v2 where it is at hand and else its embedded table; `table`; a
   * local folder; or a name on the hub.
   */
  beta: setting({
    scope: "run",
    onResume: "same",
    rule: text,
    default: "auto",
    placeholder: "MODEL",
    help: "β: auto, table (English words), a sentence encoder's folder, or its name on the hub",
  }) as Setting<string>,
  /** The definition of Γ, such as `paper` or `paper:distance=kl`. */
  gamma: setting({
    scope: "run",
    onResume: "same",
    rule: choiceOf("gamma"),
    chooses: "gamma",
    default: "paper",
    placeholder: "NAME",
    help: "Which definition of Γ",
  }) as Setting<string>,
  /**
   * Γ_ref of A″ = A′ · (Γ ÷ Γ_ref)^κ: a number, `initial` for Γ before the first step, or `none` for
   * the original's A″ = A′ · Γ^κ, where the level of Γ is a rate of its own.
   */
  gammaReference: setting({
    scope: "run",
    onResume: "same",
    rule: REFERENCE,
    form: (given) => typeof given === "string" ? REFERENCE.parse(given) : given,
    default: "none",
    before: "none",
    placeholder: "NUMBER",
    help:
      "What Γ is divided by before its root scales the rate: none, initial (Γ before the first " +
      "step), or a number",
  }) as Setting<"none" | "initial" | number>,
};
