/** Putting foreign text into HTML and scripts so that it stays text. */
import { printable } from "../../io/mod.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Text as HTML that shows just that text, between tags or in a quoted attribute. What drives a
 * terminal or turns the direction of writing is shown as its escape.
 *
 * @example
 * ```ts
 * import { escapeHtml } from "./escape.ts";
 * if (escapeHtml("<b>") !== "&lt;b&gt;") throw new Error("no tag");
 * ```
 */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[^\t\n]+/g, printable).replaceAll(
    /[&<>"']/g,
    (character) => ENTITIES[character]!,
  );
}

/**
 * A value as JSON that may stand in a script element: no string in it can end the element or begin a
 * comment of HTML, because every "<" is written as its escape, like what `printable` escapes.
 */
export function scriptJson(value: unknown): string {
  return printable(JSON.stringify(value)).replaceAll("<", "\\u003c");
}
