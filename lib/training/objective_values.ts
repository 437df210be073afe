/** What a step's objective is made of, each part only where it is read. */
import type { Value } from "../program/mod.ts";
import { stopGradient } from "../program/mod.ts";
import {
  type GammaParts,
  type ProfileColumns,
  profileColumns,
  type TokenDistances,
  tokenDistances,
} from "../semantics/mod.ts";
import type { ChosenObjective, ObjectiveInput, ObjectiveScope } from "./define_objective.ts";
import type { ForwardPass } from "./forward_pass.ts";
import type { StepPlaceholders } from "./step_interface.ts";

/**
 * Adds an objective to a program.
 *
 * @returns `[masked]`: each token's share. That of the cross-entropy are the losses themselves.
 * @throws {TypeError} If it reads what it does not say.
 */
export function objectiveShares(
  { definition, parameters }: ChosenObjective,
  feeds: StepPlaceholders,
  parts: GammaParts,
  { logits, predictions, losses }: Omit<ForwardPass, "lossesInBucket">,
): Value {
  const { builder, sizes: { vocabSize } } = feeds;
  const labels = feeds.get("labels");
  const { name, reads = [] } = definition;
  const allow = (input: ObjectiveInput) => {
    if (reads.includes(input)) return;
    throw new TypeError(`The objective ${name} reads ${input}, which is not among what it reads.`);
  };
  const scope: ObjectiveScope = {
    ...{ parameters, logits, labels, losses },
    distances(): TokenDistances {
      allow("distances");
      const inputs = { logits, predictions, labels, vocabSize };
      const { distances, counted } = tokenDistances(builder, parts, inputs);
      return { distances: stopGradient(distances), counted: stopGradient(counted) };
    },
    profiles(): ProfileColumns {
      allow("profiles");
      return profileColumns(builder, parts, vocabSize);
    },
    tokenOrder: () => feeds.get("token_order"),
    wordOrder() {
      allow("profiles");
      return feeds.get("word_order");
    },
  };
  return definition.build(scope);
}
