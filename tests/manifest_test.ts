/** Folders that are whole or not there: what is flushed before they have their name, and what is a whole one. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { isOfOthers, removeWritten } from "../lib/io/manifest.ts";
import { verifyFolder, writeFolder } from "../lib/io/mod.ts";
import { assertRefused, flushesOf, withFolder } from "./_files.ts";

const write = (folder: string, name: string, text: string) =>
  Deno.writeTextFile(join(folder, name), text);

Deno.test("all that a folder holds is flushed before it has its name", () =>
  withFolder(async (folder) => {
    const done = await flushesOf(
      folder,
      () =>
        writeFolder(join(folder, "state"), async (unfinished) => {
          for (const name of ["b", "a"]) await write(unfinished, name, name);
        }),
    );
    // The manifest is flushed as it is written.
    assert.deepEqual(done, [
      "flush /state.unfinished/a",
      "flush /state.unfinished/b",
      "flush /state.unfinished",
      "rename /state.unfinished",
      "flush ",
    ]);
    await verifyFolder(join(folder, "state"));
  }));

Deno.test("a manifest has sizes and SHA-256 of at least one file", () =>
  withFolder(async (folder) => {
    await write(folder, "a", "abc");
    // SHA-256's known answer for "abc".
    const sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    const manifest = (files: unknown, version = 1) =>
      write(
        folder,
        "manifest.json",
        JSON.stringify({ format: "SDTrainer checkpoint", version, files }),
      );
    await manifest({ a: { size: 3, sha256 } });
    await verifyFolder(folder);
    const refused = async (files: unknown, message: RegExp, version?: number) => {
      await manifest(files, version);
      await assertRefused(verifyFolder(folder), message);
    };
    await refused({}, /manifest\.json, files: it names no files\. Remove this checkpoint\./);
    await refused({ a: { size: 4, sha256 } }, /the file has 3 bytes, but 4 were written/);
    await refused(
      { a: { size: 3, sha256: "ab" } },
      /is not what was written \(its SHA-256 differs\)/,
    );
    await refused({ b: { size: 3, sha256 } }, /\/b: the file is missing/);
    await refused({ "../a": { size: 3, sha256 } }, /"\.\.\/a" is not the name of a file beside it/);
    await refused({ a: { size: 3, sha256 } }, /it is of version 2, but 1 is understood here/, 2);
  }));

Deno.test("of a folder that was written what others put there stays, and nothing else", () =>
  withFolder(async (folder) => {
    const state = join(folder, "state");
    const make = () =>
      writeFolder(state, async (unfinished) => {
        for (const name of ["a", "b"]) await write(unfinished, name, name);
      });
    await make();
    await write(state, "mine", "mine");
    assert.equal(await removeWritten(state), false);
    assert.deepEqual([...Deno.readDirSync(state)].map(({ name }) => name), ["mine"]);
    assert.equal(await isOfOthers(state), true);
    await Deno.remove(state, { recursive: true });
    await make();
    assert.equal(await isOfOthers(state), false);
    assert.equal(await removeWritten(state), true);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
    assert.equal(await removeWritten(state), true, "what is not there is gone");
  }));
