/** How wide a text is in the plots' typeface, for laying plots out without a browser. */

/**
 * Advance widths of Inter Regular from " " to "~", in hundredths of the font size, read from the
 * font file of npm's @expo-google-fonts/inter.
 */
const WIDTHS: readonly number[] = [
  ...[28, 29, 47, 63, 64, 98, 64, 30, 36, 36, 50, 66, 29, 46, 29, 36], // space to /
  ...[63, 41, 61, 62, 65, 59, 62, 57, 62, 62, 29, 30, 66, 66, 66, 51], // 0 to ?
  ...[97, 69, 65, 73, 72, 60, 59, 75, 74, 27, 57, 67, 57, 90, 75, 76], // @ to O
  ...[64, 76, 64, 64, 65, 74, 69, 99, 68, 68, 63, 36, 36, 36, 47, 46], // P to _
  ...[32, 56, 61, 57, 61, 58, 37, 61, 59, 24, 24, 55, 24, 88, 59, 60], // ` to o
  ...[61, 61, 38, 53, 33, 59, 56, 82, 55, 56, 55, 43, 33, 43, 66], // p to ~
];

/** Width of a character that is not in the table: that of "−" and "α". */
const OTHER_WIDTH = 66;

/** Semi-bold Inter is so much wider than regular, on the average of the same characters. */
const SEMIBOLD = 1.035;

/**
 * Width of a line of text in the unit of `fontSize`.
 *
 * @param text The text; kerning is not counted.
 * @param fontSize Size of the type.
 * @param fontWeight CSS weight: from 600 on counts as semi-bold.
 *
 * @example
 * ```ts
 * import { textWidth } from "./text_width.ts";
 * if (Math.abs(textWidth("ab", 10) - 11.7) > 1e-9) throw new Error("0.56 + 0.61 of 10");
 * ```
 */
export function textWidth(text: string, fontSize: number, fontWeight: number | string = 400) {
  let hundredths = 0;
  for (const character of text) {
    hundredths += WIDTHS[character.codePointAt(0)! - 0x20] ?? OTHER_WIDTH;
  }
  const bold = fontWeight === "bold" || Number(fontWeight) >= 600;
  return (hundredths / 100) * fontSize * (bold ? SEMIBOLD : 1);
}
