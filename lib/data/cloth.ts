/**
 * CLOTH's format (Xie, Lai, Dai and Hovy, "Large-scale Cloze Test Dataset Created by Teachers",
 * EMNLP 2018): one JSON file a passage, with the fields `article` (a blank is `_`), `options` (four
 * words a blank), `answers` (a letter A–D a blank) and `source`.
 */

import { InputError, shown } from "../io/mod.ts";
import { type Blank, oneLine, type Passage } from "./passage.ts";

/** The letters of the answers, in the order of the options. */
const LETTERS = "ABCD";

/** A passage as CLOTH writes it. */
export interface ClothPassage {
  /** The text; each blank is an underscore. */
  article: string;
  /** Four words for each blank. */
  options: string[][];
  /** The letter of the right one for each blank. */
  answers: string[];
  /** Where the passage comes from. */
  source: string;
}

/** Where a passage stands: the file, and the place in it where the file holds several. */
export interface PassagePlace {
  /** Path of the file. */
  file: string;
  /** A row, say. */
  place?: string;
}

function checkCounts(
  blanks: number,
  options: readonly unknown[],
  answers: readonly unknown[],
  at: PassagePlace,
): void {
  if (options.length !== answers.length) {
    throw new InputError(
      `the sets of options (${options.length}) and the answers (${answers.length}) are not as many`,
      { ...at, mend: "Give one set of options and one answer for each blank" },
    );
  }
  if (blanks !== answers.length) {
    throw new InputError(
      `the blanks (${blanks}) and the answers (${answers.length}) are not as many`,
      {
        ...at,
        mend: "Give one underscore (_) in the text for each answer",
      },
    );
  }
}

/** The answer's index among its options. */
function answerIndex(letter: unknown, number: number, at: PassagePlace): number {
  const index = typeof letter === "string" && letter.length === 1 ? LETTERS.indexOf(letter) : -1;
  if (index === -1) {
    throw new InputError(`answer ${number} is ${shown(letter)}`, {
      ...at,
      mend: "Answer with one of the letters A, B, C and D",
    });
  }
  return index;
}

/** The four words of a question, one line each. */
function fourWords(words: unknown, number: number, at: PassagePlace): string[] {
  const isRight = Array.isArray(words) && words.length === LETTERS.length &&
    words.every((word) => typeof word === "string" && word.trim() !== "");
  if (!isRight) {
    throw new InputError(`the options of blank ${number} are not four words`, {
      ...at,
      mend: "Give four words to choose from, for A, B, C and D",
    });
  }
  return words.map(oneLine);
}

/**
 * Fills the blanks of a text with their answers.
 *
 * A run of underscores is one blank. White space becomes single spaces.
 *
 * @param article The text with its blanks.
 * @param options For each blank four words.
 * @param answers For each blank the letter of the right one.
 * @throws {InputError} If the counts differ, an answer is not one of A–D or a question has not four
 * options.
 */
export function fillBlanks(
  article: string,
  options: readonly unknown[],
  answers: readonly unknown[],
  at: PassagePlace,
): Pick<Passage, "text" | "blanks"> {
  const [first = "", ...rest] = oneLine(article).split(/_+/);
  checkCounts(rest.length, options, answers, at);
  const blanks: Blank[] = [];
  let text = first;
  rest.forEach((after, i) => {
    const words = fourWords(options[i], i + 1, at);
    const answer = words[answerIndex(answers[i], i + 1, at)]!;
    blanks.push({ start: text.length, end: text.length + answer.length, options: words, answer });
    text += answer + after;
  });
  return { text, blanks };
}

/**
 * A passage out of the contents of a CLOTH file.
 *
 * @param json The file's contents, parsed.
 * @param file Its path, for the messages.
 * @throws {InputError} If a field is missing or does not fit the others.
 */
export function parseCloth(json: unknown, file: string): Passage {
  const fields = (json ?? {}) as Partial<Record<keyof ClothPassage, unknown>>;
  const { article, options, answers, source } = fields;
  const place = typeof article !== "string" || oneLine(article) === ""
    ? "article"
    : !Array.isArray(options)
    ? "options"
    : !Array.isArray(answers)
    ? "answers"
    : undefined;
  if (place !== undefined) {
    throw new InputError("this field is missing or of the wrong kind", {
      file,
      place,
      mend: 'Give the fields "article" (a text), "options" and "answers" (lists)',
    });
  }
  const filled = fillBlanks(
    article as string,
    options as readonly unknown[],
    answers as readonly unknown[],
    { file },
  );
  return { source: typeof source === "string" ? source : file, ...filled };
}

/**
 * The text of a passage with an underscore in place of each blank.
 *
 * @throws {RangeError} If the text itself holds an underscore.
 */
export function withUnderscores(passage: Passage): string {
  if (passage.text.includes("_")) throw new RangeError("The text holds an underscore already.");
  let article = "";
  let position = 0;
  for (const { start, end } of passage.blanks) {
    article += passage.text.slice(position, start) + "_";
    position = end;
  }
  return article + passage.text.slice(position);
}

/** The letters of a passage's answers. */
export function answerLetters(passage: Passage): string[] {
  return passage.blanks.map(({ options, answer }) => LETTERS[options.indexOf(answer)]!);
}

/** A passage in CLOTH's form: what `parseCloth` reads back to the same passage. */
export function toCloth(passage: Passage): ClothPassage {
  return {
    article: withUnderscores(passage),
    options: passage.blanks.map(({ options }) => options),
    answers: answerLetters(passage),
    source: passage.source,
  };
}
