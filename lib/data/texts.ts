/** The texts that are trained on, made of passages. */

import { makeBlanks } from "./blanks.ts";
import type { Passage } from "./passage.ts";
import type { Note } from "./readers/define_reader.ts";
import { blankWindows } from "./windows.ts";

/** How texts are made of passages: the original's windows, or the passages whole. */
export const CONSTRUCTIONS = ["windows", "passages"] as const;

/** One of {@linkcode CONSTRUCTIONS}. */
export type Construction = (typeof CONSTRUCTIONS)[number];

/** How they are made unless told otherwise. */
export const CONSTRUCTION: Construction = "windows";

/** How texts are made. */
export interface TextsOptions {
  /**
   * How texts are made of passages: `"windows"` takes for each blank its sentence with the one
   * before, as the original; `"passages"` takes each passage whole.
   *
   * @default {CONSTRUCTION}
   */
  construction?: Construction;
  /**
   * Seed of the blanks that are made, for windows, in passages without questions.
   *
   * @default {0}
   */
  seed?: number;
  /** Takes a sentence that people should know of how texts were made. */
  note?: Note;
}

/** The texts of passages. */
export interface MadeTexts {
  /** Those of each passage. */
  texts: string[][];
  /** Whether there are windows among them. */
  inWindows: boolean;
}

/** Whether blanks could not be made whatever stands there: most of its letters are no small ones. */
function hasNoSmallLetters(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return 2 * (text.match(/\p{Ll}/gu)?.length ?? 0) < letters;
}

function charactersOf(passages: readonly Passage[]): number {
  return passages.reduce((sum, { text }) => sum + text.length, 0);
}

/**
 * The texts of each passage. Where windows are asked for and there are none, the passages are taken
 * whole; where most of the text is in a script without small letters, those in such a script are.
 */
export function madeTexts(passages: readonly Passage[], options: TextsOptions): MadeTexts {
  const { construction = CONSTRUCTION, seed = 0, note } = options;
  const whole = () => ({ texts: passages.map(({ text }) => [text]), inWindows: false });
  if (construction === "passages" || passages.length === 0) return whole();
  const windows = passages.map((passage) => blankWindows(makeBlanks(passage, seed)));
  const without = passages.filter((_, i) => windows[i]!.length === 0);
  const reason = "as there are no words in them that blanks are made of";
  if (without.length === passages.length) {
    note?.(`the passages are taken whole, ${reason}`);
    return whole();
  }
  const foreign = new Set(without.filter(({ text }) => hasNoSmallLetters(text)));
  if (charactersOf([...foreign]) > charactersOf(passages) / 2) {
    note?.(`${foreign.size} of ${passages.length} passages are taken whole, ${reason}`);
    const texts = windows.map((of, i) => foreign.has(passages[i]!) ? [passages[i]!.text] : of);
    return { texts, inWindows: true };
  }
  if (without.length > passages.length / 2) {
    note?.(`${without.length} of ${passages.length} passages are left out, ${reason}`);
  }
  return { texts: windows, inWindows: true };
}
