/** Numbers in standard deviations from their mean. */

/**
 * The mean and the standard deviation of each column. A column whose numbers are all alike, as with
 * one row or none, is given the deviation 1, so that it can be standardised: to zeros.
 *
 * @param rows `[rows, width]`.
 * @returns `[2, width]`: the means, then the deviations.
 */
export function fitColumns(rows: ArrayLike<number>, width: number): Float64Array {
  const count = rows.length / width;
  const fitted = new Float64Array(2 * width).fill(1, width);
  if (count === 0) return fitted;
  for (let column = 0; column < width; column++) {
    let sum = 0, squares = 0;
    for (let i = column; i < rows.length; i += width) sum += rows[i]!;
    const mean = sum / count;
    for (let i = column; i < rows.length; i += width) squares += (rows[i]! - mean) ** 2;
    fitted[column] = mean;
    fitted[width + column] = Math.sqrt(squares / count) || 1;
  }
  return fitted;
}

/**
 * One row in standard deviations from the mean.
 *
 * @param fitted What {@linkcode fitColumns} gave.
 */
export function standardise(row: ArrayLike<number>, fitted: ArrayLike<number>): Float64Array {
  const { length } = row;
  return Float64Array.from(row, (value, i) => (value - fitted[i]!) / fitted[length + i]!);
}
