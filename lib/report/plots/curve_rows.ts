/** From the points of single runs to the rows that curves are drawn from. */
import { type Grouping, inPlotOrder, scheduleTitle } from "./grouping.ts";
import { meanOf, thin } from "./thin.ts";

/** A point of one run's curve. */
export interface CurvePoint {
  /** The schedule's name. */
  readonly schedule: string;
  readonly label: string;
  readonly seed: number;
  readonly x: number;
  /** Not finite where the curve has a gap. */
  readonly y: number;
}

/** A row of a plot's data: a point of a curve, over all seeds. */
export interface CurveRow {
  /** The panel: a {@linkcode scheduleTitle}. */
  schedule: string;
  label: string;
  x: number;
  /** The seeds' mean; null, a gap, where none of them has a finite value. */
  y: number | null;
  /** Where there are several seeds, how far they scatter: by default their least and greatest. */
  low?: number;
  high?: number;
  /** How many seeds they are. */
  seeds?: number;
  /** Of the line, in pixels: see `withWidths`. */
  width?: number;
}

/** How far the values of several seeds scatter; undefined where that cannot be said. */
type Spread = (values: readonly number[]) => { low: number; high: number } | undefined;

const range: Spread = (values) => ({ low: Math.min(...values), high: Math.max(...values) });

/** Rows, and how they came about. */
export interface CurveRows {
  rows: CurveRow[];
  /** How many x the rows are means of: 1 where each has its own. */
  every: number;
}

/**
 * Curves over all seeds, in the plot's order: at each x the seeds' mean and range, then at most so
 * many points, which are means of neighbours.
 *
 * @param most Points of a curve. Without it all are kept.
 * @param spread What stands in the rows besides the mean.
 */
export function curveRows(
  points: readonly CurvePoint[],
  grouping: Grouping,
  most = Infinity,
  spread: Spread = range,
): CurveRows {
  const curves = Map.groupBy(
    inPlotOrder(points, grouping),
    ({ schedule, label }) => JSON.stringify([schedule, label]),
  );
  let every = 1;
  const rows = [...curves.values()].flatMap((curve) => {
    const all = [...Map.groupBy(curve, ({ x }) => x).values()]
      .map((points) => overSeeds(points, spread))
      .sort((a, b) => a.x - b.x);
    if (most === Infinity) return all;
    const thinned = thin(all, meanRow, most);
    every = Math.max(every, thinned.every);
    return thinned.points;
  });
  return { rows, every };
}

function overSeeds(points: readonly CurvePoint[], spread: Spread): CurveRow {
  const { schedule, label, x } = points[0]!;
  const finite = points.map(({ y }) => y).filter(Number.isFinite);
  const y = finite.length === 0 ? null : meanOf(finite, (value) => value);
  const row = { schedule: scheduleTitle(schedule), label, x, y };
  if (points.length === 1 || y === null) return row;
  const { low, high } = spread(finite) ?? {};
  if (low === undefined || high === undefined) return row;
  return { ...row, low, high, seeds: finite.length };
}

/** The mean of some neighbours; a range would be of something else than single steps. */
function meanRow(rows: readonly CurveRow[]): CurveRow {
  const finite = rows.flatMap(({ y }) => y ?? []);
  return {
    schedule: rows[0]!.schedule,
    label: rows[0]!.label,
    x: meanOf(rows, ({ x }) => x),
    y: finite.length === 0 ? null : meanOf(finite, (value) => value),
  };
}

/** Whether there is anything to draw. */
export function hasPoints(rows: readonly CurveRow[]): boolean {
  return rows.some(({ y }) => y !== null);
}
