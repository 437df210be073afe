/** Curves through points, and lines between them. */

/** A point of a curve. */
export interface Point {
  /** Where it is. */
  x: number;
  /** How high it is there. */
  y: number;
}

/** The spline's second derivatives at its `n` points, from the pieces' widths and mean slopes. */
function secondDerivatives(
  n: number,
  width: (piece: number) => number,
  slope: (piece: number) => number,
): Float64Array {
  const m = new Float64Array(n);
  if (n < 3) return m;
  if (n === 3) return m.fill(2 * (slope(1) - slope(0)) / (width(0) + width(1)));
  // The inner ones solve a tridiagonal system: Thomas's algorithm. An outer one lies on the line
  // through its two neighbours, by which it is put into the first row, or into the last.
  const above = new Float64Array(n);
  for (let i = 1; i < n - 1; i++) {
    const left = width(i - 1), right = width(i);
    const first = i === 1 ? left : 0, last = i === n - 2 ? right : 0;
    const below = left - last ** 2 / left;
    const diagonal = 2 * (left + right) + first + first ** 2 / right + last + last ** 2 / left;
    const pivot = diagonal - below * above[i - 1]!;
    above[i] = (right - first ** 2 / right) / pivot;
    m[i] = (6 * (slope(i) - slope(i - 1)) - below * m[i - 1]!) / pivot;
  }
  for (let i = n - 3; i > 0; i--) m[i]! -= above[i]! * m[i + 1]!;
  m[0] = m[1]! + (m[1]! - m[2]!) * width(0) / width(1);
  m[n - 1] = m[n - 2]! + (m[n - 2]! - m[n - 3]!) * width(n - 2) / width(n - 3);
  return m;
}

/**
 * The not-a-knot cubic spline through some points, as SciPy's `CubicSpline`: the first two of its
 * pieces are one cubic, and so are the last two. Cubics are therefore their own splines, up to the
 * ends; two points make a line, three a parabola.
 *
 * @param points At least two, each with an x of its own, in any order.
 * @returns The y of an x; null outside of the points.
 */
export function cubicSpline(points: readonly Point[]): (x: number) => number | null {
  const sorted = points.toSorted((a, b) => a.x - b.x);
  const n = sorted.length;
  const width = (i: number) => sorted[i + 1]!.x - sorted[i]!.x;
  const slope = (i: number) => (sorted[i + 1]!.y - sorted[i]!.y) / width(i);
  const m = secondDerivatives(n, width, slope);
  return (x) => {
    if (!(x >= sorted[0]!.x && x <= sorted[n - 1]!.x)) return null;
    const i = Math.max(0, sorted.findIndex((point) => x <= point.x) - 1);
    const h = width(i), a = (sorted[i + 1]!.x - x) / h, b = 1 - a;
    return a * sorted[i]!.y + b * sorted[i + 1]!.y +
      ((a ** 3 - a) * m[i]! + (b ** 3 - b) * m[i + 1]!) * h ** 2 / 6;
  };
}

/**
 * The line of least squares through some points.
 *
 * @param points At least two, not all with the same x.
 * @returns The y of an x.
 */
export function leastSquaresLine(points: readonly Point[]): (x: number) => number {
  const n = points.length;
  const x0 = points.reduce((sum, { x }) => sum + x, 0) / n;
  const y0 = points.reduce((sum, { y }) => sum + y, 0) / n;
  let products = 0, squares = 0;
  for (const { x, y } of points) {
    products += (x - x0) * (y - y0);
    squares += (x - x0) ** 2;
  }
  return (x) => y0 + products / squares * (x - x0);
}
