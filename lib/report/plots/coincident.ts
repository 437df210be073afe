/** Lines that lie on each other: each is drawn so that the ones below it are seen. */
import type { CurveRow } from "./curve_rows.ts";

/** The width of a line, and how much wider it is for each one above that would hide it. */
export const LINE_WIDTH = 2;
const WIDER = 3, MOST = 3;

/**
 * The rows with `width`, that of their line: wider where later ones of the panel, which are drawn over
 * it, are everywhere so near to it that they would hide it.
 *
 * @param rows In the plot's order.
 * @param near How near that is, in the rows' unit.
 */
export function withWidths(rows: readonly CurveRow[], near: number): CurveRow[] {
  const widths = new Map<CurveRow, number>();
  for (const panel of Map.groupBy(rows, ({ schedule }) => schedule).values()) {
    const curves = [...Map.groupBy(panel, ({ label }) => label).values()];
    curves.forEach((curve, at) => {
      const above = curves.slice(at + 1).filter((other) => coincide(curve, other, near)).length;
      for (const row of curve) widths.set(row, LINE_WIDTH + WIDER * Math.min(MOST, above));
    });
  }
  return rows.map((row) => ({ ...row, width: widths.get(row)! }));
}

/** Whether two curves are near each other wherever both have a point. */
function coincide(curve: readonly CurveRow[], other: readonly CurveRow[], near: number): boolean {
  const heights = new Map(other.map(({ x, y }) => [x, y]));
  const apart = curve.flatMap(({ x, y }) => {
    const height = heights.get(x) ?? null;
    return y === null || height === null ? [] : [Math.abs(y - height)];
  });
  return apart.length > 0 && apart.every((distance) => distance <= near);
}
