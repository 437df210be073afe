/** Names at the ends of lines, so that nobody has to look for a colour in a legend. */
import type { CurveRow } from "./curve_rows.ts";
import { textWidth } from "./text_width.ts";

/** Size of the names. */
export const END_LABEL_SIZE = 11;

/** More names than these, or longer ones, do not fit beside the lines. */
const MOST = 5, WIDEST = 64;

/** The room that names beside the lines need, or undefined where they do not fit there. */
export function endLabelRoom(labels: readonly string[]): number | undefined {
  if (labels.length > MOST) return undefined;
  const widest = Math.max(0, ...labels.map((label) => textWidth(label, END_LABEL_SIZE)));
  return widest > WIDEST ? undefined : Math.ceil(widest) + 8;
}

/**
 * The rows with `end` at each curve's last point: the height of its name. Names whose lines end near
 * each other are moved apart.
 *
 * @param domain Ends of the y axis.
 * @param height Its length, in pixels.
 */
export function withEnds(
  rows: readonly CurveRow[],
  domain: readonly [number, number],
  height: number,
): (CurveRow & { end?: number })[] {
  const ends = new Map<CurveRow, number>();
  const [from, to] = domain;
  const apart = (to - from) / height * (END_LABEL_SIZE + 1);
  for (const panel of Map.groupBy(rows, ({ schedule }) => schedule).values()) {
    const last = [...Map.groupBy(panel, ({ label }) => label).values()]
      .flatMap((curve) => curve.findLast(({ y }) => y !== null) ?? [])
      // Of equal ones the first stands on top.
      .reverse()
      .sort((a, b) => a.y! - b.y!);
    const places = spread(last.map(({ y }) => Math.min(to, Math.max(from, y!))), apart, from, to);
    last.forEach((row, i) => ends.set(row, places[i]!));
  }
  return rows.map((row) => {
    const end = ends.get(row);
    return end === undefined ? row : { ...row, end };
  });
}

/**
 * Numbers in their order, at least so far apart and near where they were.
 *
 * @param values From the least to the greatest.
 *
 * @example
 * ```ts
 * import { spread } from "./end_labels.ts";
 * if (spread([1, 1], 2, 0, 9).join() !== "0,2") throw new Error("one above and one below");
 * ```
 */
export function spread(
  values: readonly number[],
  apart: number,
  from: number,
  to: number,
): number[] {
  // Neighbours that are too near form a block, which lies around the mean of where they were.
  const blockOf = (all: readonly number[]) => {
    const room = (all.length - 1) * apart;
    const first = all.reduce((sum, value) => sum + value, 0) / all.length - room / 2;
    return { all, first: Math.max(from, Math.min(to - room, first)) };
  };
  const blocks: ReturnType<typeof blockOf>[] = [];
  for (const value of values) {
    let block = blockOf([value]);
    for (let before = blocks.at(-1); before !== undefined; before = blocks.at(-1)) {
      if (before.first + before.all.length * apart <= block.first) break;
      blocks.pop();
      block = blockOf([...before.all, ...block.all]);
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ all, first }) => all.map((_, i) => first + i * apart));
}
