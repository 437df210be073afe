/**
 * Printing for people: everything that a task prints goes through here, so that text from files can
 * neither drive the terminal nor pass for a line of the task's own.
 */
import { printable, printableLines } from "../lib/io/printable.ts";

/** Prints a line on standard output. */
export function print(line: string): void {
  console.log(printable(line));
}

/** Prints lines that were put together from printable ones, such as a table or JSON. */
export function printLines(lines: string): void {
  console.log(printableLines(lines));
}

/** Prints a line on standard error. */
export function tell(line: string): void {
  console.error(printable(line));
}

/** Prints lines that were put together from printable ones on standard error. */
export function tellLines(lines: string): void {
  console.error(printableLines(lines));
}
