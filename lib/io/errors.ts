/** Errors whose message is written for the person at the keyboard, not for a debugger. */

/** So many characters of a value, a place or a sentence are shown: the names of all settings fit. */
const LONGEST = { value: 80, place: 200, sentence: 600 };

function shortened(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

/** Text as it can be printed: what could break a line or drive a terminal is written as an escape. */
function printable(text: string): string {
  return text.toWellFormed().replace(
    // deno-lint-ignore no-control-regex
    /[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * A value as JSON, for a message: cut where it is long, and named by its kind where it is nested too
 * deeply to be written.
 */
export function shown(value: unknown): string {
  try {
    return shortened(JSON.stringify(value) ?? String(value), LONGEST.value);
  } catch {
    return Array.isArray(value) ? "a deeply nested list" : "a deeply nested object";
  }
}

/** Where a problem lies and what to do about it. */
export interface InputErrorOptions {
  /** The file or folder at fault. */
  file?: string;
  /** Where in the file: a line, a field, a tensor's name. */
  place?: string;
  /** What to do about it, as one sentence without its full stop. */
  mend: string;
  /** The error underneath, kept for debugging and never shown. */
  cause?: unknown;
}

/**
 * Something a person gave (a file, a folder, a setting) cannot be used. The message is one line:
 * `FILE, PLACE: PROBLEM. MEND.` The command line prints it without a stack trace and exits with 1.
 *
 * @example
 * ```ts
 * import { InputError } from "./errors.ts";
 * const error = new InputError("the file is empty", { file: "a.csv", mend: "Give it a header" });
 * if (error.message !== "a.csv: the file is empty. Give it a header.") throw error;
 * ```
 */
export class InputError extends Error {
  override readonly name = "InputError";
  readonly file: string | undefined;
  readonly place: string | undefined;
  readonly mend: string;

  /** @param problem What is wrong, as a clause that starts in lower case and has no full stop. */
  constructor(problem: string, options: InputErrorOptions) {
    const place = options.place === undefined ? [] : [shortened(options.place, LONGEST.place)];
    const where = [...(options.file === undefined ? [] : [options.file]), ...place].join(", ");
    const sentences = [problem, options.mend].map((text) =>
      `${shortened(text, LONGEST.sentence)}.`
    );
    super(printable(`${where === "" ? "" : `${where}: `}${sentences.join(" ")}`), {
      cause: options.cause,
    });
    this.file = options.file;
    this.place = options.place;
    this.mend = options.mend;
  }
}

/** A command line that cannot be understood. The command prints it, names `--help`, exits with 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
