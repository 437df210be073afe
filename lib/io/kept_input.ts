/** What was piped into a program and is kept in a file: how that is called, and how people read it. */

/** What names standard input in the place of a path. */
export const STANDARD_INPUT = "-";

/** How the files are called, before hexadecimal digits of their SHA-256, and how many of those. */
export const KEPT_NAME = "standard-input-", KEPT_DIGITS = 16;

/** Of two such files these digits are shown. */
const SHOWN_DIGITS = 8;

/** The path of one; folders of its path may have spaces in them. */
const KEPT = new RegExp(
  String.raw`(?:(?:[A-Z]:)?(?:[\\/][^\\/\s"]+(?: [^\\/\s"]+)*)*[\\/])?` +
    `${KEPT_NAME}([0-9a-f]{${SHOWN_DIGITS}})[0-9a-f]{${
      KEPT_DIGITS - SHOWN_DIGITS
    }}(?![\\w-]|\\.\\w)`,
  "g",
);

/**
 * What tells a path's standard input from another: the first digits of its hash. Undefined of any other
 * path.
 */
export function keptInput(path: string): string | undefined {
  return [...path.matchAll(KEPT)].find(([whole]) => whole === path)?.[1];
}

/**
 * A text for people, in which the paths of such files are "standard input", and with digits where they
 * are of several.
 */
export function namingInput(text: string): string {
  if (!text.includes(KEPT_NAME)) return text;
  const { size } = new Set(Array.from(text.matchAll(KEPT), ([, digits]) => digits));
  return text.replace(
    KEPT,
    (_, digits: string) => size > 1 ? `standard input (${digits})` : "standard input",
  );
}
