/// <reference lib="dom" />
/** A snake plot: an axis a row, a line a word. */
import type { PageAxis } from "../play_data.ts";
import { drawn } from "./elements.ts";

/** An axis as the reader's language has it. */
export type SnakeAxis = Omit<PageAxis, "name"> & { name: string };

/** A line of the plot. */
export interface SnakeLine {
  /** What it is of. */
  word: string;
  kind: "predicted" | "right";
  /** Its place on each axis. */
  values: ArrayLike<number>;
}

const WIDTH = 300, SIDE = 62, ROW = 46, TOP = 26;

/**
 * Draws words on axes.
 *
 * @param unit What the numbers are.
 */
export function snakePlot(
  axes: readonly SnakeAxis[],
  lines: readonly SnakeLine[],
  unit: string,
): SVGElement {
  const most = Math.max(3, ...lines.flatMap(({ values }) => Array.from(values, Math.abs)));
  const reach = Math.ceil(most), bottom = TOP + (axes.length - 1) * ROW + 20;
  const x = (value: number) => SIDE + (value / reach + 1) / 2 * (WIDTH - 2 * SIDE);
  const y = (row: number) => TOP + row * ROW;
  const ticks = [-reach, 0, reach];
  const told = lines.map(({ word, values }) =>
    `${word}: ${axes.map(({ name }, i) => `${name} ${values[i]!.toFixed(1)}`).join(", ")}`
  );
  return drawn(
    "svg",
    {
      class: "snake",
      role: "img",
      viewBox: `0 0 ${WIDTH} ${bottom + 34}`,
      "aria-label": `${told.join("; ")} (${unit})`,
    },
    ...ticks.flatMap((tick) => [
      drawn("line", {
        ...{ class: tick === 0 ? "zero" : "grid", x1: x(tick), x2: x(tick) },
        ...{ y1: TOP - 10, y2: bottom },
      }),
      drawn(
        "text",
        { x: x(tick), y: bottom + 13, "text-anchor": "middle", class: "end" },
        `${tick}`,
      ),
    ]),
    ...axes.flatMap(({ left, right }, row) => [
      drawn("line", { class: "grid", x1: x(-reach), x2: x(reach), y1: y(row), y2: y(row) }),
      drawn("text", { x: SIDE - 6, y: y(row) + 4, "text-anchor": "end", class: "end" }, left),
      drawn("text", { x: WIDTH - SIDE + 6, y: y(row) + 4, class: "end" }, right),
    ]),
    ...lines.flatMap(({ kind, values }) => [
      drawn("polyline", {
        class: kind,
        points: Array.from(values, (value, row) => `${x(value)},${y(row)}`).join(" "),
      }),
      ...Array.from(
        values,
        (value, row) => drawn("circle", { class: kind, cx: x(value), cy: y(row), r: 3.5 }),
      ),
    ]),
    ...axes.map(({ name }, row) =>
      drawn("text", { class: "axis", x: x(0), y: y(row) - 12, "text-anchor": "middle" }, name)
    ),
    drawn("text", { x: WIDTH / 2, y: bottom + 29, "text-anchor": "middle", class: "end" }, unit),
  );
}
