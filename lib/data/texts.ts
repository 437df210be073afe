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

function count(text: string, letters: RegExp): number {
  return text.match(letters)?.length ?? 0;
}

/** What windows a passage has of which none were made. */
function without(text: string): Windows {
  const letters = count(text, /\p{L}/gu);
  if (2 * count(text, /\p{Lo}/gu) > letters) return WINDOWS.foreign;
  return 2 * count(text, /\p{Ll}/gu) < letters ? WINDOWS.capitals : WINDOWS.none;
}

/**
 * What windows can be made of a passage: some; none; none as its script has no small letters, such
 * as Chinese; none as it is written in capitals.
 */
export const WINDOWS = { some: 0, none: 1, foreign: 2, capitals: 3 } as const;

/** One of {@linkcode WINDOWS}. */
export type Windows = typeof WINDOWS[keyof typeof WINDOWS];

/** The texts of a passage: windows, or where there are none the whole, which may not be taken. */
export interface PassageTexts {
  texts: string[];
  windows: Windows;
}

/** How many passages have each kind of windows, and how many characters these have. */
export interface PassageCounts {
  passages: number[];
  characters: number[];
}

/** Makes the texts of passages one by one; which of them are taken is decided by all of them. */
export class TextMaker {
  readonly #construction: Construction;
  readonly #seed: number;
  readonly #note: Note | undefined;
  readonly #counts: PassageCounts;

  /** @param counts Those that were counted before, which count on. */
  constructor(
    { construction = CONSTRUCTION, seed = 0, note }: TextsOptions = {},
    counts: PassageCounts = { passages: [0, 0, 0, 0], characters: [0, 0, 0, 0] },
  ) {
    this.#construction = construction;
    this.#seed = seed;
    this.#note = note;
    this.#counts = counts;
  }

  /** The texts of a passage. */
  make(passage: Passage): PassageTexts {
    const { text } = passage;
    if (this.#construction === "passages") return { texts: [text], windows: WINDOWS.none };
    const texts = blankWindows(makeBlanks(passage, this.#seed));
    if (texts.length > 0) return { texts, windows: WINDOWS.some };
    return { texts: [text], windows: without(text) };
  }

  /** Counts a passage in: it is one of those that decide. */
  count({ text }: Passage, windows: Windows): void {
    this.#counts.passages[windows]!++;
    this.#counts.characters[windows]! += text.length;
  }

  /**
   * Which passages' texts are taken, now that all were counted: where there are no windows, all are
   * taken whole. Else those are in a script without small letters, and those in capitals where most
   * of the text is in either; the others without windows are left out, as in the original.
   */
  taken(): { windows: ReadonlySet<Windows>; inWindows: boolean } {
    const { passages: passagesOf, characters: charactersOf } = this.#counts;
    const passages = passagesOf.reduce((sum, count) => sum + count);
    const all = { windows: new Set(Object.values(WINDOWS)), inWindows: false };
    if (this.#construction === "passages" || passages === 0) return all;
    const reason = "as there are no words in them that blanks are made of";
    if (passagesOf[WINDOWS.some] === 0) {
      this.#note?.(`the passages are taken whole, ${reason}`);
      return all;
    }
    const taken = new Set<Windows>([WINDOWS.some, WINDOWS.foreign]);
    const [, , foreign, capitals] = charactersOf as [number, number, number, number];
    const characters = charactersOf.reduce((sum, count) => sum + count);
    if (foreign + capitals > characters / 2) taken.add(WINDOWS.capitals);
    const tell = (what: string, kinds: readonly Windows[]) => {
      const count = kinds.reduce<number>((sum, kind) => sum + passagesOf[kind]!, 0);
      if (count > 0) this.#note?.(`${count} of ${passages} passages are ${what}, ${reason}`);
    };
    const whole = Object.values(WINDOWS).filter((kind) => kind !== WINDOWS.some);
    tell("taken whole", whole.filter((kind) => taken.has(kind)));
    tell("left out", whole.filter((kind) => !taken.has(kind)));
    return { windows: taken, inWindows: true };
  }
}

/**
 * The texts of each passage. Where windows are asked for and there are none, the passages are taken
 * whole; else those in a script without small letters are, and those in capitals where most of the
 * text is in either.
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
