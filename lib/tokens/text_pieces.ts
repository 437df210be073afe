/** Finds added tokens in a text, as Hugging Face's native library does. */
import type { AddedToken } from "./added_tokens.ts";
import type { Normalize } from "./normalizers.ts";
import { SPACE, WORD } from "./unicode.ts";

/** A piece of a text: the id of an added token, or text between such tokens. */
export type Piece = number | string;

const STARTS_WITH_WORD = new RegExp(`^${WORD}`, "v");
const ENDS_WITH_WORD = new RegExp(`${WORD}$`, "v");
const SPACE_AT_START = new RegExp(`^${SPACE}*`, "v");
const SPACE_AT_END = new RegExp(`${SPACE}*$`, "v");

/** Looks for some texts at once: of those that begin first, for the longest. */
class Finder {
  /** What is looked for, by first UTF-16 unit, the longest first. */
  readonly #byUnit = new Map<number, [text: string, token: AddedToken][]>();

  constructor(wanted: Iterable<readonly [text: string, token: AddedToken]>) {
    const texts = new Map<string, AddedToken>();
    for (const [text, token] of wanted) if (text !== "") texts.set(text, token);
    for (const entry of [...texts].sort(([a], [b]) => b.length - a.length)) {
      const unit = entry[0].charCodeAt(0);
      this.#byUnit.set(unit, [...this.#byUnit.get(unit) ?? [], entry]);
    }
  }

  /** Cuts a text at what is found in it. */
  cut(text: string): Piece[] {
    if (this.#byUnit.size === 0) return text === "" ? [] : [text];
    const pieces: Piece[] = [];
    let end = 0, at = 0;
    while (at < text.length) {
      const found = this.#byUnit.get(text.charCodeAt(at))
        ?.find(([wanted]) => text.startsWith(wanted, at));
      if (found === undefined) {
        at++;
        continue;
      }
      const [{ length }, token] = found;
      const before = text.slice(0, at), behind = text.slice(at + length);
      at += length;
      if (token.single_word && (ENDS_WITH_WORD.test(before) || STARTS_WITH_WORD.test(behind))) {
        continue;
      }
      let start = before.length, stop = at;
      if (token.lstrip) start = Math.max(end, start - lengthOf(SPACE_AT_END, before));
      if (token.rstrip) stop += lengthOf(SPACE_AT_START, behind);
      if (end < start) pieces.push(text.slice(end, start));
      pieces.push(token.id);
      // White space behind the token may hold no other, but a token may begin with white space.
      end = stop;
    }
    if (end < text.length) pieces.push(text.slice(end));
    return pieces;
  }
}

function lengthOf(pattern: RegExp, text: string): number {
  return pattern.exec(text)![0].length;
}

/** Cuts texts at added tokens. */
export class TextPieces {
  readonly #normalize: Normalize;
  readonly #asTheyStand: Finder;
  readonly #normalized: Finder;

  constructor(tokens: readonly AddedToken[], normalize: Normalize) {
    this.#normalize = normalize;
    const [inNormalized, inRaw] = [true, false].map((normalized) =>
      tokens.filter((token) => token.normalized === normalized)
    ) as [AddedToken[], AddedToken[]];
    this.#asTheyStand = new Finder(inRaw.map((token) => [token.content, token]));
    this.#normalized = new Finder(
      inNormalized.map((token) => [normalize(token.content), token]),
    );
  }

  /** The added tokens of a text and, normalized, what stands between them. */
  cut(text: string): Piece[] {
    return this.#asTheyStand.cut(text).flatMap((piece) =>
      typeof piece === "number" ? [piece] : this.#normalized.cut(this.#normalize(piece))
    );
  }
}
