/** Cuts long passages into shorter ones, for texts that have too few to be divided into splits. */
import type { Passage } from "./passage.ts";
import { eachSentence } from "./sentences.ts";

/** Characters of a passage: those of CLOTH have about 1,500; of short texts, shorter ones are made. */
const LENGTH = { most: 1000, least: 200 };

/** So many passages are to be made of a text, if they do not become too short or too long. */
const WANTED = 20;

const words = new Intl.Segmenter("en", { granularity: "word" });

/** Where a text may be cut: behind its sentences and, in those that are too long, behind words. */
function* ends(text: string, length: number): Generator<number> {
  for (const { start, end } of eachSentence(text)) {
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

/** Where the pieces of a passage lie; undefined where it stays whole. */
export function cutSpans(
  { text, blanks }: Passage,
  length: number,
): Iterable<{ start: number; end: number }> | undefined {
  if (text.length <= length || blanks.length > 0) return undefined;
  return spans(text, length);
}

function* spans(text: string, length: number): Generator<{ start: number; end: number }> {
  let start = 0;
  for (const end of ends(text, length)) {
    if (end - start < length && end < text.length) continue;
    if (text.slice(start, end).trim() !== "") yield { start, end };
    start = end;
  }
}

/**
 * A piece of a passage.
 *
 * @param index From 0.
 */
export function pieceOf(
  { source, text }: Passage,
  start: number,
  end: number,
  index: number,
): Passage {
  return {
    source: `${source}, part ${index + 1}`,
    text: text.slice(start, end).trim(),
    blanks: [],
  };
}

/** How many characters the pieces of some passages have, about. */
export function cutLength(passages: readonly Passage[]): number {
  const characters = passages.reduce((sum, { text }) => sum + text.length, 0);
  return Math.min(LENGTH.most, Math.max(LENGTH.least, Math.ceil(characters / WANTED)));
}

/**
 * Passages of at most about 1,000 characters in place of longer ones, cut behind sentences or, where
 * a sentence is as long, behind words. Those with blanks are given back as they are.
 *
 * @param passages Few passages: of a text that is one long line, say.
 */
export function cutPassages(passages: readonly Passage[]): Passage[] {
  const length = cutLength(passages);
  return passages.flatMap((passage) => {
    const spans = cutSpans(passage, length);
    if (spans === undefined) return [passage];
    return Array.from(spans, ({ start, end }, i) => pieceOf(passage, start, end, i));
  });
}
