/**
 * Intervals of a mean by the bootstrap, bias-corrected and accelerated (Efron, "Better bootstrap
 * confidence intervals", JASA 82, 1987), as SciPy's `bootstrap(method="BCa")` has them.
 */
import type { Random } from "../../random/mod.ts";
import { normalProbability, normalQuantile } from "./normal.ts";

/** An interval of real numbers. */
export interface Interval {
  /** The lower end. */
  low: number;
  /** The upper end. */
  high: number;
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** `[resamples · n]`: which of `n` values each resample draws, with replacement. */
export function drawnIndices(n: number, resamples: number, random: Random): Uint32Array {
  return Uint32Array.from({ length: resamples * n }, () => random.integer(n));
}

/**
 * The mean of each resample.
 *
 * @param indices Those of as many values: see {@linkcode drawnIndices}.
 */
export function resampledMeans(values: readonly number[], indices: Uint32Array): Float64Array {
  const n = values.length;
  return Float64Array.from({ length: indices.length / n }, (_, resample) => {
    let sum = 0;
    for (let i = resample * n; i < (resample + 1) * n; i++) sum += values[indices[i]!]!;
    return sum / n;
  });
}

/** The value below which a share lies, between the two nearest by a straight line. */
function percentile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const value = sorted[below]!;
  return value + (place - below) * ((sorted[below + 1] ?? value) - value);
}

/**
 * The interval of a mean out of the means of resamples.
 *
 * @param values At least two. Where they are all equal, the interval is that value.
 * @param level Such as 0.95.
 */
export function bcaInterval(
  values: readonly number[],
  means: Float64Array,
  level: number,
): Interval {
  const center = mean(values);
  const sorted = means.toSorted();
  let below = 0, atMost = 0;
  for (const value of sorted) {
    if (value < center) below++;
    if (value <= center) atMost++;
  }
  const bias = normalQuantile((below + atMost) / 2 / sorted.length);
  // Of a mean the jackknife's values are a constant less value ÷ (n − 1).
  let cubes = 0, squares = 0;
  for (const value of values) {
    cubes += (value - center) ** 3;
    squares += (value - center) ** 2;
  }
  if (squares === 0) return { low: center, high: center };
  const acceleration = cubes / (6 * squares ** 1.5);
  const end = (share: number) => {
    const z = bias + normalQuantile(share);
    return percentile(sorted, normalProbability(bias + z / (1 - acceleration * z)));
  };
  return { low: end((1 - level) / 2), high: end((1 + level) / 2) };
}
