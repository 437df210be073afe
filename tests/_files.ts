/** What tests that write files share. */
import assert from "node:assert/strict";
import { disk, InputError } from "../lib/io/mod.ts";

/** Gives a test a folder of its own, and removes it. */
export async function withFolder<T = void>(act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    return await act(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What is flushed and renamed below a folder while something is done, in order. */
export async function flushesOf(folder: string, act: () => Promise<unknown>): Promise<string[]> {
  const whole = { ...disk }, done: string[] = [];
  const note = (what: string, path: string) => done.push(`${what} ${path.slice(folder.length)}`);
  disk.flush = (path) => {
    note("flush", path);
    return whole.flush(path);
  };
  disk.rename = (from, to) => {
    note("rename", from);
    return whole.rename(from, to);
  };
  try {
    await act();
  } finally {
    Object.assign(disk, whole);
  }
  return done;
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
