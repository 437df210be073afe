/**
 * Where the words of a Japanese text begin and end, as MeCab finds it (Kudo, Yamamoto and Matsumoto
 * 2004): of all ways to cut a text into words of a dictionary and unknown ones, the cheapest.
 */
import {
  areAlike,
  categoryOf,
  type CharacterInfo,
  isEager,
  lengthsOf,
  makesGroups,
} from "./characters.ts";
import type { MecabDictionary } from "./dictionary.ts";
import type { Reading } from "./words.ts";

/** A word at a place, reached in the cheapest way. */
interface Node {
  readonly reading: Reading;
  /** Where its first byte is, behind white space. */
  readonly start: number;
  /** Where the next word begins. */
  readonly end: number;
  previous?: Node | undefined;
  cost: number;
}

/** MeCab looks no further at a time. */
const FARTHEST = 65_535;

/**
 * So many characters behind the first are an unknown word at most. A dictionary's `dicrc` may name
 * another number, but MeCab's own default goes before it.
 */
const LONGEST_GROUP = 24;

const BORDER: Reading = { left: 0, right: 0, cost: 0 };

/** Text as bytes, and its characters by the bytes at which they begin. */
class Bytes {
  readonly bytes: Uint8Array;
  readonly #text: string;
  /** By byte: the offset in the text. */
  readonly #offsets: Int32Array;

  constructor(text: string) {
    this.#text = text.toWellFormed();
    this.bytes = new TextEncoder().encode(this.#text);
    this.#offsets = new Int32Array(this.bytes.length + 1);
    let byte = 0;
    for (let offset = 0; offset < this.#text.length;) {
      this.#offsets[byte] = offset;
      const point = this.#text.codePointAt(offset)!;
      byte += width(point);
      offset += point > 0xffff ? 2 : 1;
    }
    this.#offsets[byte] = this.#text.length;
  }

  point(byte: number): number {
    return this.#text.codePointAt(this.#offsets[byte]!)!;
  }

  slice(from: number, to: number): string {
    return this.#text.slice(this.#offsets[from], this.#offsets[to]);
  }
}

/** Bytes of a character in UTF-8. */
function width(point: number): number {
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

/** Finds the words of texts. */
export class Mecab {
  readonly #dictionary: MecabDictionary;
  readonly #space: CharacterInfo;
  readonly #unknown: readonly (readonly Reading[])[];

  /** @throws {RangeError} If the dictionary has no unknown words of some category. */
  constructor(dictionary: MecabDictionary) {
    this.#dictionary = dictionary;
    const { characters, unknown } = dictionary;
    this.#space = characters.of(0x20);
    this.#unknown = characters.categories.map((category) => {
      const bytes = new TextEncoder().encode(category);
      let readings: readonly Reading[] = [];
      unknown.prefixes(bytes, 0, bytes.length, (length, value) => {
        if (length === bytes.length) readings = unknown.readings(value);
      });
      if (readings.length > 0) return readings;
      throw new RangeError(`The dictionary has no unknown words of the category ${category}.`);
    });
  }

  /** The words of a text, without the white space between them. */
  words(text: string): string[] {
    // MeCab takes a text up to the first U+0000.
    const source = new Bytes(text.split("\0")[0]!);
    const end = source.bytes.length;
    /** By byte: the words that end there, those found last first. */
    const ending: Node[][] = Array.from({ length: end + 1 }, () => []);
    ending[0]!.push({ reading: BORDER, start: 0, end: 0, cost: 0 });
    for (let at = 0; at < end; at++) {
      if (ending[at]!.length === 0) continue;
      for (const node of this.#beginning(source, at)) {
        this.#connect(node, ending[at]!);
        // White space at the end makes a word that would end behind the text.
        if (node.end <= end) ending[node.end]!.unshift(node);
      }
    }
    const last = ending.findLast((nodes) => nodes.length > 0)!;
    const border: Node = { reading: BORDER, start: end, end, cost: 0 };
    this.#connect(border, last);
    const words: string[] = [];
    for (let node = border.previous!; node.previous !== undefined; node = node.previous) {
      words.push(source.slice(node.start, node.end));
    }
    return words.reverse();
  }

  /** The cheapest way to a word; of equal ones the one found last. */
  #connect(node: Node, before: readonly Node[]): void {
    const { costs } = this.#dictionary;
    node.cost = Infinity;
    for (const left of before) {
      const cost = left.cost + costs.between(left.reading.right, node.reading.left) +
        node.reading.cost;
      if (cost >= node.cost) continue;
      node.cost = cost;
      node.previous = left;
    }
  }

  /** The words that begin at a byte, behind white space: the one found last first. */
  #beginning(source: Bytes, at: number): Node[] {
    const { words, characters } = this.#dictionary;
    const { bytes } = source;
    const limit = Math.min(bytes.length, at + FARTHEST);
    const nodes: Node[] = [];
    const { end: start, info } = this.#run(source, at, limit, this.#space);
    const add = (readings: readonly Reading[], end: number) => {
      for (const reading of readings) nodes.unshift({ reading, start, end, cost: 0 });
    };
    words.prefixes(bytes, start, limit, (length, value) => {
      add(words.readings(value), start + length);
    });
    if (nodes.length > 0 && !isEager(info)) return nodes;
    const unknown = this.#unknown[categoryOf(info)]!;
    let end = start + (start < limit ? width(source.point(start)) : 1);
    if (end > limit) {
      add(unknown, end);
      return nodes;
    }
    let group: number | undefined;
    if (makesGroups(info)) {
      const run = this.#run(source, end, limit, info);
      if (run.count <= LONGEST_GROUP) add(unknown, run.end);
      group = run.end;
    }
    for (let length = 1; length <= lengthsOf(info) && end <= limit; length++) {
      if (end === group) continue;
      add(unknown, end);
      if (end === limit || !areAlike(info, characters.of(source.point(end)))) break;
      end += width(source.point(end));
    }
    if (nodes.length === 0) add(unknown, end);
    return nodes;
  }

  /**
   * Passes characters each of which is like the one before it.
   *
   * @returns Where the run ends, how many characters it has, and what the character behind it is:
   * at the end of the text, the last one.
   */
  #run(
    source: Bytes,
    from: number,
    limit: number,
    like: CharacterInfo,
  ): { end: number; count: number; info: CharacterInfo } {
    const { characters } = this.#dictionary;
    let end = from, count = 0, before = like;
    while (end < limit) {
      const info = characters.of(source.point(end));
      if (!areAlike(before, info)) return { end, count, info };
      before = info;
      end += width(source.point(end));
      count++;
    }
    return { end, count, info: before };
  }
}
