/** What may stand in a file's place that is no file. */
import { execFile } from "node:child_process";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Mutant } from "./bytes.ts";

/** Something odd in the place of a file. */
export interface OddPlace extends Mutant {
  put(): Promise<unknown>;
  /** Removes what was put elsewhere. */
  remove?(): Promise<unknown>;
}

/** Puts something odd in the place of a file. They come first among the mutants. */
export function places(file: string, sound: Uint8Array): OddPlace[] {
  const bytes = new Uint8Array();
  const outside = `${Deno.makeTempDirSync({ prefix: "sdtrainer-outside-" })}/file`;
  const cleanUp = () => rm(outside.replace(/\/file$/, ""), { recursive: true, force: true });
  return [
    { how: "a folder in its place", bytes, put: () => mkdir(file) },
    { how: "a link to itself", bytes, put: () => symlink(file, file) },
    { how: "a link to an endless device", bytes, put: () => symlink("/dev/zero", file) },
    {
      how: "a pipe that nobody writes to",
      bytes,
      put: () => promisify(execFile)("mkfifo", [file]),
    },
    // Hugging Face's cache is made of links out of the model's folder, so they are followed.
    {
      how: "a link to a sound file elsewhere",
      bytes: sound,
      harmless: true,
      put: async () => {
        await writeFile(outside, sound);
        await symlink(outside, file);
      },
    },
    {
      how: "a link to another file",
      bytes: new TextEncoder().encode("root:x:0:0\n"),
      put: async () => {
        await writeFile(outside, "root:x:0:0\n");
        await symlink(outside, file);
      },
      remove: cleanUp,
    },
  ];
}
