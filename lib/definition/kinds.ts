/** The kinds of definitions, and what makes a name. */
import { shown } from "../io/mod.ts";

/** The kinds of things that can be defined, with the word for several of them. */
export const KINDS = {
  schedule: "schedules",
  method: "methods",
  gamma: "definitions of Γ",
  metric: "metrics",
  objective: "objectives",
  sink: "sinks",
  architecture: "architectures",
  reader: "readers",
} as const;

/** One of {@linkcode KINDS}. */
export type Kind = keyof typeof KINDS;

/**
 * Whether a text can be a name that becomes part of a folder's: letters, digits, `.` and `_`, a letter,
 * a digit or `_` first. So `.` and `..`, which are other folders, are none, nor is what ends as the
 * file of a lock does.
 */
export function isPlainName(name: unknown): name is string {
  return typeof name === "string" && /^[\p{L}\p{N}_][\p{L}\p{N}._]*$/u.test(name) &&
    !name.endsWith(".lock");
}

/** So many characters a definition's name has at most: it stands in lines, plots and folders' names. */
const LONGEST_NAME = 64;

/** Whether a definition of a kind can have a name. */
export function isDefinitionName(kind: Kind, name: unknown): name is string {
  if (typeof name === "string" && name.length > LONGEST_NAME) return false;
  // Hugging Face's model types have hyphens, as xlm-roberta; elsewhere one parts the names of a run.
  return isPlainName(
    kind === "architecture" && typeof name === "string" ? name.replaceAll("-", "_") : name,
  );
}

/** What a definition's name must be, to go on after "is" or "must be". */
export function nameWords(kind: Kind): string {
  const marks = kind === "architecture" ? '".", "_" and "-"' : '"." and "_"';
  return `made of letters, digits, ${marks}, begins with no ".", does not end in ".lock" and has at ` +
    `most ${LONGEST_NAME} characters`;
}

/**
 * Refuses a name that no definition can have.
 *
 * @throws {TypeError} Unless the name is one that a definition can have.
 */
export function checkDefinitionName(kind: Kind, name: string): void {
  if (isDefinitionName(kind, name)) return;
  throw new TypeError(`The name of a ${kind} is ${nameWords(kind)}: got ${shown(name)}.`);
}
