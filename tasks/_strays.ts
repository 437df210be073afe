/**
 * What code of others does behind a task's back: errors that nobody waits for, and an exit from
 * within. Both would end the task in a riddle, or as if all were well.
 */
import { errorFrom, firstLine } from "../lib/definition/mod.ts";
import { tell, tellLines } from "./_print.ts";

const SAVED = "What was saved stays; the same command goes on there.";

let isLeaving = false;
let suspects: () => readonly string[] = () => [];

/** Ends the process, as the task itself does. */
export function leave(code: number): never {
  isLeaving = true;
  Deno.exit(code);
}

/** Whose files may be at fault; undefined where there are only ours. */
export function suspicion(): string | undefined {
  const files = suspects();
  if (files.length === 0) return undefined;
  return files.length === 1
    ? `It is likely from the plugin ${files[0]}.`
    : `It is likely from one of the plugins ${files.join(", ")}.`;
}

/** Says what nobody waited for, and ends the task. */
function end(error: unknown): never {
  for (const file of suspects()) {
    const found = errorFrom(file, error);
    if (found === undefined) continue;
    tell(`${found.message} Nobody waited for it, so the task ends. ${SAVED}`);
    leave(1);
  }
  const likely = suspicion();
  if (likely === undefined) {
    tell("This should not have happened; it is a defect in SDTrainer:");
    tellLines(Deno.inspect(error));
    leave(70);
  }
  const name = error instanceof Error ? `${error.name}: ` : "";
  const what = `${name}${firstLine(error)}`;
  tell(`Something failed that nobody waited for, so the task ends: ${what}. ${likely} ${SAVED}`);
  leave(1);
}

/**
 * Watches for both until the process ends.
 *
 * @param loaded The files of others that were loaded so far.
 */
export function watchStrays(loaded: () => readonly string[]): void {
  suspects = loaded;
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    end(event.reason);
  });
  addEventListener("error", (event) => {
    event.preventDefault();
    end(event.error);
  });
  addEventListener("unload", () => {
    const likely = suspicion();
    if (isLeaving || likely === undefined) return;
    tell(`The task was ended from within, by an exit in its code. ${likely} ${SAVED}`);
    Deno.exitCode = 1;
  });
}

/** Takes away what would write outside the folders that a task may write to, whoever asks. */
export function withoutStorage(): void {
  for (const name of ["localStorage", "caches"]) Reflect.deleteProperty(globalThis, name);
}
