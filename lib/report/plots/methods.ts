/** What is said of methods, as their definitions have it. */
import { choiceName, type Registry } from "../../definition/mod.ts";
import { InputError } from "../../io/mod.ts";
import { createMethod, type MethodDefinition, METHODS } from "../../schedule/mod.ts";
import { orderLabels } from "./grouping.ts";

/** What a plot or a page says of a method. */
export interface NamedMethod {
  /** The choice's text. */
  name: string;
  /** What A″ is, a phrase; undefined where its definition is not at hand. */
  description: string | undefined;
  /** The power of Γ's root by which it multiplies A′, if it is that. */
  power: number | undefined;
}

/**
 * What is said of some methods, in the plots' order.
 *
 * @param names Choices' texts, as often as they come.
 */
export function namedMethods(
  names: Iterable<string>,
  methods: Registry<MethodDefinition> = METHODS,
): NamedMethod[] {
  return orderLabels(names).map((name) => {
    const known = methods.has(choiceName(name));
    return {
      name,
      description: known ? methods.get(choiceName(name)).description : undefined,
      power: known ? powerOf(name, methods) : undefined,
    };
  });
}

/** A method that reads another run, or is another one by now, cannot be made here: it is no power. */
function powerOf(name: string, methods: Registry<MethodDefinition>): number | undefined {
  try {
    return createMethod(name, { steps: 1, seed: 0 }, methods).power;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** "SD: the scheduled rate divided by the root of Γ", of each method that has a description. */
export function methodSentences(
  names: Iterable<string>,
  methods: Registry<MethodDefinition> = METHODS,
): string[] {
  return namedMethods(names, methods).filter(({ description }) => description !== undefined)
    .map(({ name, description }) => `${name}: ${description}`);
}
