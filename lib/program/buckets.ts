/** Numbers in a vector whose length is one of a few. */

/** Buckets are no finer than this. */
const LEAST_STEP = 8;

/**
 * The length of the bucket that so many numbers lie in: an eighth longer at most, but for a few
 * numbers. Batches of one size meet two or three of these lengths.
 */
export function bucketLength(count: number): number {
  let step = LEAST_STEP;
  while (step * 16 < count) step *= 2;
  return Math.max(1, Math.ceil(count / step)) * step;
}

/**
 * Numbers, and behind them the same again from the first on, up to their bucket's length: what is
 * computed of these is finite where it is of the numbers. Zeros where there are no numbers.
 */
export function lengthened(numbers: ArrayLike<number>): Int32Array {
  const { length } = numbers;
  const longer = new Int32Array(bucketLength(length));
  for (let i = 0; length > 0 && i < longer.length; i++) longer[i] = numbers[i % length]!;
  return longer;
}
