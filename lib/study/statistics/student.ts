/** Student's t distribution. */
import { bisect } from "./normal.ts";

/** ln Γ(x) for x > 0, by Stirling's series where it is good to the last bits. */
function logGamma(x: number): number {
  let shift = 0;
  while (x < 15) shift -= Math.log(x++);
  const i = 1 / (x * x);
  const series = (1 / 12 - i * (1 / 360 - i * (1 / 1260 - i * (1 / 1680 - i / 1188)))) / x;
  return shift + (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series;
}

/** The regularised incomplete beta function, by its continued fraction (DLMF 8.17.22). */
function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, 1 - x);
  const front = Math.exp(
    a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b),
  ) / a;
  // Lentz's method, upwards: f = 1 + d₁/(1 + d₂/(1 + …)).
  let c = 1, d = 1 / (1 - (a + b) * x / (a + 1)), f = d;
  for (let m = 1; m < 1000; m++) {
    for (
      const term of [
        m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
      ]
    ) {
      d = 1 / (1 + term * d);
      c = 1 + term / c;
      f *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return front * f;
}

/** The probability of at most `t`, for `degrees` > 0 of freedom. */
export function studentProbability(t: number, degrees: number): number {
  const tail = incompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t)) / 2;
  return t > 0 ? 1 - tail : tail;
}

/** The value below which a share `p` lies, for `degrees` > 0 of freedom. */
export function studentQuantile(p: number, degrees: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  if (p > 0.5) return -studentQuantile(1 - p, degrees);
  let low = -1;
  while (studentProbability(low, degrees) > p) low *= 2;
  return bisect((t) => studentProbability(t, degrees) - p, low, 0);
}
