/** The words of a dictionary in a double array (Aoe 1989), as Darts lays it out. */

const HEADER_BYTES = 72;
/** The first number of a file is its size, changed by this. */
const MAGIC = 0xef718f77;
const VERSION = 102;

/** One way to read a word: what stands to its left and right, and what it costs. */
export interface Reading {
  readonly left: number;
  readonly right: number;
  readonly cost: number;
}

/** Words by their UTF-8 bytes. */
export class WordTable {
  /** Pairs: where a node's children begin (a leaf's value, negated), and whose child it is. */
  readonly #array: Int32Array;
  /** Eight numbers a reading, of which the first, second and fourth are wanted. */
  readonly #readings: Uint16Array;

  private constructor(array: ArrayBuffer, readings: ArrayBuffer) {
    this.#array = new Int32Array(array);
    this.#readings = new Uint16Array(readings);
  }

  /**
   * @param size The file's size in bytes.
   * @param read Reads bytes of the file.
   * @throws {RangeError} If it is no dictionary of UTF-8 words.
   */
  static async read(
    size: number,
    read: (from: number, length: number) => Promise<ArrayBuffer>,
  ): Promise<WordTable> {
    if (size < HEADER_BYTES) throw new RangeError("it is cut off");
    const header = new DataView(await read(0, HEADER_BYTES));
    const number = (index: number) => header.getUint32(4 * index, true);
    const [arrayBytes, readingBytes] = [number(6), number(7)];
    if (
      (number(0) ^ MAGIC) >>> 0 !== size || number(1) !== VERSION ||
      HEADER_BYTES + arrayBytes + readingBytes > size || arrayBytes % 8 + readingBytes % 16 !== 0 ||
      arrayBytes === 0
    ) {
      throw new RangeError("it is no dictionary, or is cut off");
    }
    const charset = new TextDecoder().decode(header.buffer.slice(40)).replace(/\0.*$/s, "");
    if (!/^utf-?8$/i.test(charset)) throw new RangeError(`its words are in ${charset}, not UTF-8`);
    return new WordTable(
      await read(HEADER_BYTES, arrayBytes),
      await read(HEADER_BYTES + arrayBytes, readingBytes),
    );
  }

  /**
   * The words with which some bytes begin, the shortest first.
   *
   * @param found Told each word's length in bytes, and the value by which `readings` knows it.
   */
  prefixes(
    bytes: Uint8Array,
    from: number,
    to: number,
    found: (length: number, value: number) => void,
  ): void {
    const array = this.#array;
    let base = array[0]!;
    for (let at = from;; at++) {
      const leaf = array[2 * base]!;
      if (leaf < 0 && array[2 * base + 1] === base && at > from) found(at - from, -leaf - 1);
      if (at === to) return;
      const child = base + bytes[at]! + 1;
      if (array[2 * child + 1] !== base) return;
      base = array[2 * child]!;
    }
  }

  /** The readings of a word, in the dictionary's order. */
  readings(value: number): Reading[] {
    const numbers = this.#readings;
    const first = value >>> 8;
    return Array.from({ length: value & 0xff }, (_, i) => {
      const at = 8 * (first + i);
      const [left = 0, right = 0, , cost = 0] = numbers.subarray(at, at + 4);
      return { left, right, cost: cost << 16 >> 16 };
    });
  }
}
