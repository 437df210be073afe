/** Folders that are written at once: nothing of anybody else's is written over or removed. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { disk, type FileInParts, fileOf, lockFolder, writeNewFolder } from "../lib/io/mod.ts";
import { assertRefused, withFolder } from "./_files.ts";

const FILES = new Map(
  Object.entries({ "lib/a/b.js": "b", "lib/c.js": "c", "last.json": "{}" })
    .map(([path, text]) => [path, fileOf(text)]),
);

const UNFINISHED = ".01234567-89ab-cdef-0123-456789abcdef.unfinished";

async function put(folder: string, texts: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(texts)) {
    await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
    await Deno.writeTextFile(join(folder, path), text);
  }
}

/** The files in a folder, with what is in them. */
async function textsIn(folder: string, within = ""): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(join(folder, within))) {
    const path = `${within}${name}`;
    if (isDirectory) Object.assign(texts, await textsIn(folder, `${path}/`));
    else texts[path] = await Deno.readTextFile(join(folder, path));
  }
  return texts;
}

const WHOLE = { "lib/a/b.js": "b", "lib/c.js": "c", "last.json": "{}" };

Deno.test("a folder that has anything of others is refused, and keeps it", () =>
  withFolder(async (root) => {
    const cases: [Record<string, string>, found: string][] = [
      [{ "notes.txt": "Mine." }, "notes.txt"],
      [{ "lib/c.js": "Mine." }, "lib"],
      [{ ".lock": "{}", "notes.txt": "Mine." }, "notes.txt"],
      [{ ".lock": "{}", "lib/mine": "Mine." }, "lib/mine"],
      [{ ".lock": "{}", "lib/a/b.js/mine": "Mine." }, "lib/a/b.js"],
      [{ ".lock": "{}", "lib/c.js.unfinished": "Mine." }, "lib/c.js.unfinished"],
      [{ ".lock": "{}", "lib/.lock": "Mine." }, "lib/.lock"],
    ];
    for (const [i, [texts, found]] of cases.entries()) {
      const folder = join(root, `${i}`);
      await put(folder, texts);
      await assertRefused(
        writeNewFolder(folder, FILES),
        new RegExp(`: this folder has a ${RegExp.escape(found)}, so nothing is written into it\\.`),
      );
      assert.deepEqual(await textsIn(folder), texts);
    }
    // What a link leads to is not looked at.
    const folder = join(root, "link");
    await put(folder, { ".lock": "{}" });
    await Deno.symlink(root, join(folder, "lib"));
    await assertRefused(writeNewFolder(folder, FILES), /this folder has a lib, so nothing/);
    await Deno.remove(join(folder, "lib"));
    await Deno.mkdir(join(folder, "lib"));
    await Deno.symlink(join(root, "0/notes.txt"), join(folder, "lib/c.js"));
    await assertRefused(writeNewFolder(folder, FILES), /this folder has a lib\/c\.js, so nothing/);
    await Deno.writeTextFile(join(root, "file"), "Mine.");
    await assertRefused(writeNewFolder(join(root, "file"), FILES), /file: a file stands where/);
    // One that is whole is somebody's.
    const whole = join(root, "whole");
    await writeNewFolder(whole, FILES);
    assert.deepEqual(await textsIn(whole), WHOLE);
    await put(whole, { ".lock": "{}" });
    await assertRefused(writeNewFolder(whole, FILES), /whole: this folder has a/);
  }));

Deno.test("what a killed one left goes, wherever it was killed", () =>
  withFolder(async (root) => {
    const whole = { ...disk };
    let ended = true;
    for (let operation = 1; ended; operation++) {
      const folder = join(root, `${operation}`);
      let count = 0;
      for (const [name, original] of Object.entries(whole)) {
        (disk as unknown as Record<string, unknown>)[name] = (...args: unknown[]) => {
          if (++count >= operation) throw new DOMException("killed here", "AbortError");
          return (original as (...args: unknown[]) => unknown)(...args);
        };
      }
      try {
        await writeNewFolder(folder, FILES).then(() => ended = false, () => {});
      } finally {
        Object.assign(disk, whole);
      }
      if (!ended) break;
      await put(folder, { ".lock": "{}" });
      const again = writeNewFolder(folder, FILES);
      // Where the last file has its name all was done.
      if (existsSync(join(folder, "last.json"))) {
        await assertRefused(again, /so nothing is written/);
      } else await again;
      await Deno.remove(join(folder, ".lock")).catch(() => {});
      assert.deepEqual(await textsIn(folder), WHOLE, `killed before operation ${operation}`);
    }
    const folder = join(root, "more");
    await put(folder, { ".lock": "{}", [`lib/c.js${UNFINISHED}`]: "half", "lib/a/b.js": "old" });
    await put(folder, { [`last.json${UNFINISHED}`]: "half" });
    await writeNewFolder(folder, FILES);
    assert.deepEqual(await textsIn(folder), WHOLE);
  }));

Deno.test("another one that came first is not written over, and one at work is left alone", () =>
  withFolder(async (root) => {
    const folder = join(root, "out");
    const other = new Map([["other.json", fileOf("other")]]);
    const { makeFolder } = disk;
    disk.makeFolder = async (path) => {
      disk.makeFolder = makeFolder;
      await writeNewFolder(folder, other);
      return makeFolder(path);
    };
    try {
      await assertRefused(writeNewFolder(folder, FILES), /this folder has a .*nothing is written/);
    } finally {
      disk.makeFolder = makeFolder;
    }
    assert.deepEqual(await textsIn(folder), { "other.json": "other" });
    const taken = join(root, "taken");
    await Deno.mkdir(taken);
    await using _ = await lockFolder(taken);
    await assertRefused(writeNewFolder(taken, FILES), /another process is at work in this folder/);
  }));

Deno.test("where a file cannot be made nothing is left", () =>
  withFolder(async (folder) => {
    const failing: FileInParts = {
      size: 2,
      async *parts() {
        yield new Uint8Array(1);
        await Promise.reject(new Deno.errors.NotFound("gone"));
      },
    };
    const files = new Map([...FILES].with(1, ["lib/c.js", failing]));
    await assert.rejects(writeNewFolder(join(folder, "out"), files), /gone/);
    assert.ok(!existsSync(join(folder, "out")));
    // One that was there stays, empty as it was.
    await Deno.mkdir(join(folder, "mine"));
    await assert.rejects(writeNewFolder(join(folder, "mine"), files), /gone/);
    assert.deepEqual([...Deno.readDirSync(join(folder, "mine"))], []);
  }));
