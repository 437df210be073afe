/** The objectives there are. A further one is a file in `objectives/` and a line here. */
import { type ChoiceJson, choose, Registry } from "../definition/mod.ts";
import { InputError, settingName } from "../io/mod.ts";
import { type GammaChoice, hasGraph, scaleWidth } from "../semantics/mod.ts";
import {
  type ChosenObjective,
  OBJECTIVE_FORM,
  type ObjectiveDefinition,
} from "./define_objective.ts";
import { CROSS_ENTROPY } from "./objectives/cross_entropy.ts";
import { SD_LOSS } from "./objectives/sd_loss.ts";
import { SD_TOKEN } from "./objectives/sd_token.ts";

/** The objectives by name; the first is that of the paper. */
export const OBJECTIVES: Registry<ObjectiveDefinition> = new Registry("objective", [
  CROSS_ENTROPY,
  SD_TOKEN,
  SD_LOSS,
], OBJECTIVE_FORM);

/**
 * The objective of a choice, such as `sd_loss:lambda=0.1`.
 *
 * @throws {InputError} If there is no such objective or parameter.
 */
export function chooseObjective(
  choice: ChoiceJson = CROSS_ENTROPY.name,
  objectives: Registry<ObjectiveDefinition> = OBJECTIVES,
): ChosenObjective {
  return choose(objectives, choice);
}

/** What an objective has to go together with. */
export interface ObjectiveSurroundings {
  /** The run's Γ. */
  gamma: Pick<GammaChoice, "name" | "parts">;
  /** Batches of a step. */
  gradientAccumulationSteps: number;
}

/**
 * Refuses an objective that cannot be computed as it is meant.
 *
 * @throws {InputError} If Γ does not give what it reads, has a pass of its own where distances are read,
 * or the same profile for every word, or if a step is divided that it needs whole.
 */
export function checkObjective(
  { definition: { name, reads = [], wholeStep = false } }: ChosenObjective,
  { gamma, gradientAccumulationSteps }: ObjectiveSurroundings,
): void {
  if (reads.includes("distances") && !hasGraph(gamma.parts)) {
    const why = gamma.parts.pairing === "words"
      ? "pairs the words of texts"
      : `has the distance ${gamma.parts.distance.name}, which no graph computes`;
    throw new InputError(
      `the objective ${name} needs each masked token's distance, and Γ ${gamma.name} ${why}`,
      { mend: `Use another ${settingName("gamma")}, such as paper, or another objective` },
    );
  }
  const { pass, prediction, profile } = gamma.parts;
  if (reads.includes("distances") && pass !== "same") {
    throw new InputError(
      `the objective ${name} weighs by the step's own forward pass, and Γ ${gamma.name} has another`,
      { mend: `Use a ${settingName("gamma")} with pass=same, or another objective` },
    );
  }
  // At a word's own probability Γ is the loss even where words do not differ, and so are the weights.
  const comparesWords = reads.includes("profiles") ||
    reads.includes("distances") && prediction !== "probability";
  if (comparesWords && scaleWidth(profile) === 0) {
    throw new InputError(
      `the objective ${name} needs words that differ, and by Γ ${gamma.name} every word has the same ` +
        `profile, ${profile.name}: it would be the plain cross-entropy`,
      { mend: `Use another ${settingName("gamma")}, such as osgood, or another objective` },
    );
  }
  if (wholeStep && gradientAccumulationSteps > 1) {
    throw new InputError(
      `the objective ${name} compares all masked tokens of a step, and ` +
        `${
          settingName("gradientAccumulationSteps")
        } divides it into ${gradientAccumulationSteps} batches`,
      {
        mend: `Set ${settingName("gradientAccumulationSteps")} to 1, and ` +
          `${settingName("batchSize")} to all chunks of a step`,
      },
    );
  }
}
