/** Numbers in a vector whose length is one of a few. */

/** Buckets are no finer than this. */
const LEAST_STEP = 8;

/**
 * The length of the bucket that so many numbers lie in: an eighth longer at most, but for a few
 * numbers, and of those that batches of one size have mostly one or two.
 */
export function bucketLength(count: number): number {
  let step = LEAST_STEP;
  while (step * 16 < count) step *= 2;
  return Math.max(1, Math.ceil(count / step)) * step;
}

/** Numbers with zeros at their end, up to their bucket's length. */
export function lengthened(numbers: ArrayLike<number>): Int32Array {
  const longer = new Int32Array(bucketLength(numbers.length));
  longer.set(numbers);
  return longer;
}
