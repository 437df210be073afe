/** Filling large arrays bit by bit. */

/** So many numbers are drawn within a few milliseconds. */
const PIECE = 2 ** 16;

/** Fills an array in its order. Whenever it yields, it says how many numbers it has filled in since. */
export function* filled(data: Float32Array, draw: () => number): Generator<number> {
  for (let start = 0; start < data.length; start += PIECE) {
    const end = Math.min(start + PIECE, data.length);
    for (let i = start; i < end; i++) data[i] = draw();
    yield end - start;
  }
}
