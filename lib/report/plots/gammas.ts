/** What is said of the Γs that runs used, as their definitions have it. */
import type { Registry } from "../../definition/mod.ts";
import { InputError } from "../../io/mod.ts";
import type { RunResult } from "../../experiment/mod.ts";
import {
  chooseGamma,
  type GammaChoice,
  type GammaDefinition,
  GAMMAS,
} from "../../semantics/mod.ts";
import type { GammaCurveOptions } from "./gamma_curve.ts";

/** What a plot or a page says of a Γ. */
export type NamedGamma = Pick<GammaChoice, "name" | "sentence" | "words" | "reference"> & {
  /** n of Γ^(1/n); undefined where its definition is not at hand. */
  readonly root: number | undefined;
};

/**
 * What is said of a Γ. One whose definition is not at hand, as that of a plugin may be, goes by its
 * name.
 *
 * @param choice Its text in settings.
 */
export function namedGamma(choice: string, gammas: Registry<GammaDefinition> = GAMMAS): NamedGamma {
  const chosen = choiceOrNone(choice, gammas);
  if (chosen === undefined) {
    const sentence = `Γ is ${choice}, whose definition is not at hand.`;
    return { name: choice, sentence, words: {}, root: undefined };
  }
  const { name, sentence, words, reference, parts } = chosen;
  return {
    name,
    sentence,
    words,
    root: parts.root,
    ...(reference === undefined ? {} : { reference }),
  };
}

/** Undefined where there is no such definition, or it is another one by now. */
function choiceOrNone(
  choice: string,
  gammas: Registry<GammaDefinition>,
): GammaChoice | undefined {
  try {
    return chooseGamma(choice, gammas);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** What is said of the Γs that runs used, in the order in which they come. */
export function namedGammas(
  runs: readonly RunResult[],
  gammas: Registry<GammaDefinition> = GAMMAS,
): NamedGamma[] {
  return [...new Set(runs.map(({ run }) => run.settings.gamma))]
    .map((gamma) => namedGamma(gamma, gammas));
}

/** The root that all of some Γs take; undefined where they take several. */
export function commonRoot(gammas: readonly NamedGamma[]): number | undefined {
  const [first, ...others] = new Set(gammas.map(({ root }) => root));
  return others.length === 0 ? first : undefined;
}

/** How the plot of Γ names its root and what it is compared with, as far as that is one thing. */
export function gammaCurveOptions(
  runs: readonly RunResult[],
  definitions: Registry<GammaDefinition> = GAMMAS,
): Pick<GammaCurveOptions, "root" | "reference"> {
  const gammas = namedGammas(runs, definitions);
  const root = commonRoot(gammas);
  const reference = gammas.length === 1 ? gammas[0]!.reference : undefined;
  return {
    ...(root === undefined ? {} : { root }),
    ...(reference === undefined ? {} : { reference }),
  };
}

/**
 * The value of a Γ's root that is worth a line in a plot, where its definition has one: in `paper`
 * that of a batch where every prediction is right and every word is placed evenly between the poles,
 * (ln 6)^(1/3).
 *
 * @param gamma Its text in settings.
 */
export function gammaReference(
  gamma: string,
  gammas: Registry<GammaDefinition> = GAMMAS,
): Pick<GammaCurveOptions, "reference"> {
  const { reference } = namedGamma(gamma, gammas);
  return reference === undefined ? {} : { reference };
}
