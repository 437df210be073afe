/** What parts the passages of a plain text: empty lines, or each line's end. */
import { ownText } from "../io/mod.ts";

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

/** So much of a line's start and end tells how it begins and ends. */
const EDGE = 1000;

/** Of a line with more characters than this, what is between is not kept while it is looked at. */
const MANY = 2 ** 20;

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

  /**
   * @param line Without white space around it.
   * @param between Characters that were left out of it.
   */
  add(line: string, between: number): void {
    const length = line.length + between;
    this.count++;
    this.#sum += length;
    this.#longest = Math.max(this.#longest, length);
    if (SENTENCE_END.test(line.slice(-EDGE))) this.#ended++;
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
 * shape.push("One of two\nparagraphs.\n\nThe other one.");
 * const { parting, passages } = shape.end();
 * if (parting !== "paragraphs" || passages !== 2) throw new Error("an empty line parts them");
 * ```
 */
export class TextShape {
  #paragraphs = 0;
  #lines = 0;
  #current: LineCounts | undefined;
  #longest = new LineCounts();
  /** The line that is not whole yet, and how much was left out of it. */
  #line = "";
  #between = 0;

  /** Looks at the next piece of the text, whose lines end with line feeds. */
  push(piece: string): void {
    const [rest, ...lines] = piece.split("\n");
    this.#line += rest;
    for (const line of lines) {
      this.#endLine();
      this.#line = line;
    }
    if (this.#line.length <= MANY) return;
    this.#between += this.#line.length - 2 * EDGE;
    this.#line = ownText(this.#line.slice(0, EDGE) + this.#line.slice(-EDGE));
  }

  #endLine(): void {
    const line = this.#line.trim(), between = this.#between;
    [this.#line, this.#between] = ["", 0];
    if (line === "") {
      this.#current = undefined;
      return;
    }
    if (this.#current === undefined) {
      this.#paragraphs++;
      this.#current = new LineCounts();
    }
    this.#lines++;
    this.#current.add(line, between);
    if (this.#current.count > this.#longest.count) this.#longest = this.#current;
  }

  /**
   * What parts the passages, now that the text is over, and how many there are.
   *
   * @param byLines Whether it is each line's end, whatever the text looks like.
   */
  end(byLines = false): { parting: Parting; passages: number } {
    this.#endLine();
    const [paragraphs, lines, longest] = [this.#paragraphs, this.#lines, this.#longest];
    if (byLines || paragraphs < 2) return { parting: "lines", passages: lines };
    const isRare = paragraphs === 2 || longest.count >= MOST * lines;
    return isRare && longest.count > 1 && longest.areWhole()
      ? { parting: "whole lines", passages: lines }
      : { parting: "paragraphs", passages: paragraphs };
  }
}
