/** Text from files and people as it can be shown to people: the one way to the terminal. */
import { namingInput } from "./kept_input.ts";

/** What breaks a line, drives a terminal or turns the direction of writing. */
// deno-lint-ignore no-control-regex
const DRIVING = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/**
 * Text as one line that can be printed: what could break it, drive a terminal or turn the direction
 * of writing is written as an escape. What keeps standard input is called that.
 *
 * @example
 * ```ts
 * import { printable } from "./printable.ts";
 * if (printable("a\u001b[2Jb\n") !== "a\\u001b[2Jb\\u000a") throw new Error("an escape");
 * ```
 */
export function printable(text: string): string {
  return namingInput(text).toWellFormed().replace(DRIVING, escaped);
}

/** Text of several lines, each as {@linkcode printable} gives it. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

/** Prints a line for a person on standard error, as what tells of a file does by default. */
export function tellLine(line: string): void {
  console.error(printable(line));
}
