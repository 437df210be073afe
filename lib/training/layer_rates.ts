/** Which parts of a model are trained, and at which share of the step's rate. */
import type { Rule } from "../definition/mod.ts";
import { InputError, settingName } from "../io/mod.ts";
import type { WeightDeclaration, WeightPlace } from "../model/mod.ts";

/** What of a model does not take the whole rate. */
export interface LayerRates {
  /** The parts that stay as they are, as {@linkcode freezeRule} has them. @default {none} */
  freeze?: string;
  /**
   * By what the rate is multiplied from layer to layer downwards: that of layer i of L is A″ · decay^(L − i),
   * counted from 0; the head's is A″, the embeddings' A″ · decay^(L + 1).
   * @default 1
   */
  layerDecay?: number;
}

const PART = /^(?:(embeddings|head)|layers:(\d{1,4})(?:-(\d{1,4}))?)$/;

/** A part that is frozen: one place, or layers from one to another. */
type Part = "embeddings" | "head" | { from: number; to: number };

function partsOf(freeze: string): Part[] | undefined {
  const parts = freeze.split(",").map((text): Part | undefined => {
    const found = PART.exec(text.trim());
    if (found === null) return undefined;
    const [, place, from, to = from] = found;
    if (place !== undefined) return place as "embeddings" | "head";
    return Number(from) <= Number(to) ? { from: Number(from), to: Number(to) } : undefined;
  });
  return parts.every((part) => part !== undefined) ? parts : undefined;
}

/** What `freeze` may be. */
export const freezeRule: Rule<string> = {
  kind: "text",
  expected: "parts with commas between them, each embeddings, head, layers:2 or layers:0-3",
  accepts: (value) => typeof value === "string" && partsOf(value) !== undefined,
  parse: (text) => text,
};

function isPartOf(place: WeightPlace, part: Part): boolean {
  if (typeof part === "string") return place === part;
  return typeof place === "number" && place >= part.from && place <= part.to;
}

/**
 * The weights that are trained, in their order.
 *
 * @param layers How many the model has.
 * @throws {InputError} If there is no such layer, it has no weights of its own, or nothing is left to
 * train.
 * @throws {RangeError} If the parts cannot be understood.
 */
export function trainedWeights(
  weights: readonly WeightDeclaration[],
  layers: number,
  { freeze, layerDecay }: LayerRates,
): readonly WeightDeclaration[] {
  const own = new Set(weights.map(({ place }) => place));
  const shared = Array.from({ length: layers }, (_, i) => i).filter((layer) => !own.has(layer));
  if (layerDecay !== undefined && layerDecay !== 1 && shared.length > 0) {
    throw sharesWeights(shared[0]!, settingName("layerDecay"), "Leave it out: all have one rate");
  }
  if (freeze === undefined) return weights;
  const parts = partsOf(freeze);
  if (parts === undefined) {
    throw new RangeError(`What is frozen must be ${freezeRule.expected}: got "${freeze}".`);
  }
  const beyond = parts.find((part) => typeof part === "object" && part.to >= layers);
  const at = { place: settingName("freeze") };
  if (beyond !== undefined) {
    throw new InputError(`there is no layer ${(beyond as { to: number }).to}`, {
      ...at,
      mend: `The model's ${layers} layers are 0 to ${layers - 1}`,
    });
  }
  const named = shared.find((layer) => parts.some((part) => isPartOf(layer, part)));
  if (named !== undefined) {
    throw sharesWeights(named, at.place, "Name the layer that it shares them with alone");
  }
  const trained = weights.filter(({ place }) => !parts.some((part) => isPartOf(place, part)));
  if (trained.length > 0) return trained;
  throw new InputError("nothing of the model is left to train", { ...at, mend: "Freeze less" });
}

/** What is said where a layer cannot be told from another, as in ALBERT. */
function sharesWeights(layer: number, place: string, mend: string): InputError {
  return new InputError(
    `layer ${layer} has no weights of its own: it shares those of another layer`,
    {
      place,
      mend,
    },
  );
}

/** By what the rate of a weight is multiplied. */
export function rateShare(
  { place }: Pick<WeightDeclaration, "place">,
  layers: number,
  { layerDecay }: LayerRates,
): number {
  const depth = place === "embeddings" ? -1 : place === "head" ? layers : place;
  return layerDecay === undefined ? 1 : layerDecay ** (layers - depth);
}
