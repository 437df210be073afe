/** Cuts a JSON list that comes in pieces into its items. */

const QUOTE = 34, COMMA = 44, BACKSLASH = 92, LIST_END = 93, OBJECT_END = 125;

/** `[` and `{`. */
const isOpening = (code: number) => code === 91 || code === 123;

/**
 * The texts of a list's items. Whether they are JSON is for who parses them to find out; of a text
 * that is no list, such as one with something behind it, it says so.
 */
export class JsonItems {
  /** Pieces of the item that is not whole yet. */
  #held: string[] = [];
  #depth = 0;
  #inText = false;
  #isEscaped = false;
  #hasItems = false;
  #isOver = false;

  /**
   * The items that end in a piece; undefined where this is no list.
   *
   * @param piece The first one begins with `[`, white space before it apart.
   */
  push(piece: string): string[] | undefined {
    const items: string[] = [];
    let start = 0;
    for (let at = 0; at < piece.length; at++) {
      const code = piece.charCodeAt(at);
      if (this.#inText) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (code === BACKSLASH) this.#isEscaped = true;
        else if (code === QUOTE) this.#inText = false;
        continue;
      }
      if (code === QUOTE) this.#inText = true;
      else if (isOpening(code)) {
        if (++this.#depth === 1) start = at + 1;
      } else if (code === COMMA || code === LIST_END || code === OBJECT_END) {
        if (this.#depth !== 1) {
          if (code !== COMMA) this.#depth--;
          continue;
        }
        if (code === OBJECT_END || this.#isOver) return undefined;
        const item = this.#held.join("") + piece.slice(start, at);
        this.#held = [];
        start = at + 1;
        const isEmptyList = code === LIST_END && !this.#hasItems && item.trim() === "";
        if (!isEmptyList) items.push(item);
        this.#hasItems = true;
        if (code === COMMA) continue;
        this.#depth = 0;
        this.#isOver = true;
      }
    }
    if (this.#isOver) return piece.slice(start).trim() === "" ? items : undefined;
    this.#held.push(piece.slice(start));
    return items;
  }

  /** Whether the list was whole. */
  get isWhole(): boolean {
    return this.#isOver;
  }
}
