/** Some runs of several, as they are typed: by names, places and ranges. */
import { closest } from "fastest-levenshtein";
import { InputError, shown } from "../../io/mod.ts";

/** So many names are listed; of more the nearest one is named. */
const FEW = 12;

/**
 * The places of the runs that a text names: `cosine-SD-seed0`, `4`, `0-3,7`.
 *
 * @param names All runs, in their order.
 * @returns Places from 0, each once, in the runs' order.
 * @throws {InputError} If there is no such run; the message names those that there are.
 *
 * @example
 * ```ts
 * import { selectRuns } from "./selection.ts";
 * if (selectRuns("b,0-1", ["a", "b", "c"]).join() !== "0,1") throw new Error("a and b");
 * ```
 */
export function selectRuns(text: string, names: readonly string[]): number[] {
  const chosen = new Set<number>();
  for (const item of text.split(",").map((item) => item.trim())) {
    const named = names.indexOf(item);
    const [first, last] = named >= 0 ? [named, named] : placesOf(item, names);
    for (let place = first; place <= last; place++) chosen.add(place);
  }
  return [...chosen].sort((a, b) => a - b);
}

function placesOf(item: string, names: readonly string[]): [number, number] {
  const most = names.length - 1;
  const range = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(item);
  if (range === null) {
    const near = names.length > FEW
      ? `the nearest is ${closest(item, [...names])}`
      : names.join(", ");
    throw new InputError(`there is no run ${shown(item)}`, {
      mend: `The runs are 0 to ${most}, by name: ${near}`,
    });
  }
  const first = Number(range[1]), last = Number(range[2] ?? first);
  if (first <= last && last <= most) return [first, last];
  throw new InputError(
    first > last
      ? `the range ${item} ends before it begins`
      : `there is no run ${last}: the experiment has ${names.length}`,
    { mend: `Give places from 0 to ${most}` },
  );
}

/** Places as ranges, the least first: `0-3,7`. */
export function rangesOf(places: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const place of [...new Set(places)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.[1] === place - 1) last[1] = place;
    else ranges.push([place, place]);
  }
  return ranges.map(([first, last]) => first === last ? first : `${first}-${last}`).join(",");
}
