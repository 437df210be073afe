/** From a choice in settings to a method for one run. */
import { type ChoiceJson, choose, Registry } from "../definition/mod.ts";
import { InputError } from "../io/mod.ts";
import type { MethodContext, MethodDefinition } from "./define_method.ts";
import { METHODS } from "./methods.ts";
import type { RateMethod, RateRule } from "./rate_method.ts";

/** The run that a method is made for, as {@linkcode createMethod} is told of it. */
export type MethodRun = Omit<MethodContext, "parameters">;

function isDefinition(choice: ChoiceJson | MethodDefinition): choice is MethodDefinition {
  return typeof choice === "object" && "create" in choice;
}

/**
 * The method of a name, with values for its parameters where they are given, for one run.
 *
 * @param choice A name, `scaled:factor=0.8`, the same as an object, or a definition whose
 * parameters all have defaults.
 * @param methods Those that can be chosen.
 * @throws {InputError} If there is no such method or parameter, its values cannot be used, the
 * factors it needs are missing or of another run's length, or it does not say how rates are made.
 *
 * @example
 * ```ts
 * import { createMethod } from "./create_method.ts";
 * const method = createMethod("SD", { steps: 58, seed: 0 });
 * if (method.name !== "SD" || method.power !== -1) throw new Error("SD divides by the root");
 * ```
 */
export function createMethod(
  choice: ChoiceJson | MethodDefinition,
  run: MethodRun,
  methods: Registry<MethodDefinition> = METHODS,
): RateMethod {
  const { definition, parameters, text } = isDefinition(choice)
    ? choose(new Registry("method", [choice]), choice.name)
    : choose(methods, choice);
  const rule = definition.create({ ...run, parameters });
  checkRule(definition.name, rule);
  const { power, sees, initial } = rule;
  return {
    name: text,
    ...(power === undefined ? {} : { power }),
    ...(sees === undefined ? {} : { sees }),
    ...(initial === undefined ? {} : { initial }),
    // Called on the rule, which may be an object of a class.
    ...(rule.rate && { rate: (view, kept) => rule.rate!(view, kept) }),
    ...(rule.keep && { keep: (outcome, kept) => rule.keep!(outcome, kept) }),
  };
}

function checkRule(name: string, { power, rate, keep, sees }: RateRule): void {
  if (power === undefined && rate === undefined) {
    throw new InputError(`the method ${name} does not say how it makes rates`, {
      mend: "Give it a power, or a function rate()",
    });
  }
  if (power === undefined) return;
  if (rate !== undefined || keep !== undefined || sees !== undefined) {
    throw new InputError(`the method ${name} has a power and code besides`, {
      mend: "Give it either of the two",
    });
  }
  if (!Number.isFinite(power)) {
    throw new InputError(`the power ${power} of the method ${name} cannot be used`, {
      mend: "It must be a finite number",
    });
  }
}
