/** What parts the passages of a plain text: empty lines, or each line's end. */

/** Text is broken into lines at no more characters than this; longer lines are broken nowhere. */
const WIDEST = 120;

/** A verse has hardly more characters: what has more and is not broken is a passage. */
const LONGEST_VERSE = 60;

/** So many lines are no accident. */
const SOME_LINES = 4;

/** The share of lines that must be as they are said to be. */
const MOST = 0.9;

/** How a sentence ends, with quotes and brackets behind it. */
const SENTENCE_END = /[.!?…。！？｡．։؟۔।॥]["'”’»›）)」』\]]*$/;

function share<T>(items: readonly T[], is: (item: T, index: number) => boolean): number {
  return items.filter(is).length / items.length;
}

/**
 * Whether lines are the pieces of a running text that was broken at a width: the first word of the
 * next line would hardly ever have fitted.
 */
function areBroken(lines: readonly string[]): boolean {
  const width = lines.reduce((longest, { length }) => Math.max(longest, length), 0);
  if (width > WIDEST) return false;
  return share(
    lines.slice(1),
    (next, i) => lines[i]!.length + 1 + /^\S*/.exec(next)![0].length > width,
  ) >= MOST;
}

/** Whether each line is a whole by itself: a text of sentences, or too long to be a piece of one. */
function areWhole(lines: readonly string[]): boolean {
  const length = lines.reduce((sum, line) => sum + line.length, 0) / lines.length;
  if (length > WIDEST) return true;
  if (lines.length < SOME_LINES) return false;
  return share(lines, (line) => SENTENCE_END.test(line)) >= MOST ||
    length > LONGEST_VERSE && !areBroken(lines);
}

/**
 * The passages of a text: its paragraphs, with empty lines between them; its lines, where there are
 * no empty ones. An empty line that occurs once, or here and there beside one paragraph of nearly all
 * lines, such as the one below a title, parts no passages where the lines are whole by themselves:
 * then they are the passages, too.
 *
 * @param body The text, lines ended with line feeds, with no blanks around it.
 */
export function splitPassages(body: string): string[] {
  const paragraphs = body.split(/\n(?:[^\S\n]*\n)+/);
  if (paragraphs.length === 1) return body.split("\n");
  const lines = paragraphs.map((paragraph) => paragraph.split("\n").map((line) => line.trim()));
  const longest = lines.reduce((a, b) => b.length > a.length ? b : a);
  const count = lines.reduce((sum, { length }) => sum + length, 0);
  const isRare = paragraphs.length === 2 || longest.length >= MOST * count;
  return isRare && longest.length > 1 && areWhole(longest) ? lines.flat() : paragraphs;
}
