/** The normal distribution. */

/** Coefficients of W. J. Cody's rational approximations of erf and erfc (Math. Comp. 23, 1969). */
const CODY = {
  small: [
    [3.16112374387056560e0, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3],
    [2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3],
    1.85777706184603153e-1,
  ],
  middle: [
    [
      5.64188496988670089e-1,
      8.88314979438837594e0,
      6.61191906371416295e1,
      2.98635138197400131e2,
      8.81952221241769090e2,
      1.71204761263407058e3,
      2.05107837782607147e3,
      1.23033935479799725e3,
    ],
    [
      1.57449261107098347e1,
      1.17693950891312499e2,
      5.37181101862009858e2,
      1.62138957456669019e3,
      3.29079923573345963e3,
      4.36261909014324716e3,
      3.43936767414372164e3,
      1.23033935480374942e3,
    ],
    2.15311535474403846e-8,
  ],
  large: [
    [
      3.05326634961232344e-1,
      3.60344899949804439e-1,
      1.25781726111229246e-1,
      1.60837851487422766e-2,
      6.58749161529837803e-4,
    ],
    [
      2.56852019228982242e0,
      1.87295284992346725e0,
      5.27905102951428412e-1,
      6.05183413124413191e-2,
      2.33520497626869185e-3,
    ],
    1.63153871373020978e-2,
  ],
} as const;

type Rational = readonly [readonly number[], readonly number[], number];

/** (first·x^n + p₀x^(n−1) + …) / (x^n + q₀x^(n−1) + …), n the number of coefficients less one. */
function rational([p, q, first]: Rational, x: number): number {
  let above = first * x, below = x;
  for (let i = 0; i < p.length - 1; i++) {
    above = (above + p[i]!) * x;
    below = (below + q[i]!) * x;
  }
  return (above + p.at(-1)!) / (below + q.at(-1)!);
}

/** 1 less the error function. */
function erfc(x: number): number {
  const y = Math.abs(x);
  if (y <= 0.46875) return 1 - x * rational(CODY.small, y * y);
  let value: number;
  if (y <= 4) value = Math.exp(-y * y) * rational(CODY.middle, y);
  else {
    const inverse = 1 / (y * y);
    const tail = inverse * rational(CODY.large, inverse);
    value = Math.exp(-y * y) / y * (1 / Math.sqrt(Math.PI) - tail);
  }
  return x < 0 ? 2 - value : value;
}

/** Φ(z): the probability of at most `z`. */
export function normalProbability(z: number): number {
  return erfc(-z / Math.SQRT2) / 2;
}

/**
 * Φ⁻¹(p): the value below which a share `p` lies; infinite at 0 and 1, NaN outside.
 *
 * By bisection on {@linkcode normalProbability}: exact to the last bits, and quick enough for the
 * few that an interval needs.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  // By symmetry, since 1 − p loses digits where p is small and not where it is large.
  if (p > 0.5) return -normalQuantile(1 - p);
  return bisect((z) => normalProbability(z) - p, -40, 0);
}

/** Where a function that rises passes 0, between two places. */
export function bisect(f: (x: number) => number, low: number, high: number): number {
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (f(middle) < 0) low = middle;
    else high = middle;
  }
}
