/** What an objective is: what a training step makes smaller. */
import {
  aListOf,
  calls,
  checkDefinitionName,
  type Choice,
  type Contract,
  type Definition,
  fault,
  faultIn,
  formOf,
  giverWords,
  oneWord,
  optional,
  type Parameter,
  type ParametersOf,
  type ParameterValues,
  spreadable,
  trueOrFalse,
} from "../definition/mod.ts";
import { gradients, isValue, mean, type Value } from "../program/mod.ts";
import type { ProfileColumns, TokenDistances } from "../semantics/mod.ts";

/** What an objective may read of the words' meaning, by the run's Γ. */
export const OBJECTIVE_INPUTS = ["distances", "profiles"] as const;

/** One of {@linkcode OBJECTIVE_INPUTS}. */
export type ObjectiveInput = typeof OBJECTIVE_INPUTS[number];

/** What an objective is made of: values of the training step's program. */
export interface ObjectiveScope<P = ParameterValues> {
  /** The values of the definition's parameters, defaults included. */
  readonly parameters: P;
  /** `[masked, vocabulary]`: what the model says, with dropout. */
  readonly logits: Value;
  /** `[masked]`, int32: the right words. */
  readonly labels: Value;
  /** `[masked]`: the cross-entropies −ln q(right word), in nats. Their mean is the logged loss. */
  readonly losses: Value;
  /** How far each predicted word is from the right one by the run's Γ. No gradient flows through it. */
  distances(): TokenDistances;
  /** The vocabulary's profiles, `[vocabulary, width]`, and which words have one, `[vocabulary, 1]`. */
  profiles(): ProfileColumns;
  /** `[masked]`, int32: the numbers of the masked tokens in an order that seed and step decide. */
  tokenOrder(): Value;
  /**
   * `[vocabulary]`, int32: for each word the number of another. Those that have a profile change
   * places among themselves, in an order that the seed decides; the others keep theirs.
   */
  wordOrder(): Value;
}

/** An objective that can be chosen by its name. */
export interface ObjectiveDefinition extends Definition {
  /** That it is an objective. */
  readonly kind: "objective";
  /** What it reads of the words' meaning. @default {nothing} */
  readonly reads?: readonly ObjectiveInput[];
  /**
   * Whether a token's share of it depends on the step's other tokens. A step can then not be made of
   * several batches.
   * @default false
   */
  readonly wholeStep?: boolean;
  /**
   * Adds it to the program.
   *
   * @returns `[masked]`, float32: each token's share. Their mean is made smaller.
   */
  build(scope: ObjectiveScope): Value;
}

/** An objective that was chosen. */
export type ChosenObjective = Choice<ObjectiveDefinition>;

/** A number for each masked token, in the program of the logits, that these can be changed by. */
const SHARES: Contract = (value, spot, [scope] = []) => {
  const { logits, losses: { node, shape } } = scope as ObjectiveScope;
  const isRight = isValue(value) && value.node.builder === node.builder &&
    value.dtype === "float32" && value.shape.length === 1 && value.shape[0] === shape[0];
  if (!isRight) {
    throw fault(spot, value, "a value of the program, with one float32 for each masked token");
  }
  try {
    gradients(mean(value), [logits]);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw faultIn(
      spot.giver,
      `${giverWords(spot.giver)}: what ${spot.path} gave cannot be differentiated by the logits: ` +
        error.message.replace(/\.$/, ""),
      "Make it of the losses or the logits, by operations that have a gradient; stopGradient makes " +
        "constants of the others",
    );
  }
  return value;
};

/** What an objective must be. */
export const OBJECTIVE_FORM: Contract = formOf("objective", {
  reads: optional(aListOf(oneWord(OBJECTIVE_INPUTS))),
  wholeStep: optional(trueOrFalse),
  build: calls(SHARES, { isGivenValues: true }),
});

/**
 * An objective from its definition.
 *
 * @throws {TypeError} If the name is not one that a definition can have.
 *
 * @example Words that are found hard count more
 * ```ts
 * import { real } from "../definition/mod.ts";
 * import { add, multiply, scale } from "../program/mod.ts";
 * import { defineObjective } from "./define_objective.ts";
 * const steep = defineObjective({
 *   name: "steep",
 *   description: "the cross-entropy and a share of its square",
 *   parameters: { share: { description: "which", rule: real("a number", () => true), default: 0.1 } },
 *   build: ({ losses, parameters: { share } }) =>
 *     add(losses, scale(multiply(losses, losses), share)),
 * });
 * if (steep.kind !== "objective") throw new Error("it can stand in a registry");
 * ```
 */
export function defineObjective<
  // deno-lint-ignore ban-types
  const P extends Readonly<Record<string, Parameter>> = {},
>(
  definition: {
    name: string;
    description: string;
    parameters?: P;
    reads?: readonly ObjectiveInput[];
    wholeStep?: boolean;
    build(scope: ObjectiveScope<ParametersOf<P>>): Value;
  },
): ObjectiveDefinition {
  checkDefinitionName("objective", definition.name);
  // A registry holds objectives of any parameters; `choose` has checked their values by the rules.
  return { ...spreadable(definition), kind: "objective" } as unknown as ObjectiveDefinition;
}
