/** Names of people in plots: drawn by their places in a list. */

/** How a plot writes names for a field that holds their places. */
export interface NamedPlaces {
  /** The places. */
  readonly domain: number[];
  /** What is written at one, for a legend, an axis or a header. */
  readonly labelExpr: string;
  /** The list itself: one of the plot's `params`. */
  readonly param: { readonly name: string; readonly value: string[] };
}

/**
 * Names by their places. Vega keeps what it groups by, and words in its expressions, as keys of plain
 * objects, where a name such as `constructor` stands for something else already: so the data hold
 * places, and the names stand in a parameter, which is only looked up.
 *
 * @param list What the list is called within the plot.
 * @param names What is written at each place.
 *
 * @example
 * ```ts
 * import { namedPlaces } from "./named.ts";
 * const { domain, labelExpr } = namedPlaces("labels", ["none", "SD"]);
 * if (domain.join() !== "0,1" || labelExpr !== "labels[datum.value]") throw new Error("two");
 * ```
 */
export function namedPlaces(list: string, names: readonly string[]): NamedPlaces {
  return {
    domain: names.map((_, place) => place),
    labelExpr: `${list}[datum.value]`,
    param: { name: list, value: [...names] },
  };
}
