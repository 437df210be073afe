/** Numbers among which others are looked up once all of them are there. */

/** Parts, each of which is sorted when it is first asked: all at once would let nobody else have a turn. */
const PARTS = 1024;

/** A set of whole numbers below 2^53 in 8 to 16 bytes for each that is added, where a `Set` takes 40. */
export class LookedUp {
  readonly #parts = Array.from({ length: PARTS }, () => new Part());

  /** Adds a number that is not negative. */
  add(number: number): void {
    this.#parts[number % PARTS]!.add(number);
  }

  /** Whether it was added. From then on none is. */
  has(number: number): boolean {
    return this.#parts[number % PARTS]!.has(number);
  }
}

class Part {
  #numbers = new Float64Array(8);
  #count = 0;
  #isSorted = false;

  add(number: number): void {
    if (this.#count === this.#numbers.length) {
      const before = this.#numbers;
      this.#numbers = new Float64Array(2 * before.length);
      this.#numbers.set(before);
    }
    this.#numbers[this.#count++] = number;
  }

  has(number: number): boolean {
    if (!this.#isSorted) this.#numbers.subarray(0, this.#count).sort();
    this.#isSorted = true;
    let from = 0, to = this.#count;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.#numbers[middle]! < number) from = middle + 1;
      else to = middle;
    }
    return from < this.#count && this.#numbers[from] === number;
  }
}
