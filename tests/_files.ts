/** What tests that write files share. */
import assert from "node:assert/strict";
import { InputError } from "../lib/io/errors.ts";

/** Gives a test a folder of its own, and removes it. */
export async function withFolder<T = void>(act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    return await act(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Asserts that a promise fails with an InputError of one line that matches. */
export async function assertRefused(promise: Promise<unknown>, message: RegExp): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert(error instanceof InputError);
    assert.match(error.message, message);
    assert(!error.message.includes("\n"));
    return true;
  });
}
