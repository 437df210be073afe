/** Errors whose message is written for the person at the keyboard, not for a debugger. */

import { printable } from "./printable.ts";

/** So many characters of a value, a place or a sentence are shown: the names of all settings fit. */
const LONGEST = { value: 80, place: 200, sentence: 800 };

function shortened(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
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

/**
 * A reason to put behind a clause: ` (REASON)`, or nothing where none was given. What other programs
 * say is some text or none.
 */
export function inBrackets(reason: string | undefined): string {
  const text = (reason ?? "").trim().replace(/[.:]$/, "");
  return text === "" ? "" : ` (${text})`;
}

/** A name and its other form between private-use characters, which no keyboard types. */
const MARKED_NAME = /\uE000([A-Za-z]\w*)(?:\uE002([^\uE001]*))?\uE001/g;

/**
 * A setting's name within a message. Whoever shows the message decides how settings are called
 * there: the message itself has the bare name, a command its option. See {@linkcode InputError.told}
 * and {@linkcode wordSettings}.
 *
 * @param name As in the settings, such as `trainChunks`.
 * @param bare What stands for it where nobody words it: for names that read badly in a sentence.
 * @default bare the name
 *
 * @example
 * ```ts
 * import { InputError, settingName } from "./errors.ts";
 * const error = new InputError("no text is left", { mend: `Set ${settingName("data")}` });
 * if (error.message !== "no text is left. Set data.") throw error;
 * if (error.told((name) => `--${name}`) !== "no text is left. Set --data.") throw error;
 * ```
 */
export function settingName(name: string, bare?: string): string {
  return bare === undefined ? `\uE000${name}\uE001` : `\uE000${name}\uE002${bare}\uE001`;
}

/** What a setting is called for a reader; see {@linkcode settingName} for the two. */
export type SettingWord = (name: string, bare?: string) => string;

/** Replaces the names that {@linkcode settingName} marked. Left out, `word` gives them bare. */
export function wordSettings(
  text: string,
  word: SettingWord = (name, bare = name) => bare,
): string {
  return text.replace(MARKED_NAME, (_, name: string, bare?: string) => word(name, bare));
}

/**
 * What to do where Deno's permission for the network is missing: the beginning of a
 * {@linkcode InputErrorOptions.mend}. A constant, since a command that was told to use no network
 * has another word for it.
 */
export const ALLOW_NETWORK = "Allow this process to connect";

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
  /** Its name, also of the classes derived from it. */
  override readonly name = "InputError";
  /** See {@linkcode InputErrorOptions.file}. */
  readonly file: string | undefined;
  /** See {@linkcode InputErrorOptions.place}; with the bare names of settings. */
  readonly place: string | undefined;
  /** See {@linkcode InputErrorOptions.mend}; with the bare names of settings. */
  readonly mend: string;
  /** What is wrong, with the bare names of settings. */
  readonly problem: string;
  readonly #text: Text;

  /**
   * An error about something that a person gave.
   *
   * @param problem What is wrong, as a clause that starts in lower case and has no full stop. It,
   * the place and what to do may hold names from {@linkcode settingName}.
   * @param options Where it is wrong, and what to do about it.
   */
  constructor(problem: string, options: InputErrorOptions) {
    const text = { problem, ...options };
    super(sentences(text), { cause: options.cause });
    this.#text = text;
    this.problem = wordSettings(problem);
    this.file = options.file;
    this.place = options.place === undefined ? undefined : wordSettings(options.place);
    this.mend = wordSettings(options.mend);
  }

  /**
   * The message with settings called as its reader knows them.
   *
   * @param word What a setting is called, such as `--train-chunks` for `trainChunks`. With
   * {@linkcode settingName} itself the text can become a part of another error's.
   */
  told(word: SettingWord): string {
    return sentences(this.#text, word);
  }

  /** The same mistake, with a place that its own is in. */
  within(at: Pick<InputErrorOptions, "file" | "place">): InputError {
    const places = [at.place, this.#text.place].filter((place) => place !== undefined);
    const place = places.length === 0 ? {} : { place: places.join(", ") };
    return new InputError(this.#text.problem, { ...this.#text, ...at, ...place, cause: this });
  }
}

type Text = { problem: string } & InputErrorOptions;

function sentences({ problem, file, place, mend }: Text, word?: SettingWord): string {
  const places = place === undefined ? [] : [shortened(wordSettings(place, word), LONGEST.place)];
  const where = [...(file === undefined ? [] : [file]), ...places].join(", ");
  const text = [problem, mend]
    .filter((part) => part.trim() !== "")
    .map((part) => `${shortened(wordSettings(part, word), LONGEST.sentence)}.`)
    .join(" ");
  return printable(where === "" ? text : `${where}: ${text}`);
}

/**
 * A number that training or an evaluation came to cannot be used. Whoever asked for it knows what
 * becomes of the step, so it goes through the code of others as it is.
 */
export class NumberError extends Error {}

/** Words that a person gave and that cannot be understood: how they are, not what they name. */
export class UsageError extends Error {
  /** Its name. */
  override readonly name = "UsageError";
}
