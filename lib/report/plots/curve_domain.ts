/** Where the y axis of a plot of curves ends. */
import type { CurveFrame } from "./curve_plot.ts";
import type { CurveRow } from "./curve_rows.ts";

/** Ends of an axis. */
export interface CurveDomain {
  ends: [number, number];
  /** Whether something lies beyond them. */
  cut: boolean;
}

const valuesOf = (rows: readonly CurveRow[]) => rows.flatMap(({ y }) => y ?? []);
const bandsOf = (rows: readonly CurveRow[]) =>
  rows.flatMap(({ low, high }) => [low ?? [], high ?? []].flat());

function endsOf(values: readonly number[]): [number, number] {
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}

/** The axis of some rows: from the least to the greatest that it is to show, with a little room. */
export function curveDomain(
  rows: readonly CurveRow[],
  { y, rules = [] }: Pick<CurveFrame, "y" | "rules">,
): CurveDomain {
  if (y.domain !== undefined) return { ends: [...y.domain], cut: true };
  const asked = [...rules.map(({ value }) => value), ...y.include ?? []];
  const judged = judgedRows(rows, y.judgedFrom);
  const [from, to] = endsOf([...valuesOf(judged), ...asked]);
  const most = (y.mostBand ?? Infinity) * (to - from);
  // An infinite share of nothing is no number.
  const band = Number.isNaN(most) ? Infinity : most;
  const bands = bandsOf(judged).map((end) => Math.max(from - band, Math.min(to + band, end)));
  let [least, greatest] = endsOf([from, to, ...bands]);
  const lacks = (y.leastSpan ?? 0) * Math.max(Math.abs(least), Math.abs(greatest)) -
    (greatest - least);
  if (lacks > 0) [least, greatest] = [least - lacks / 2, greatest + lacks / 2];
  const air = greatest > least ? (greatest - least) * 0.06 : Math.abs(greatest) * 0.06 || 1;
  const ends: [number, number] = [
    // An axis that begins at 0 ends there.
    least === 0 && y.include?.includes(0) ? 0 : least - air,
    greatest + air,
  ];
  const cut = [...valuesOf(rows), ...bandsOf(rows)].some((v) => v < ends[0] || v > ends[1]);
  return { ends, cut };
}

/** The rows that decide the axis: without those before `from` where they would take half of it. */
function judgedRows(rows: readonly CurveRow[], from = -Infinity): readonly CurveRow[] {
  const judged = rows.filter(({ x }) => x >= from);
  // Lines of a single point would leave nothing to see.
  if (new Set(judged.map(({ x }) => x)).size < 2 || valuesOf(judged).length === 0) return rows;
  const span = (of: readonly CurveRow[]) => {
    const [least, greatest] = endsOf(valuesOf(of));
    return greatest - least;
  };
  return span(judged) > 0 && span(rows) > 2 * span(judged) ? judged : rows;
}
