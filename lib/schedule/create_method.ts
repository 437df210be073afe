/** From a choice in settings to a method for one run. */
import { type ChoiceJson, choose, Registry } from "../definition/mod.ts";
import { METHOD_FORM, type MethodContext, type MethodDefinition } from "./define_method.ts";
import { METHODS } from "./methods.ts";
import type { RateMethod } from "./rate_method.ts";

/** The run that a method is made for, as {@linkcode createMethod} is told of it. */
export type MethodRun = Omit<MethodContext, "parameters">;

/** For a definition that stands in no registry. */
const ANY_METHODS = new Registry<MethodDefinition>("method", [], METHOD_FORM);

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
    ? choose(ANY_METHODS.with([choice]), choice.name)
    : choose(methods, choice);
  const rule = definition.create({ ...run, parameters });
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
