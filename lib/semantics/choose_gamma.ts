/** From a choice in settings to a Γ with its parts. */
import { type ChoiceJson, choose, type Registry } from "../definition/mod.ts";
import type { GammaDefinition, GammaWords } from "./define_gamma.ts";
import { GAMMAS } from "./gammas.ts";
import {
  checkParts,
  findParts,
  type GammaParts,
  type NamedParts,
  PART_WORDS,
  rootName,
} from "./parts.ts";

/** A Γ that was chosen. */
export interface GammaChoice {
  /** As it is written in settings: `paper`, `paper:distance=kl`. */
  readonly name: string;
  /** What was chosen. */
  readonly definition: GammaDefinition;
  /** Its parts, those that were exchanged among them. */
  readonly parts: GammaParts;
  /** What it is, a sentence of plain text made of the parts. */
  readonly sentence: string;
  /** The definition's words, where no part of which they speak was exchanged. Else there are none. */
  readonly words: Omit<GammaWords, "reference">;
  /** The root of the definition's reference, if that holds here, and what it is: a phrase. */
  readonly reference?: { readonly value: number; readonly label: string };
}

/**
 * The Γ of a name, with other parts where they are given.
 *
 * @param choice A name, `paper:distance=kl`, or the same as an object.
 * @param gammas Those that can be chosen.
 * @throws {InputError} If there is no such definition or part, or the parts do not go together.
 *
 * @example
 * ```ts
 * import { chooseGamma } from "./choose_gamma.ts";
 * const { parts } = chooseGamma("paper:profile=bipolar:distance=euclidean:root=1");
 * if (parts.profile.axes.length !== 3 || parts.reduction !== "mean") throw new Error("three axes");
 * ```
 */
export function chooseGamma(
  choice: ChoiceJson,
  gammas: Registry<GammaDefinition> = GAMMAS,
): GammaChoice {
  const { definition, parameters, text } = choose(gammas, choice);
  const { defaults, explanation, formula, remark, reference } = definition;
  const parts = findParts(parameters as unknown as NamedParts, defaults);
  checkParts(parts, text);
  const sentence = sentenceOf(parts);
  const common = { name: text, definition, parts, sentence };
  const exchanged = (Object.keys(defaults) as (keyof GammaParts)[])
    .filter((part) => parts[part] !== defaults[part]);
  if (exchanged.some((part) => part !== "root")) return { ...common, words: {} };
  return {
    ...common,
    words: {
      ...(explanation === undefined ? {} : { explanation }),
      ...(formula === undefined ? {} : { formula }),
      ...(remark === undefined ? {} : { remark }),
    },
    ...(reference === undefined ? {} : { reference: rootOf(reference, parts.root) }),
  };
}

function rootOf(
  { gamma, name, label }: NonNullable<GammaWords["reference"]>,
  root: number,
): { value: number; label: string } {
  const value = gamma ** (1 / root);
  const named = root === 1 ? name : `${rootName(root)} of ${name}`;
  return { value, label: `${named} ≈ ${value.toFixed(3)}, ${label}` };
}

function sentenceOf(parts: GammaParts): string {
  const { profile, distance, pairing, pass, reduction } = parts;
  const of = PART_WORDS.positions[parts.positions];
  const prediction = PART_WORDS.prediction[parts.prediction];
  return `Γ is the ${PART_WORDS.reduction[reduction]}, over ${of}, of ${distance.description}. ` +
    `A word's profile is ${profile.description}; the right word is compared with ${prediction}, ` +
    `${PART_WORDS.pairing[pairing]}, as predicted in ${PART_WORDS.pass[pass]}.`;
}
