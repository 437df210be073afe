/**
 * Printing for people: everything that a task prints goes through here, so that text from files can
 * neither drive the terminal nor pass for a line of the task's own, and an output that takes no more
 * ends no training.
 */
import { inLanguage } from "../lib/io/language.ts";
import { printable, printableLines } from "../lib/io/printable.ts";
import { TASK_PHRASES } from "./_japanese.ts";

let lost = false;

/** Whether something was to stand on standard output and does not. */
export function outputLost(): boolean {
  return lost;
}

/** What the operating system refused, as `ENOSPC`. Other errors are thrown on. */
function refused(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  if (typeof code !== "string") throw error;
  return code;
}

/** Standard error is where a failure would be told: one of its own is borne. */
function err(text: string): void {
  try {
    console.error(text);
  } catch (error) {
    refused(error);
  }
}

/** A full disk behind standard output is told once; a reader who has had enough is not. */
function out(text: string): void {
  try {
    console.log(text);
  } catch (error) {
    const code = refused(error);
    if (code === "EPIPE" || lost) return;
    lost = true;
    tell(`Standard output cannot be written (${code}): what was to stand there is lost.`);
  }
}

/** Prints a line on standard output. */
export function print(line: string): void {
  out(printable(line));
}

/** Prints lines that were put together from printable ones, such as a table or JSON. */
export function printLines(lines: string): void {
  out(printableLines(lines));
}

/** A line for people as it is printed, in the machine's language where that is known. */
export function toldLine(line: string): string {
  return inLanguage(printable(line), undefined, TASK_PHRASES);
}

/** Prints a line on standard error, in the machine's language where that is known. */
export function tell(line: string): void {
  err(toldLine(line));
}

/** Prints lines that were put together from printable ones on standard error. */
export function tellLines(lines: string): void {
  err(printableLines(lines));
}
