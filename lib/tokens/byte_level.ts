/** Text as bytes that look like letters: the alphabet of byte-level vocabularies (GPT-2's, RoBERTa's). */
import { SPACE } from "./unicode.ts";

/** The printable characters that stand for their own byte. */
const PRINTABLE: readonly (readonly [first: number, last: number])[] = [
  [0x21, 0x7e],
  [0xa1, 0xac],
  [0xae, 0xff],
];

/** The character of each byte: itself where it is printable, else the next one from U+0100 on. */
const LETTERS: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const isPrintable = PRINTABLE.some(([first, last]) => byte >= first && byte <= last);
    return String.fromCodePoint(isPrintable ? byte : next++);
  });
})();

const BYTES: ReadonlyMap<string, number> = new Map(LETTERS.map((letter, byte) => [letter, byte]));

/** How a space looks: it is the start of most words. */
export const SPACE_LETTER: string = LETTERS[0x20]!;

/** A text's bytes in UTF-8, each as its letter. */
export function toByteLetters(text: string): string {
  let letters = "";
  for (const byte of new TextEncoder().encode(text)) letters += LETTERS[byte]!;
  return letters;
}

/** The text of such letters; undefined where they are no whole characters, or no bytes at all. */
export function fromByteLetters(letters: string): string | undefined {
  const bytes = Array.from(letters, (letter) => BYTES.get(letter));
  if (bytes.includes(undefined)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
      .decode(Uint8Array.from(bytes as number[]));
  } catch {
    return undefined;
  }
}

/** GPT-2's words: contractions, and letters, digits or signs with a space before them; then blanks. */
export const GPT2_WORDS = new RegExp(
  `'(?:s|t|re|ve|m|ll|d)| ?\\p{L}+| ?\\p{N}+| ?[^${SPACE}\\p{L}\\p{N}]+` +
    `|${SPACE}+(?![^${SPACE}])|${SPACE}+`,
  "gv",
);
