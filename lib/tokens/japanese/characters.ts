/** Which kinds of characters make unknown words: `char.bin`. */

const NAME_BYTES = 32;
/** Characters of the first plane have an entry each; all others have that of U+0000. */
const ENTRIES = 0xffff;

/** What a character is, packed in 32 bits as in the file. */
export type CharacterInfo = number;

/** The categories that a character is of, a bit each. */
const kinds = (info: CharacterInfo): number => info & 0x3ffff;

/** Whether two characters have a category in common. */
export const areAlike = (a: CharacterInfo, b: CharacterInfo): boolean =>
  (kinds(a) & kinds(b)) !== 0;

/** The category whose unknown words a character begins. */
export const categoryOf = (info: CharacterInfo): number => info >>> 18 & 0xff;

/** Up to how many characters an unknown word has, one of each length. */
export const lengthsOf = (info: CharacterInfo): number => info >>> 26 & 0xf;

/** Whether a run of characters like it makes an unknown word. */
export const makesGroups = (info: CharacterInfo): boolean => (info >>> 30 & 1) === 1;

/** Whether unknown words are made even where the dictionary has words. */
export const isEager = (info: CharacterInfo): boolean => info >>> 31 === 1;

/** The kinds of all characters. */
export class CharacterTable {
  /** The categories' names, in the order of their numbers. */
  readonly categories: readonly string[];
  readonly #infos: Uint32Array;

  /** @throws {RangeError} If the bytes are no such table. */
  constructor(bytes: ArrayBuffer) {
    const count = bytes.byteLength < 4 ? 0 : new Uint32Array(bytes, 0, 1)[0]!;
    const start = 4 + NAME_BYTES * count;
    if (bytes.byteLength !== start + 4 * ENTRIES) throw new RangeError("it is cut off");
    const decoder = new TextDecoder();
    this.categories = Array.from({ length: count }, (_, i) => {
      const name = new Uint8Array(bytes, 4 + NAME_BYTES * i, NAME_BYTES);
      return decoder.decode(name).replace(/\0.*$/s, "");
    });
    this.#infos = new Uint32Array(bytes, start, ENTRIES);
  }

  /** What a character is. */
  of(codePoint: number): CharacterInfo {
    return this.#infos[codePoint < ENTRIES ? codePoint : 0]!;
  }
}
