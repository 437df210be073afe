/** Many numbers, of which it is not known beforehand how many. */

const BLOCK = 2 ** 16;

/** A list of whole numbers below 2^32, in four bytes each. */
export class Numbers {
  readonly #blocks: Uint32Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(number: number): void {
    if (this.#length % BLOCK === 0) this.#blocks.push(new Uint32Array(BLOCK));
    this.#blocks.at(-1)![this.#length++ % BLOCK] = number;
  }

  /** @param index From 0 to below the length. */
  at(index: number): number {
    return this.#blocks[Math.floor(index / BLOCK)]![index % BLOCK]!;
  }

  *[Symbol.iterator](): Generator<number> {
    for (let i = 0; i < this.#length; i++) yield this.at(i);
  }
}
