/** Cuts long passages into shorter ones, for texts that have too few to be divided into splits. */
import type { Passage } from "./passage.ts";
import { sentenceSpans } from "./sentences.ts";

/** Characters of a passage: those of CLOTH have about 1,500; of short texts, shorter ones are made. */
const LENGTH = { most: 1000, least: 200 };

/** So many passages are to be made of a text, if they do not become too short or too long. */
const WANTED = 20;

const words = new Intl.Segmenter("en", { granularity: "word" });

/** Where a text may be cut: behind its sentences and, in those that are too long, behind words. */
function* ends(text: string, length: number): Generator<number> {
  for (const { start, end } of sentenceSpans(text)) {
    if (end - start > length) {
      for (const { segment, index } of words.segment(text.slice(start, end))) {
        // What has no words, a sequence of letters say, is cut wherever it is long enough.
        for (let at = length; at < segment.length; at += length) yield start + index + at;
        yield start + index + segment.length;
      }
    }
    yield end;
  }
}

function cut(passage: Passage, length: number): Passage[] {
  const { text, source } = passage;
  if (text.length <= length || passage.blanks.length > 0) return [passage];
  const pieces: string[] = [];
  let start = 0;
  for (const end of ends(text, length)) {
    if (end - start < length && end < text.length) continue;
    pieces.push(text.slice(start, end).trim());
    start = end;
  }
  return pieces.filter((piece) => piece !== "")
    .map((piece, i) => ({ source: `${source}, part ${i + 1}`, text: piece, blanks: [] }));
}

/**
 * Passages of at most about 1,000 characters in place of longer ones, cut behind sentences or, where
 * a sentence is as long, behind words. Those with blanks are given back as they are.
 *
 * @param passages Few passages: of a text that is one long line, say.
 */
export function cutPassages(passages: readonly Passage[]): Passage[] {
  const characters = passages.reduce((sum, { text }) => sum + text.length, 0);
  const length = Math.min(LENGTH.most, Math.max(LENGTH.least, Math.ceil(characters / WANTED)));
  return passages.flatMap((passage) => cut(passage, length));
}
