/** Γ inside a training program. */
import {
  type Builder,
  checkFinite,
  crossEntropy,
  divide,
  gather,
  greater,
  matMul,
  maximum,
  multiply,
  negate,
  power,
  reshape,
  softmax,
  sum,
  toFloat,
  type Value,
} from "../program/mod.ts";
import type { GammaParts } from "./parts.ts";
import { SMALLEST_MASS } from "./reference_gamma.ts";

/** The variables that a program's Γ reads: `[vocabulary, width]` and `[vocabulary, 1]`. */
export const GAMMA_VARIABLES = { profile: "semantics/profile", known: "semantics/known" } as const;

/** What Γ is made of in a program. */
export interface GammaInputs {
  /** `[masked, vocabulary]`: read where the prediction is an expectation. */
  readonly logits: Value;
  /** `[masked]`, int32: the likeliest words. */
  readonly predictions: Value;
  /** `[masked]`, int32: the right words. */
  readonly labels: Value;
  /** `[masked]`: 1 for positions that count, 0 for others. @default {all count} */
  readonly counted?: Value;
  /** How many words the model predicts among. */
  readonly vocabSize: number;
}

/** Rows of profiles in a program. */
export interface ProfileColumns {
  /** `[n, width]`. */
  readonly profile: Value;
  /** `[n, 1]`: 1 for rows that count, 0 for others. */
  readonly known: Value;
}

/**
 * Adds Γ to a program, if it can have one: see {@linkcode hasGraph}. It is the Γ of
 * {@linkcode referenceGamma}, in float32. Nothing that is learned depends on it, so it has no part in
 * gradients. Its table is in the variables {@linkcode GAMMA_VARIABLES}; while they are zeros, no word is
 * known.
 *
 * @returns Γ, 0 where there are no pairs, and the number of pairs, scalars. A run whose Γ is not
 * finite ends with a `NonFiniteValue`, "Γ".
 * @throws {RangeError} If the distance has no form for graphs.
 */
export function gammaGraph(
  builder: Builder,
  parts: Pick<GammaParts, "prediction" | "profile" | "distance" | "reduction">,
  inputs: GammaInputs,
): { gamma: Value; pairs: Value } {
  const { distances, counted } = tokenDistances(builder, parts, inputs);
  const pairs = sum(counted);
  const total = sum(multiply(distances, counted));
  const isSum = parts.reduction === "sum";
  const gamma = isSum ? total : divide(total, maximum(pairs, builder.constant(1)));
  return { gamma: checkFinite(gamma, "Γ"), pairs };
}

/** How far the predicted words are from the right ones. */
export interface TokenDistances {
  /** `[masked]`: finite, but of no meaning where a pair does not count. */
  readonly distances: Value;
  /** `[masked]`: 1 for pairs that count, 0 for those of which a word has no profile. */
  readonly counted: Value;
}

/**
 * Adds to a program what {@linkcode gammaGraph} makes Γ of: the distance of each masked token's words.
 *
 * @throws {RangeError} If the distance has no form for graphs.
 */
export function tokenDistances(
  builder: Builder,
  parts: Pick<GammaParts, "prediction" | "profile" | "distance">,
  { logits, predictions, labels, counted: positions, vocabSize }: GammaInputs,
): TokenDistances {
  const { distance, prediction } = parts;
  if (distance.graph === undefined) {
    throw new RangeError(`The distance ${distance.name} cannot be computed in a graph.`);
  }
  const table = profileColumns(builder, parts, vocabSize);
  const right = { profile: gather(table.profile, labels), known: gather(table.known, labels) };
  const predicted = {
    argmax: () => ({
      profile: gather(table.profile, predictions),
      known: gather(table.known, predictions),
    }),
    expectation: () => expectation(table, logits),
    probability: () => ({
      profile: multiply(right.profile, probability(logits, labels)),
      known: right.known,
    }),
  }[prediction]();
  const known = multiply(right.known, predicted.known);
  const both = reshape(known, [-1]);
  const counted = positions === undefined ? both : multiply(both, positions);
  return { distances: distance.graph(right.profile, predicted.profile, counted), counted };
}

/** The table of a program, in the variables {@linkcode GAMMA_VARIABLES}. */
export function profileColumns(
  builder: Builder,
  { profile }: Pick<GammaParts, "profile">,
  vocabSize: number,
): ProfileColumns {
  return {
    profile: builder.variable(GAMMA_VARIABLES.profile, [vocabSize, profile.axes.length]),
    known: builder.variable(GAMMA_VARIABLES.known, [vocabSize, 1]),
  };
}

/** `[n, 1]`: that of the right word. */
function probability(logits: Value, labels: Value): Value {
  const { builder } = logits.node;
  const share = power(builder.constant(Math.E), negate(crossEntropy(logits, labels)));
  return reshape(maximum(share, builder.constant(SMALLEST_MASS)), [-1, 1]);
}

function expectation(table: ProfileColumns, logits: Value): ProfileColumns {
  const probabilities = softmax(logits);
  // Always float32: of the few digits of bfloat16 the differences between words would not be left.
  const exact = { exact: true };
  const mass = matMul(probabilities, table.known, exact);
  const least = logits.node.builder.constant(SMALLEST_MASS);
  return {
    profile: divide(matMul(probabilities, table.profile, exact), maximum(mass, least)),
    known: toFloat(greater(mass, least)),
  };
}
