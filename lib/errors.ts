/** Errors whose message is written for the person at the keyboard, not for a debugger. */

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
    const where = [options.file, options.place].filter((part) => part !== undefined).join(", ");
    super(`${where === "" ? "" : `${where}: `}${problem}. ${options.mend}.`, {
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
