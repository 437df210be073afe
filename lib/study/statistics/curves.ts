/** Curves through points, and lines between them. */

/** A point of a curve. */
export interface Point {
  /** Where it is. */
  x: number;
  /** How high it is there. */
  y: number;
}

/**
 * The natural cubic spline through some points (its second derivative is 0 at both ends), as SciPy's
 * `CubicSpline(bc_type="natural")`.
 *
 * @param points At least two, each with an x of its own, in any order.
 * @returns The y of an x; null outside of the points.
 */
export function naturalSpline(points: readonly Point[]): (x: number) => number | null {
  const sorted = points.toSorted((a, b) => a.x - b.x);
  const n = sorted.length;
  const width = (i: number) => sorted[i + 1]!.x - sorted[i]!.x;
  const slope = (i: number) => (sorted[i + 1]!.y - sorted[i]!.y) / width(i);
  // The second derivatives m solve a tridiagonal system: Thomas's algorithm.
  const m = new Float64Array(n), above = new Float64Array(n);
  for (let i = 1; i < n - 1; i++) {
    const pivot = 2 * (width(i - 1) + width(i)) - width(i - 1) * above[i - 1]!;
    above[i] = width(i) / pivot;
    m[i] = (6 * (slope(i) - slope(i - 1)) - width(i - 1) * m[i - 1]!) / pivot;
  }
  for (let i = n - 2; i > 0; i--) m[i]! -= above[i]! * m[i + 1]!;
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
