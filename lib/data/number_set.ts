/** Many different numbers, of which it is not known beforehand how many. */
import { Numbers } from "./numbers.ts";

/** It grows when it is fuller. */
const FULLEST = 0.6;

/**
 * Where a number is to be in a table of 2^bits places, if it is free there: by the uppermost bits of a
 * product, which all of the number's bits decide, as numbers may be alike in their lowest ones.
 *
 * @param bits From 1 to 32.
 */
export function homeOf(number: number, bits: number): number {
  return Math.imul(number, 0x9e3779b1) >>> (32 - bits);
}

/**
 * A set of whole numbers below 2^32 in some ten bytes each, with no bound on how many: a `Set` takes
 * three times as much, and holds 2^24 at most.
 */
export class NumberSet {
  readonly #numbers = new Numbers();
  /** Open addressing: one more than a number's place in `#numbers`, 0 where there is none. */
  #places = new Uint32Array(2 ** 10);
  #bits = 10;

  /** How many there are. */
  get size(): number {
    return this.#numbers.length;
  }

  add(number: number): void {
    const slot = this.#slotOf(number);
    if (this.#places[slot] !== 0) return;
    this.#numbers.push(number);
    this.#places[slot] = this.size;
    if (this.size < FULLEST * this.#places.length) return;
    this.#places = new Uint32Array(2 ** ++this.#bits);
    for (let i = 0; i < this.size; i++) this.#places[this.#slotOf(this.at(i))] = i + 1;
  }

  has(number: number): boolean {
    return this.#places[this.#slotOf(number)] !== 0;
  }

  /** @param index From 0, in the order in which they were added. */
  at(index: number): number {
    return this.#numbers.at(index);
  }

  /** Where a number is, or would be. */
  #slotOf(number: number): number {
    const last = this.#places.length - 1;
    let slot = homeOf(number, this.#bits);
    for (;; slot = (slot + 1) & last) {
      const place = this.#places[slot]!;
      if (place === 0 || this.at(place - 1) === number) return slot;
    }
  }
}
