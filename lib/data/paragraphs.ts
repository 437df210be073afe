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

/** So much of a line's end tells how it ends: more quotes and brackets no line has. */
const ENDING = 1000;

/** What is known of some lines that follow each other. */
class LineCounts {
  count = 0;
  /** Characters. */
  #sum = 0;
  #longest = 0;
  #ended = 0;
  /** How many lines would first have become so wide by the next one's first word. */
  readonly #widths = new Uint32Array(WIDEST + 2);
  #last: number | undefined;

  /** @param line Without white space around it. */
  add(line: string): void {
    const { length } = line;
    this.count++;
    this.#sum += length;
    this.#longest = Math.max(this.#longest, length);
    if (SENTENCE_END.test(line.slice(-ENDING))) this.#ended++;
    if (this.#last !== undefined) {
      const most = this.#widths.length - 1;
      const width = this.#last < most
        ? this.#last + 1 + /^\S*/.exec(line.slice(0, most))![0].length
        : most;
      this.#widths[Math.min(width, most)]!++;
    }
    this.#last = length;
  }

  /**
   * Whether lines are the pieces of a running text that was broken at a width: the first word of the
   * next line would hardly ever have fitted.
   */
  #areBroken(): boolean {
    if (this.#longest > WIDEST) return false;
    const tooWide = this.#widths.subarray(this.#longest + 1).reduce((sum, count) => sum + count, 0);
    return tooWide / (this.count - 1) >= MOST;
  }

  /** Whether each line is a whole by itself: a text of sentences, or too long to be a piece of one. */
  areWhole(): boolean {
    const length = this.#sum / this.count;
    if (length > WIDEST) return true;
    if (this.count < SOME_LINES) return false;
    return this.#ended / this.count >= MOST || length > LONGEST_VERSE && !this.#areBroken();
  }
}

/** What parts passages; of whole lines, between which there may be empty ones, each is one. */
export type Parting = "lines" | "paragraphs" | "whole lines";

/**
 * What parts the passages of a text: they are its paragraphs, with empty lines between them; its
 * lines, where there are no empty ones. An empty line that occurs once, or here and there beside one
 * paragraph of nearly all lines, such as the one below a title, parts no passages where the lines are
 * whole by themselves: then they are the passages, too.
 *
 * @example
 * ```ts
 * import { TextShape } from "./paragraphs.ts";
 * const shape = new TextShape();
 * shape.push(["One of two", "paragraphs.", "", "The other one."]);
 * const { parting, passages } = shape.parting();
 * if (parting !== "paragraphs" || passages !== 2) throw new Error("an empty line parts them");
 * ```
 */
export class TextShape {
  #paragraphs = 0;
  #lines = 0;
  #current: LineCounts | undefined;
  #longest = new LineCounts();

  /** Looks at the next lines. */
  push(lines: readonly string[]): void {
    for (const line of lines) {
      const trimmed = line.trim();
      if (trimmed === "") {
        this.#current = undefined;
        continue;
      }
      if (this.#current === undefined) {
        this.#paragraphs++;
        this.#current = new LineCounts();
      }
      this.#lines++;
      this.#current.add(trimmed);
      if (this.#current.count > this.#longest.count) this.#longest = this.#current;
    }
  }

  /** What parts the passages of the lines so far, and how many these have; none if all are empty. */
  parting(): { parting: Parting; passages: number } {
    const [paragraphs, lines, longest] = [this.#paragraphs, this.#lines, this.#longest];
    if (paragraphs < 2) return { parting: "lines", passages: lines };
    const isRare = paragraphs === 2 || longest.count >= MOST * lines;
    return isRare && longest.count > 1 && longest.areWhole()
      ? { parting: "whole lines", passages: lines }
      : { parting: "paragraphs", passages: paragraphs };
  }
}
