/** The original's construction of training texts from a passage. */

import type { Passage } from "./passage.ts";
import { sentenceSpans } from "./sentences.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "word" });

/** The words and punctuation marks of a text, joined by single spaces. */
function spaced(text: string): string {
  return [...segmenter.segment(text)].map(({ segment }) => segment.trim())
    .filter((token) => token !== "").join(" ");
}

/**
 * The windows of a passage: for each blank its sentence with the sentence before it (the first
 * sentence has none before it), every blank filled, words and punctuation marks joined by single
 * spaces. Two blanks of one sentence give the same window twice, as they do in the original
 * (pondsnails/SDTrainer, `create_dataset`), which has another sentence and word splitter.
 *
 * @example
 * ```ts
 * import { blankWindows } from "./windows.ts";
 * const text = "It rained. We stayed in, and read.";
 * const blanks = [{ start: 29, end: 33, answer: "read", options: ["ate", "read", "sat", "ran"] }];
 * const [window] = blankWindows({ source: "", text, blanks });
 * if (window !== "It rained . We stayed in , and read .") throw new Error(window);
 * ```
 */
export function blankWindows(passage: Passage): string[] {
  const { text, blanks } = passage;
  const sentences = sentenceSpans(text);
  return blanks.map(({ start }) => {
    const current = sentences.findIndex((sentence) => start < sentence.end);
    return sentences.slice(Math.max(current - 1, 0), current + 1)
      .map((sentence) => spaced(text.slice(sentence.start, sentence.end)))
      .join(" ");
  });
}
