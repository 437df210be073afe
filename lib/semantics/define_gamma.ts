/** What a definition of Γ is: a named combination of parts, each of which can be exchanged. */
import {
  aFiniteNumber,
  aLine,
  aText,
  checkDefinitionName,
  type Contract,
  type Definition,
  formOf,
  hasMembers,
  optional,
  type Parameter,
} from "../definition/mod.ts";
import { DISTANCE_FORM, type DistanceDefinition } from "./distance.ts";
import { DISTANCES } from "./distances.ts";
import { CROSS_ENTROPY } from "./distances/cross_entropy.ts";
import { checkParts, type GammaParts, type PartName, partParameters } from "./parts.ts";
import { PROFILE_FORM, PROFILE_VALUES, type ProfileDefinition } from "./profile.ts";
import { PROFILES } from "./profiles.ts";
import { PLACEMENT } from "./profiles/placement.ts";

/** A value of Γ that is worth a line in its plot. */
export interface ReferenceGamma {
  /** Γ itself, not its root. */
  readonly gamma: number;
  /** How it is written: `ln 6`. */
  readonly name: string;
  /** What it is, to go on after the number: a phrase. */
  readonly label: string;
}

/** What the report says of a Γ. It speaks of the definition's own parts, all but the root. */
export interface GammaWords {
  /** What is computed: paragraphs of HTML, before the formula. @default {a sentence made of the parts} */
  readonly explanation?: string;
  /** The formula: a `math` element of MathML. */
  readonly formula?: string;
  /** What follows from the formula: paragraphs of HTML, after it. */
  readonly remark?: string;
  /** A value of Γ to compare with. */
  readonly reference?: ReferenceGamma;
}

/** A Γ that can be chosen by its name. Its parameters are its parts. */
export interface GammaDefinition extends Definition, GammaWords {
  /** That it is a definition of Γ. */
  readonly kind: "gamma";
  /** Its parts as parameters, by which they are exchanged. */
  readonly parameters: Readonly<Record<PartName, Parameter>>;
  /** The parts that it has where none is exchanged. */
  readonly defaults: GammaParts;
}

const words = optional(aText);

/** What a definition of Γ must be. Its parts come from {@linkcode defineGamma}, which looks at them. */
export const GAMMA_FORM: Contract = formOf("gamma", {
  explanation: words,
  formula: words,
  remark: words,
  reference: optional(hasMembers({ gamma: aFiniteNumber, name: aLine, label: aLine })),
  defaults: hasMembers({
    positions: aText,
    prediction: aText,
    pairing: aText,
    pass: aText,
    profile: PROFILE_FORM,
    distance: DISTANCE_FORM,
    reduction: aText,
    root: aFiniteNumber,
  }),
});

/** What {@linkcode defineGamma} is given. A part that is left out is that of `paper`. */
export type GammaSpecification =
  & { readonly name: string; readonly description: string }
  & GammaWords
  & Partial<Omit<GammaParts, "profile" | "distance">>
  & {
    /** The name of a profile, or one of your own. @default "placement" */
    readonly profile?: string | ProfileDefinition;
    /** The name of a distance, or one of your own. @default "cross_entropy" */
    readonly distance?: string | DistanceDefinition;
  };

/**
 * A definition of Γ from its name, a phrase and its parts.
 *
 * @throws {TypeError} If a name is not one that a definition can have, a part has a value that it
 * cannot have, or a profile or a distance of one's own lacks something or has a built-in one's name.
 * @throws {InputError} If the parts do not go together.
 *
 * @example Built-in parts, and a distance of one's own
 * ```ts
 * import { chooseGamma } from "./choose_gamma.ts";
 * import { defineGamma } from "./define_gamma.ts";
 * import { GAMMAS } from "./gammas.ts";
 * const osgood = defineGamma({
 *   name: "osgood_d",
 *   description: "the mean of Osgood's D",
 *   profile: "bipolar",
 *   distance: "euclidean",
 *   root: 1,
 * });
 * const maximum = defineGamma({
 *   name: "maximum",
 *   description: "the mean of the largest difference on an axis",
 *   profile: "bipolar",
 *   distance: {
 *     name: "maximum",
 *     description: "the largest difference on an axis",
 *     compares: "real",
 *     compute: (right, predicted) =>
 *       Array.from(right).reduce((most, p, i) => Math.max(most, Math.abs(p - predicted[i]!)), 0),
 *   },
 * });
 * const gammas = GAMMAS.with([osgood, maximum]);
 * if (chooseGamma("osgood_d:root=2", gammas).parts.root !== 2) throw new Error("a square root");
 * ```
 */
export function defineGamma(specification: GammaSpecification): GammaDefinition {
  const { name, description, explanation, formula, remark, reference } = specification;
  checkDefinitionName("gamma", name);
  const defaults: GammaParts = {
    positions: specification.positions ?? "masked",
    prediction: specification.prediction ?? "argmax",
    pairing: specification.pairing ?? "tokens",
    pass: specification.pass ?? "same",
    profile: profileOf(name, specification.profile ?? PLACEMENT),
    distance: distanceOf(name, specification.distance ?? CROSS_ENTROPY),
    reduction: specification.reduction ?? "mean",
    root: specification.root ?? 3,
  };
  const parameters = partParameters(defaults);
  for (const [part, { rule, default: value }] of Object.entries(parameters)) {
    if (rule.accepts(value)) continue;
    throw new TypeError(`The part ${part} of Γ ${name} must be ${rule.expected}: got ${value}.`);
  }
  checkParts(defaults, name);
  return {
    kind: "gamma",
    name,
    description,
    parameters,
    defaults,
    ...(explanation === undefined ? {} : { explanation }),
    ...(formula === undefined ? {} : { formula }),
    ...(remark === undefined ? {} : { remark }),
    ...(reference === undefined ? {} : { reference }),
  };
}

function profileOf(gamma: string, given: string | ProfileDefinition): ProfileDefinition {
  const profile = partOf(gamma, "profile", PROFILES, given);
  const { of, fit, axes, values } = profile;
  const isWhole = typeof of === "function" && (fit === undefined || typeof fit === "function") &&
    Array.isArray(axes) && axes.length > 0 && PROFILE_VALUES.includes(values);
  if (isWhole) return profile;
  throw new TypeError(
    `The profile ${profile.name} of Γ ${gamma} needs axes, a function of(), and values: ` +
      `${PROFILE_VALUES.join(", ")}.`,
  );
}

function distanceOf(gamma: string, given: string | DistanceDefinition): DistanceDefinition {
  const distance = partOf(gamma, "distance", DISTANCES, given);
  const { compute, graph, compares } = distance;
  const isWhole = typeof compute === "function" && PROFILE_VALUES.includes(compares) &&
    (graph === undefined || typeof graph === "function");
  if (isWhole) return distance;
  throw new TypeError(
    `The distance ${distance.name} of Γ ${gamma} needs a function compute(), and what it compares: ` +
      `${PROFILE_VALUES.join(", ")}.`,
  );
}

/** A built-in part by its name, or one that was given, whose name must then be a new one. */
function partOf<T extends { name: string; description: string }>(
  gamma: string,
  part: "profile" | "distance",
  all: readonly T[],
  given: string | T,
): T {
  const name = typeof given === "string" ? given : given.name;
  const known = all.find((each) => each.name === name);
  if (typeof given === "string" && known === undefined) {
    const names = all.map(({ name }) => name).join(", ");
    throw new TypeError(`Γ ${gamma} has the unknown ${part} "${given}". There are ${names}.`);
  }
  if (typeof given === "string" || given === known) return known!;
  checkDefinitionName("gamma", name);
  if (known === undefined) return given;
  throw new TypeError(`The ${part} of Γ ${gamma} has the name of another one, ${name}.`);
}
