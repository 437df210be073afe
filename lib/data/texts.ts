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

/**
 * What windows can be made of a passage: some, none, or none as its script has no small letters.
 */
export const WINDOWS = { some: 0, none: 1, foreign: 2 } as const;

/** One of {@linkcode WINDOWS}. */
export type Windows = typeof WINDOWS[keyof typeof WINDOWS];

/** The texts of a passage: windows, or where there are none the whole, which may not be taken. */
export interface PassageTexts {
  texts: string[];
  windows: Windows;
}

/** Makes the texts of passages one by one; which of them are taken is decided by all of them. */
export class TextMaker {
  readonly #construction: Construction;
  readonly #seed: number;
  readonly #note: Note | undefined;
  readonly #passages = [0, 0, 0];
  readonly #characters = [0, 0, 0];

  constructor({ construction = CONSTRUCTION, seed = 0, note }: TextsOptions = {}) {
    this.#construction = construction;
    this.#seed = seed;
    this.#note = note;
  }

  /** The texts of a passage. */
  make(passage: Passage): PassageTexts {
    const { text } = passage;
    if (this.#construction === "passages") return { texts: [text], windows: WINDOWS.none };
    const texts = blankWindows(makeBlanks(passage, this.#seed));
    if (texts.length > 0) return { texts, windows: WINDOWS.some };
    return { texts: [text], windows: hasNoSmallLetters(text) ? WINDOWS.foreign : WINDOWS.none };
  }

  /** Counts a passage in: it is one of those that decide. */
  count({ text }: Passage, windows: Windows): void {
    this.#passages[windows]!++;
    this.#characters[windows]! += text.length;
  }

  /**
   * Which passages' texts are taken, now that all were counted: where there are no windows, all are
   * taken whole; where most of the text is in a script without small letters, those in such a script
   * are.
   */
  taken(): { windows: ReadonlySet<Windows>; inWindows: boolean } {
    const [some, none, foreign] = this.#passages as [number, number, number];
    const passages = some + none + foreign;
    const all = { windows: new Set(Object.values(WINDOWS)), inWindows: false };
    if (this.#construction === "passages" || passages === 0) return all;
    const reason = "as there are no words in them that blanks are made of";
    if (some === 0) {
      this.#note?.(`the passages are taken whole, ${reason}`);
      return all;
    }
    const characters = this.#characters.reduce((sum, count) => sum + count);
    if (this.#characters[WINDOWS.foreign]! > characters / 2) {
      this.#note?.(`${foreign} of ${passages} passages are taken whole, ${reason}`);
      return { windows: new Set([WINDOWS.some, WINDOWS.foreign]), inWindows: true };
    }
    if (none + foreign > passages / 2) {
      this.#note?.(`${none + foreign} of ${passages} passages are left out, ${reason}`);
    }
    return { windows: new Set([WINDOWS.some]), inWindows: true };
  }
}

/**
 * The texts of each passage. Where windows are asked for and there are none, the passages are taken
 * whole; where most of the text is in a script without small letters, those in such a script are.
 */
export function madeTexts(passages: readonly Passage[], options: TextsOptions): MadeTexts {
  const maker = new TextMaker(options);
  const made = passages.map((passage) => {
    const texts = maker.make(passage);
    maker.count(passage, texts.windows);
    return texts;
  });
  const { windows: taken, inWindows } = maker.taken();
  return { texts: made.map(({ texts, windows }) => taken.has(windows) ? texts : []), inWindows };
}
