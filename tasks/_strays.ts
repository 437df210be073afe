/**
 * What code of others does behind a task's back: errors that nobody waits for, and an exit from
 * within. Both would end the task in a riddle, or as if all were well.
 */
import { errorFrom, firstLine } from "../lib/definition/mod.ts";
import { tell, tellLines } from "./_print.ts";

const SAVED = "What was saved stays; the same command goes on there.";

let isLeaving = false;

/** Ends the process, as the task itself does. */
export function leave(code: number): never {
  isLeaving = true;
  Deno.exit(code);
}

/** The files of others that may be at fault. */
function likely(files: readonly string[]): string {
  return files.length === 1
    ? `It is likely from the plugin ${files[0]}`
    : `It is likely from one of the plugins ${files.join(", ")}`;
}

/** Says what nobody waited for, and ends the task. */
function end(error: unknown, files: readonly string[]): never {
  for (const file of files) {
    const found = errorFrom(file, error);
    if (found === undefined) continue;
    tell(`${found.message} Nobody waited for it, so the task ends. ${SAVED}`);
    leave(1);
  }
  if (files.length > 0) {
    const name = error instanceof Error ? `${error.name}: ` : "";
    tell(
      `Something failed that nobody waited for, so the task ends: ${name}${firstLine(error)}. ` +
        `${likely(files)}. ${SAVED}`,
    );
    leave(1);
  }
  tell("This should not have happened; it is a defect in SDTrainer:");
  tellLines(Deno.inspect(error));
  leave(70);
}

/**
 * Watches for both until the process ends.
 *
 * @param suspects The files of others that were loaded so far.
 */
export function watchStrays(suspects: () => readonly string[]): void {
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    end(event.reason, suspects());
  });
  addEventListener("error", (event) => {
    event.preventDefault();
    end(event.error, suspects());
  });
  addEventListener("unload", () => {
    const files = suspects();
    if (isLeaving || files.length === 0) return;
    tell(
      "The task was ended from within, by an exit in its code. " +
        `${likely(files)}. ${SAVED}`,
    );
    Deno.exitCode = 1;
  });
}

/** Takes away what would write outside the folders that a task may write to, whoever asks. */
export function withoutStorage(): void {
  for (const name of ["localStorage", "caches"]) Reflect.deleteProperty(globalThis, name);
}
