/** What it costs that one word stands beside another: `matrix.bin`. */

/** Costs by what the left word shows to its right and the right word to its left. */
export class ConnectionCosts {
  readonly #lefts: number;
  readonly #costs: Int16Array;

  /** @throws {RangeError} If the bytes are no such table. */
  constructor(bytes: ArrayBuffer) {
    const [lefts, rights] = new Uint16Array(bytes.slice(0, 4));
    // Of a file without them nothing is equal to the sum.
    if (bytes.byteLength !== 4 + 2 * lefts! * rights!) throw new RangeError("it is cut off");
    this.#lefts = lefts!;
    this.#costs = new Int16Array(bytes, 4);
  }

  /** The cost of two words side by side. */
  between(right: number, left: number): number {
    return this.#costs[right + this.#lefts * left]!;
  }
}
