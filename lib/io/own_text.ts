/** Texts that hold on to nothing. */

/**
 * The same text in memory of its own. JavaScript engines keep a part of a text as a place in the
 * whole, which then stays in memory as long as the part does.
 *
 * @param text What is kept of a longer text that is not.
 */
export function ownText(text: string): string {
  return ` ${text}`.slice(1);
}
