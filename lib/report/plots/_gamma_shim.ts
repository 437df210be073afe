// Temporary.
import { InputError } from "../../io/mod.ts";
import { Registry } from "../../definition/mod.ts";
import {
  GAMMA_DEFINITIONS,
  GammaError,
  type GammaName,
  gammaOfWords,
  gammaRoot as old,
  type SemanticClassifier,
  type WordPair,
} from "../../semantics/mod.ts";
export { GammaError };
export type GammaDefinition = import("../../definition/mod.ts").Definition;
export interface GammaChoice {
  name: string;
  parts: { root: number };
  sentence: string;
  words: { explanation?: string; formula?: string; remark?: string };
  reference?: { value: number; label: string };
}
export const GAMMAS: Registry<GammaDefinition> = new Registry(
  "gamma",
  ["paper", "notebook"].map((name) => ({ kind: "gamma", name, description: name })),
);
export function chooseGamma(name: string, gammas: Registry<GammaDefinition> = GAMMAS): GammaChoice {
  gammas.get(name.split(":")[0]!);
  const { root } = GAMMA_DEFINITIONS[name as GammaName];
  return {
    name,
    parts: { root },
    sentence: `Γ ${name}.`,
    words: {},
    ...(name === "paper"
      ? {
        reference: {
          value: Math.log(6) ** (1 / 3),
          label: "cube root of ln 6 ≈ 1.215, the most of right predictions",
        },
      }
      : {}),
  };
}
export async function measureWords(
  classifier: SemanticClassifier,
  pairs: readonly WordPair[],
  parts: { root: number },
) {
  try {
    return await gammaOfWords(classifier, pairs, parts.root === 3 ? "paper" : "notebook");
  } catch (error) {
    if (error instanceof InputError && error.cause instanceof GammaError) throw error.cause;
    throw error;
  }
}
export const gammaRoot = (gamma: number, choice: GammaChoice) =>
  old(gamma, choice.name as GammaName);
export const rootName = (root: number) =>
  ({ 2: "square root", 3: "cube root", 4: "fourth root" } as Record<number, string>)[root] ??
    `root of order ${root}`;
