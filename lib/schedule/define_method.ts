/** What a method is in a registry: what makes A″ of A′, for any run. */
import {
  aFiniteNumber,
  aListOf,
  aNumber,
  anything,
  asJson,
  aText,
  calls,
  checkDefinitionName,
  type Contract,
  type Definition,
  faultIn,
  formOf,
  giverWords,
  hasMembers,
  oneWord,
  optional,
  type Parameter,
  type ParametersOf,
  type ParameterValues,
  spreadable,
} from "../definition/mod.ts";
import { type RateRule, SEEN } from "./rate_method.ts";

/**
 * Another run of the experiment, by what it differs in: the one that is equal to this but for the
 * method or condition `of`, with the same seed or the next one.
 */
export interface RunReference {
  /** The method or condition whose run is read. */
  of: string;
  /** Of the same seed, or of the next one. */
  from: "same" | "next";
}

/** The run that a method is made for. */
export interface MethodContext<P = ParameterValues> {
  /** The values of the definition's parameters, defaults included. */
  parameters: P;
  /** Optimiser steps of the whole run. */
  steps: number;
  /** The run's seed. */
  seed: number;
  /**
   * A″ ÷ A′ of each step of the run that the method `needs`; null where A′ is 0 or the step was not
   * made.
   */
  factors?: readonly (number | null)[];
}

/** A method that can be chosen by its name. */
export interface MethodDefinition extends Definition {
  /** That it is a method. */
  readonly kind: "method";
  /** The run whose factors it reads, if it does. @default {none} */
  needs?(parameters: ParameterValues): RunReference | undefined;
  /** The power that it was made of, if it was; `create` has it, too. @default {none} */
  readonly power?: number;
  /** The function that it was made of, if it was; `create` has it, too. @default {none} */
  readonly adjust?: AdjustMethod["adjust"];
  /**
   * How it makes the rates of one run.
   *
   * It is also called before anything is trained, with factors of 1, so that what does not go together
   * is said then.
   *
   * @throws {InputError} If parameters do not go together, or if it needs factors and there are none,
   * or not one for each step.
   */
  create(context: MethodContext): RateRule;
}

const RULE_MEMBERS = hasMembers({
  power: optional(aFiniteNumber),
  sees: optional(aListOf(oneWord(SEEN))),
  initial: optional(asJson),
  rate: optional(calls(aNumber)),
  keep: optional(calls(asJson)),
});

const RULE: Contract = (value, spot) => {
  const rule = RULE_MEMBERS(value, spot) as RateRule;
  const { power, rate, keep, sees } = rule;
  const wrong = (problem: string, mend: string) =>
    faultIn(spot.giver, `${giverWords(spot.giver)} ${problem}`, mend);
  if (power === undefined && rate === undefined) {
    throw wrong("does not say how it makes rates", "Give it a power, or a function rate()");
  }
  if (power !== undefined && [rate, keep, sees].some((part) => part !== undefined)) {
    throw wrong("has a power and code besides", "Give it either of the two");
  }
  return rule;
};

/** What a method must be. */
export const METHOD_FORM: Contract = formOf("method", {
  needs: optional(calls(optional(hasMembers({ of: aText, from: oneWord(["same", "next"]) })))),
  create: calls(RULE),
  power: optional(anything),
  adjust: optional(anything),
});

/** A method that multiplies A′ by a power of Γ's root. */
export interface PowerMethod {
  /** Its name in settings: letters, digits, `.` and `_`. */
  name: string;
  /** What it does: a phrase for the help. @default "A′ · (root of Γ)^power", with its number */
  description?: string;
  /** Of Γ's root, by which A′ is multiplied: −1 divides. */
  power: number;
}

/** A method that is a function of A′ and Γ's root; a step without Γ keeps A′. */
export interface AdjustMethod {
  /** Its name in settings: letters, digits, `.` and `_`. */
  name: string;
  /** What it does: a phrase for the help. @default "a function of A′ and the root of Γ" */
  description?: string;
  /** A″ of A′ and the root of Γ. */
  adjust: (scheduledRate: number, gammaRoot: number) => number;
}

/** A method that may see more, keep something, have parameters, or read another run. */
export interface FullMethod<P extends Readonly<Record<string, Parameter>>> {
  /** Its name in settings: letters, digits, `.` and `_`. */
  name: string;
  /** What it does: a phrase for the help. */
  description: string;
  /** Its parameters, each with a rule and a default. */
  parameters?: P;
  /** The run whose factors it reads. @default {none} */
  needs?(parameters: ParametersOf<P>): RunReference | undefined;
  /** How it makes the rates of one run. */
  create(context: MethodContext<ParametersOf<P>>): RateRule;
}

/**
 * A method from its definition. A power of Γ's root is enough for the usual ones, and is computed
 * inside the training step; a function of A′ and the root costs one more forward pass; the full
 * form may do anything.
 *
 * @throws {RangeError} If the power is not a finite number.
 * @throws {TypeError} If the name is not one that a definition can have.
 *
 * @example A further method in one line, and one that is no power
 * ```ts
 * import { createMethod } from "./create_method.ts";
 * import { defineMethod } from "./define_method.ts";
 * import { adjusted } from "./rate_method.ts";
 * const run = { steps: 1, seed: 0 };
 * const squared = createMethod(defineMethod({ name: "SD3", power: 2 }), run);
 * const capped = createMethod(
 *   defineMethod({ name: "capped", adjust: (rate, root) => rate * Math.min(root, 2) }),
 *   run,
 * );
 * if (adjusted(squared, 0.1, 2) !== 0.4) throw new Error("squared");
 * if (adjusted(capped, 0.1, 3) !== 0.2) throw new Error("capped");
 * ```
 *
 * @example A method that keeps something: the rate halves whenever the loss has grown
 * ```ts
 * import { defineMethod } from "./define_method.ts";
 * import type { RateRule } from "./rate_method.ts";
 * type Kept = { factor: number; loss: number | null };
 * const halving = defineMethod({
 *   name: "halve_on_growth",
 *   description: "half the rate after each step whose loss was above the one before",
 *   create: (): RateRule<Kept> => ({
 *     initial: { factor: 1, loss: null },
 *     rate: ({ scheduledRate }, { factor }) => scheduledRate * factor,
 *     keep: ({ loss }, { factor, loss: before }) => ({
 *       factor: before !== null && loss > before ? factor / 2 : factor,
 *       loss,
 *     }),
 *   }),
 * });
 * if (halving.kind !== "method") throw new Error("it can stand in a registry");
 * ```
 */
export function defineMethod<
  // deno-lint-ignore ban-types
  const P extends Readonly<Record<string, Parameter>> = {},
>(given: PowerMethod | AdjustMethod | FullMethod<P>): MethodDefinition {
  const definition = spreadable(given);
  const { name } = definition;
  checkDefinitionName("method", name);
  const kind = "method";
  if ("create" in definition) {
    // A registry holds methods of any parameters; `choose` has checked their values by the rules.
    return { ...definition, kind } as unknown as MethodDefinition;
  }
  if ("adjust" in definition) {
    const { adjust, description = "a function of A′ and the root of Γ" } = definition;
    // Kept, so that one can see of the definition alone what it does: two closures look the same.
    return { kind, name, description, adjust, create: () => adjusting(adjust) };
  }
  const { power, description = `A′ · (root of Γ)^${power}` } = definition;
  if (!Number.isFinite(power)) {
    throw new RangeError(`The power of method "${name}" must be a finite number: got ${power}.`);
  }
  return { kind, name, description, power, create: () => ({ power }) };
}

function adjusting(adjust: AdjustMethod["adjust"]): RateRule {
  return {
    sees: ["gamma"],
    rate: ({ scheduledRate, gammaRoot }) =>
      gammaRoot === undefined ? scheduledRate : adjust(scheduledRate, gammaRoot),
  };
}
