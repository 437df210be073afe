/** Words that change places. */
import { Random } from "../random/mod.ts";

/** For each word of a vocabulary the number of another, by seed. */
export class WordOrder {
  readonly #known: ArrayLike<number>;
  #latest: { seed: number; order: Int32Array } | undefined;

  /**
   * The orders of some words.
   *
   * @param known `[words]`: 1 for those that change places, 0 for those that keep theirs.
   */
  constructor(known: ArrayLike<number>) {
    this.#known = known;
  }

  /** That of a seed: always the same. */
  of(seed: number): Int32Array {
    if (this.#latest?.seed !== seed) {
      const order = Int32Array.from({ length: this.#known.length }, (_, word) => word);
      const known = [...order].filter((word) => this.#known[word] === 1);
      const dealt = new Random(seed, "word-order").shuffle([...known]);
      known.forEach((word, i) => order[word] = dealt[i]!);
      this.#latest = { seed, order };
    }
    return this.#latest!.order;
  }
}
