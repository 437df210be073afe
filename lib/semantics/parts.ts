/** What a definition of Γ consists of. */
import { oneOf, type Parameter, real } from "../definition/mod.ts";
import { InputError } from "../io/mod.ts";
import type { DistanceDefinition } from "./distance.ts";
import { DISTANCES } from "./distances.ts";
import type { ProfileDefinition, ProfileValues } from "./profile.ts";
import { PROFILE_VALUES } from "./profile.ts";
import { PROFILES } from "./profiles.ts";

/** The values of the parts that are a choice of words, each in a phrase for sentences. */
export const PART_WORDS = {
  positions: {
    masked: "all masked tokens",
    "first-chunk": "the tokens of the batch's first chunk that show [MASK]",
  },
  prediction: {
    argmax: "the likeliest word",
    expectation: "all words, weighted by their probability",
    probability: "itself at the probability that it has",
  },
  pairing: {
    tokens: "token by token",
    words: "word by word of the decoded texts",
  },
  pass: {
    same: "the forward pass that makes the step",
    second: "a forward pass of its own before it",
  },
  reduction: {
    mean: "mean",
    sum: "sum",
  },
} as const;

/** {@linkcode PART_WORDS}, as a type. */
export type PartWords = typeof PART_WORDS;

/** What a Γ consists of. */
export interface GammaParts {
  /** Which masked tokens count. */
  readonly positions: keyof PartWords["positions"];
  /**
   * What α's prediction is: its likeliest word, the mean of all words' profiles by its softmax, or the
   * right word's profile times the probability that α gives it.
   */
  readonly prediction: keyof PartWords["prediction"];
  /**
   * What is compared with what: the predicted with the right token, or, as the original's notebook
   * does, the n-th words of the decoded texts.
   */
  readonly pairing: keyof PartWords["pairing"];
  /** Which forward pass predicts: the step's, or one with a dropout of its own. */
  readonly pass: keyof PartWords["pass"];
  /** Where a word lies. */
  readonly profile: ProfileDefinition;
  /** How far two words are apart. */
  readonly distance: DistanceDefinition;
  /** How Γ is made of the pairs' distances. */
  readonly reduction: keyof PartWords["reduction"];
  /** n of Γ^(1/n), by which the rate is divided or multiplied. Above 0. */
  readonly root: number;
}

/** The name of a part. */
export type PartName = keyof GammaParts;

/** The parts with their values as settings have them: profile and distance by name. */
export type NamedParts = Omit<GammaParts, "profile" | "distance"> & {
  readonly profile: string;
  readonly distance: string;
};

/** The parts as parameters of a definition, in the order in which they are written. */
export function partParameters(
  defaults: GammaParts,
): Readonly<Record<PartName, Parameter & { default: string | number }>> {
  const words = (name: keyof PartWords, description: string) => ({
    description,
    rule: oneOf(Object.keys(PART_WORDS[name])),
    default: defaults[name],
  });
  return {
    positions: words("positions", "which masked tokens count"),
    prediction: words("prediction", "what is taken for the prediction"),
    pairing: words("pairing", "what is compared: tokens, or the words of the decoded texts"),
    pass: words("pass", "which forward pass predicts: the step's own, or a second one"),
    profile: {
      description: "where a word lies",
      rule: oneOf(namesWith(PROFILES, defaults.profile)),
      default: defaults.profile.name,
    },
    distance: {
      description: "how far two words are apart",
      rule: oneOf(namesWith(DISTANCES, defaults.distance)),
      default: defaults.distance.name,
    },
    reduction: words("reduction", "what is made of the pairs' distances"),
    root: {
      description: "n of the root Γ^(1/n) that scales the rate",
      rule: real("a number above 0", (value) => value > 0),
      default: defaults.root,
    },
  };
}

function namesWith(all: readonly { name: string }[], own: { name: string }): string[] {
  return [...new Set([...all.map(({ name }) => name), own.name])];
}

/** The parts that have these names; those of the defaults are found, too. */
export function findParts(named: NamedParts, defaults: GammaParts): GammaParts {
  return {
    ...named,
    profile: find(PROFILES, defaults.profile, named.profile),
    distance: find(DISTANCES, defaults.distance, named.distance),
  };
}

function find<T extends { name: string }>(all: readonly T[], own: T, name: string): T {
  return own.name === name ? own : all.find((each) => each.name === name)!;
}

/** Whether numbers of one kind can be taken for another. */
function serves(has: ProfileValues, wants: ProfileValues): boolean {
  return PROFILE_VALUES.indexOf(has) <= PROFILE_VALUES.indexOf(wants);
}

const VALUE_WORDS: Readonly<Record<ProfileValues, string>> = {
  shares: "shares of a whole",
  positive: "positive numbers",
  real: "numbers of either sign",
};

/**
 * Refuses parts that do not go together.
 *
 * @param place The choice, for the message.
 * @throws {InputError} If they do not; the message names those that would.
 */
export function checkParts({ profile, distance, prediction, pairing }: GammaParts, place: string) {
  if (!serves(profile.values, distance.compares)) {
    // One that tells no words apart would serve, and help nobody.
    const fitting = PROFILES.filter(({ values, scale }) =>
      serves(values, distance.compares) && scale !== "none"
    );
    throw new InputError(
      `the distance ${distance.name} compares ${VALUE_WORDS[distance.compares]}, and the profile ` +
        `${profile.name} has ${VALUE_WORDS[profile.values]}`,
      { place, mend: `Use the profile ${fitting.map(({ name }) => name).join(" or ")}` },
    );
  }
  if (pairing === "words" && prediction !== "argmax") {
    throw new InputError(
      `the texts to be paired by words are made of likeliest words, of which there is no ${prediction}`,
      { place, mend: "Use the pairing tokens, or the prediction argmax" },
    );
  }
}

/**
 * Whether a program can compute Γ at all. Otherwise it is measured from predictions that a program
 * gives.
 */
export function hasGraph({ pairing, distance }: Pick<GammaParts, "pairing" | "distance">): boolean {
  return pairing === "tokens" && distance.graph !== undefined;
}

/**
 * Whether the training step computes Γ as it runs, from its own forward pass. Otherwise Γ is
 * measured before the step and given to it.
 */
export function inGraph(parts: Pick<GammaParts, "pairing" | "distance" | "pass">): boolean {
  return hasGraph(parts) && parts.pass === "same";
}

/** A root by its name: "cube root" for 3. */
export function rootName(root: number): string {
  const names: Readonly<Record<number, string>> = {
    2: "square root",
    3: "cube root",
    4: "fourth root",
  };
  return names[root] ?? `root of order ${root}`;
}
