/** Makes blanks in passages that come without questions. */

import { Random } from "../random/mod.ts";
import type { Blank, Passage } from "./passage.ts";
import { sentenceSpans } from "./sentences.ts";

/** The most blanks that a passage gets. */
const MOST_BLANKS = 4;
/** How many words stand to choose from. */
const OPTIONS = 4;

/** A word that can be taken out: lower case, four letters at least, alone between spaces. */
const WORD = /(?<= )\p{Ll}{4,}(?=[ ,.;:!?])/gu;

interface Word {
  start: number;
  end: number;
  word: string;
}

/** One word of each of `count` sentences drawn at random, in the order of the text. */
function drawWords(text: string, count: number, random: Random): Word[] {
  const bySentence = sentenceSpans(text).map(({ start, end }) =>
    [...text.slice(start, end).matchAll(WORD)].map((match) => ({
      start: start + match.index,
      end: start + match.index + match[0].length,
      word: match[0],
    }))
  ).filter((words) => words.length > 0);
  return random.shuffle(bySentence)
    .slice(0, count)
    .map((words) => words[random.integer(words.length)]!)
    .sort((a, b) => a.start - b.start);
}

/**
 * Chooses one to four words of a passage as its blanks, each in a sentence of its own, with three
 * other words of the passage to choose wrongly from. The choice depends on the text and the seed
 * alone. A passage that has blanks already, or too few words, is given back as it is.
 *
 * @param seed An integer from 0 to 2^53 − 1.
 *
 * @example
 * ```ts
 * import { makeBlanks } from "./blanks.ts";
 * const text = "We went along the river until evening. There some friends were waiting for us.";
 * const passage = makeBlanks({ source: "diary", text, blanks: [] }, 7);
 * for (const { start, end, answer } of passage.blanks) {
 *   if (text.slice(start, end) !== answer) throw new Error("a blank is a word of the text");
 * }
 * ```
 */
export function makeBlanks(passage: Passage, seed: number): Passage {
  if (passage.blanks.length > 0) return passage;
  // The text names the stream, so that its neighbours in a file do not change its blanks.
  const random = new Random(seed, passage.text);
  const pool = [...new Set(passage.text.match(WORD))];
  if (pool.length < OPTIONS) return passage;
  const words = drawWords(passage.text, 1 + random.integer(MOST_BLANKS), random);
  const blanks = words.map(({ start, end, word }): Blank => {
    const others = random.shuffle(pool.filter((other) => other !== word)).slice(0, OPTIONS - 1);
    return { start, end, options: random.shuffle([word, ...others]), answer: word };
  });
  return { ...passage, blanks };
}
