/** Whether something is there, told apart from whether one may look. */
import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { InputError } from "./errors.ts";

/** An operating system's error code for what one may not do. */
const REFUSALS = ["EACCES", "EPERM", "EROFS"];

/** Whether the operating system refused something to this user, for any disk or file. */
export function isRefusal(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return error instanceof Deno.errors.PermissionDenied ||
    (error instanceof Error && REFUSALS.includes(code as string) &&
      !(error instanceof Deno.errors.NotCapable));
}

/**
 * What is at a path that a person gave; undefined where there is nothing.
 *
 * @throws {InputError} If the operating system does not let this user look.
 * @throws {Deno.errors.NotCapable} If Deno does not let this process look.
 */
export async function whatIsAt(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    if (!isRefusal(error)) return undefined;
    throw mayNotRead(path, error);
  }
}

/** That this user may not read something, as a sentence. */
export function mayNotRead(file: string, cause: unknown): InputError {
  return new InputError("you may not read it, or a folder that it is in", {
    file,
    mend: "Change its permissions, or give another",
    cause,
  });
}
