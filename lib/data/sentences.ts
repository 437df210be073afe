/** Cuts English text into sentences, with the platform's own segmenter. */

/** Abbreviations that stand before a name or go on with more, so never end a sentence. */
const BEFORE_A_NAME = new Set(
  ("Adm Atty Brig Capt Cf Cmdr Col Cpl Dr Ens Fr Gen Gov Hon Insp Lieut Lt Maj Messrs Mlle Mme Mr " +
    "Mrs Ms Mt Mx Pfc Pres Prof Pvt Rep Reps Rev Sen Sens Sgt Sr St Supt cf e.g i.e vs viz")
    .split(" "),
);

/** Abbreviations before a number; elsewhere some of them are words, such as "no". */
const BEFORE_A_NUMBER = new Set("Art Fig No Nos Vol art fig no nos p pp vol".split(" "));

/** Abbreviations that may end a sentence: only a following word that starts sentences decides. */
const ANYWHERE = new Set("Co Corp Inc Jr Ltd etc al approx dept ed est ft".split(" "));

/** Words that often begin a sentence and seldom follow an abbreviation inside one. */
const SENTENCE_STARTERS = new Set(
  ("A After All Also Although An And Another As At Because Before But By Each Even Every For From " +
    "He Her Here His How However I If In Instead It Its Let Many More Most My No Nor Not Now On One " +
    "Only Or Other Our She Since So Some Still Such That The Their Then There These They This Those " +
    "Though Thus To Today Under Until We What When Where While Who Why With Yet You Your").split(
      " ",
    ),
);

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** Whether the break that the segmenter saw between two pieces is none. */
function continues(before: string, after: string): boolean {
  // A sentence does not begin in lower case: `"Stop!" he cried.` is one.
  if (/^\p{Ll}/u.test(after)) return true;
  const last = /(\S+)\.\s*$/u.exec(before)?.[1]?.replace(/^[^\p{L}\p{N}]+/u, "");
  if (last === undefined) return false;
  if (BEFORE_A_NAME.has(last)) return true;
  if (BEFORE_A_NUMBER.has(last) && /^\P{L}*\d/u.test(after)) return true;
  const isInitial = /^\p{Lu}$/u.test(last) && last !== "I";
  const isAcronym = /^(?:\p{L}\.)+\p{L}$/u.test(last);
  if (!isInitial && !isAcronym && !ANYWHERE.has(last)) return false;
  const next = /^[^\p{L}\p{N}]*([\p{L}\p{N}]+)/u.exec(after)?.[1];
  return next !== undefined && !SENTENCE_STARTERS.has(next);
}

/** So much of the end of a piece tells whether it goes on: more than any abbreviation. */
const LONGEST_ENDING = 100;

/** A sentence and where it stands in its text, as offsets in UTF-16 units. */
export interface SentenceSpan {
  /** Offset of the first unit. */
  start: number;
  /** Offset after the last unit, white space behind the sentence excluded. */
  end: number;
}

/** Of a long text so many UTF-16 units are given to the segmenter at once, which copies them. */
const WINDOW = 2 ** 16;

/** What may decide, behind a full stop, whether a sentence ends there. */
const DECIDES = /[\p{L}\p{Sentence_Terminal}\n\r\u0085\u2028\u2029]./su;

/**
 * The segmenter's pieces of a text. Where one ends depends on what follows up to the next letter,
 * mark or line break, and on nothing before its start: so a long text is cut window by window.
 */
function* segments(text: string): Generator<{ segment: string; index: number }> {
  let start = 0, size = WINDOW;
  while (start < text.length) {
    const window = text.slice(start, start + size);
    const isLast = start + size >= text.length;
    let next = start;
    for (const { segment, index } of segmenter.segment(window)) {
      const end = index + segment.length;
      if (!isLast && !DECIDES.test(window.slice(end))) break;
      yield { segment, index: start + index };
      next = start + end;
    }
    // A sentence that is longer than the window takes a larger one.
    size = next === start ? 2 * size : WINDOW;
    start = next;
  }
}

/** The sentences of a text, one by one. See {@linkcode sentenceSpans}. */
export function* eachSentence(text: string): Generator<SentenceSpan> {
  // How the pieces since `start` end: a text of abbreviations alone may be long.
  let ending = "";
  let start = 0;
  const spanOf = (end: number): SentenceSpan[] => {
    const pieces = text.slice(start, end);
    const trimmed = pieces.trim();
    if (trimmed === "") return [];
    const from = start + pieces.indexOf(trimmed);
    return [{ start: from, end: from + trimmed.length }];
  };
  for (const { segment, index } of segments(text)) {
    if (ending.trim() === "" || !continues(ending, segment)) {
      yield* spanOf(index);
      start = index;
      ending = "";
    }
    ending = (ending + segment).slice(-LONGEST_ENDING);
  }
  yield* spanOf(text.length);
}

/**
 * Where the sentences of a text lie. Between two spans there is white space only.
 *
 * @example
 * ```ts
 * import { sentenceSpans } from "./sentences.ts";
 * const [first] = sentenceSpans(" One. Two.");
 * if (first?.start !== 1 || first.end !== 5) throw new Error("spans leave out white space");
 * ```
 */
export function sentenceSpans(text: string): SentenceSpan[] {
  return [...eachSentence(text)];
}

/**
 * The sentences of an English text, in order, without the white space around them.
 *
 * The segmenter is `Intl.Segmenter`; its breaks after titles (`Mr.`), initials, acronyms (`U.S.`)
 * and before lower case are taken back. A line break ends a sentence, as it does for the segmenter.
 *
 * @example
 * ```ts
 * import { splitSentences } from "./sentences.ts";
 * const sentences = splitSentences("Mr. Smith left the U.S. Army. He went home.");
 * if (sentences.length !== 2) throw new Error("an abbreviation ends no sentence");
 * ```
 */
export function splitSentences(text: string): string[] {
  return sentenceSpans(text).map(({ start, end }) => text.slice(start, end));
}
