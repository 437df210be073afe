/** Lines of a text that comes in pieces. */
import { InputError } from "./errors.ts";
import { filePieces, LONGEST_TEXT } from "./read_file.ts";

/**
 * Cuts a text that comes in pieces into its lines, each of which is looked at once, however long it
 * is.
 *
 * @example
 * ```ts
 * import { Lines } from "./lines.ts";
 * const lines = new Lines("a.txt");
 * const found = [...lines.push("one\ntw"), ...lines.push("o\nthree"), lines.end()];
 * if (found.join() !== "one,two,three") throw new Error("the last one may have no end");
 * ```
 */
export class Lines {
  readonly #file: string;
  /** The pieces of the line that is not whole yet. */
  #held: string[] = [];
  #length = 0;

  /**
   * No text yet.
   *
   * @param file Where the text is from, for the message.
   */
  constructor(file: string) {
    this.#file = file;
  }

  /**
   * The lines that end in a piece, without their ends.
   *
   * @param piece Lines end with line feeds.
   * @throws {InputError} If a line is longer than a text can be.
   */
  push(piece: string): string[] {
    const lines = piece.split("\n");
    const last = lines.pop()!;
    if (lines.length > 0) {
      lines[0] = this.#held.join("") + lines[0];
      [this.#held, this.#length] = [[], 0];
    }
    this.#held.push(last);
    this.#length += last.length;
    if (this.#length > LONGEST_TEXT) {
      throw new InputError(`a line in it has more than ${LONGEST_TEXT} characters`, {
        file: this.#file,
        mend: "Break it into several lines",
      });
    }
    return lines;
  }

  /** What stands behind the last line's end. */
  end(): string {
    const last = this.#held.join("");
    [this.#held, this.#length] = [[], 0];
    return last;
  }
}

/**
 * The lines of a UTF-8 file of any size, without their ends; the last one need not end.
 *
 * @param mend What to do where it cannot be read.
 * @throws {InputError} As {@linkcode filePieces}.
 * @throws {TypeError} If it is not UTF-8.
 */
export async function* fileLines(file: string, mend: string): AsyncGenerator<string> {
  const lines = new Lines(file), decoder = new TextDecoder("utf-8", { fatal: true });
  for await (const bytes of filePieces(file, mend)) {
    yield* lines.push(decoder.decode(bytes, { stream: true }));
  }
  yield* lines.push(decoder.decode());
  const last = lines.end();
  if (last !== "") yield last;
}
