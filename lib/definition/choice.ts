/**
 * Choices: a definition's name with values for its parameters, written as one text wherever
 * settings are written: `cosine`, or `cosine_with_min_lr:minLrRate=0.1`.
 */
import { InputError, shown } from "../io/mod.ts";
import type {
  Definition,
  Parameter,
  ParameterValue,
  ParameterValues,
  Registry,
} from "./registry.ts";
import { knownNames } from "./registry.ts";

/** A definition that was chosen, and with what. */
export interface Choice<D extends Definition> {
  /** What was chosen. */
  readonly definition: D;
  /** All of its parameters, defaults included; one without a default and value is left out. */
  readonly parameters: ParameterValues;
  /** As it is written in settings: parameters in the definition's order, defaults left out. */
  readonly text: string;
}

/** A choice as plain data, as settings may have it in JSON. */
export type ChoiceJson = string | ({ name: string } & Record<string, ParameterValue>);

/**
 * The text of a choice that was given as a text or an object. Nothing is looked up, so it works
 * for definitions that are not known here; what is no choice at all is given back as it is.
 *
 * @throws {InputError} If a parameter cannot be written in such a text.
 *
 * @example
 * ```ts
 * import { choiceText } from "./choice.ts";
 * const text = choiceText({ name: "cosine_with_min_lr", minLrRate: 0.1 });
 * if (text !== "cosine_with_min_lr:minLrRate=0.1") throw new Error("one text");
 * ```
 */
export function choiceText(given: unknown): unknown {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return given;
  const { name, ...parameters } = given as Record<string, unknown>;
  if (typeof name !== "string") return given;
  for (const [key, value] of Object.entries(parameters)) {
    if (!`${key}${value}`.includes(":")) continue;
    throw new InputError(`the parameter ${shown(key)} of ${shown(name)} has a colon in it`, {
      mend: "Give it without: colons stand between the parameters of a choice",
    });
  }
  return [name, ...Object.entries(parameters).map(([key, value]) => `${key}=${value}`)].join(":");
}

/** The name in a choice's text. */
export function choiceName(choice: string): string {
  return choice.split(":", 1)[0]!;
}

/**
 * A choice's text as a part of a file's or folder's name: `:` is not allowed on all systems.
 *
 * @example
 * ```ts
 * import { choiceSlug } from "./choice.ts";
 * if (choiceSlug("scaled:factor=0.8") !== "scaled+factor=0.8") throw new Error("no colon");
 * ```
 */
export function choiceSlug(choice: string): string {
  return choice.replaceAll(":", "+");
}

/**
 * Looks a choice up.
 *
 * @throws {InputError} If there is no such definition or parameter, a value is not one that the
 * parameter can have, or a parameter is missing.
 */
export function choose<D extends Definition>(registry: Registry<D>, given: ChoiceJson): Choice<D> {
  const written = choiceText(given);
  if (typeof written !== "string" || written === "") {
    throw new InputError(`the value ${shown(given)} names no ${registry.kind}`, {
      mend: `Write a name, or a name and its parameters as name:parameter=value`,
    });
  }
  const [name, ...assignments] = written.split(":");
  const definition = registry.get(name!);
  const known = definition.parameters ?? {};
  const found = new Map<string, ParameterValue>();
  for (const assignment of assignments) {
    const [parameter, value] = assigned(definition, known, assignment);
    if (found.has(parameter)) {
      throw new InputError(`the parameter ${parameter} is given twice`, {
        place: written,
        mend: "Give it once",
      });
    }
    found.set(parameter, value);
  }
  const parameters: [string, ParameterValue][] = [];
  const parts = [name!];
  for (const [parameter, { default: standard, required }] of Object.entries(known)) {
    // Null is a value that a parameter may have.
    const isGiven = found.has(parameter);
    const value = isGiven ? found.get(parameter) : standard;
    if (value === undefined && required) throw missing(definition, parameter, known[parameter]!);
    if (value !== undefined) parameters.push([parameter, value]);
    if (isGiven && value !== standard) parts.push(`${parameter}=${value}`);
  }
  return {
    definition,
    parameters: Object.freeze(Object.fromEntries(parameters)),
    text: parts.join(":"),
  };
}

function missing({ kind, name }: Definition, parameter: string, { rule }: Parameter): InputError {
  return new InputError(`the ${kind} ${name} needs its parameter ${parameter}`, {
    mend: `Write ${name}:${parameter}=…, ${rule.expected}`,
  });
}

function assigned(
  { kind, name }: Definition,
  known: Readonly<Record<string, Parameter>>,
  assignment: string,
): [string, ParameterValue] {
  const at = assignment.indexOf("=");
  const parameter = at < 0 ? assignment : assignment.slice(0, at);
  const names = Object.keys(known);
  if (!Object.hasOwn(known, parameter)) {
    throw new InputError(`the ${kind} ${name} has no parameter ${shown(parameter)}`, {
      mend: names.length === 0
        ? "It has no parameters"
        : knownNames(parameter, names, "parameters"),
    });
  }
  const { rule } = known[parameter]!;
  const value = rule.parse(at < 0 ? "" : assignment.slice(at + 1));
  if (rule.accepts(value)) return [parameter, value as ParameterValue];
  throw new InputError(`the value ${shown(value)} cannot be used for ${parameter} of ${name}`, {
    mend: `It must be ${rule.expected}`,
  });
}
