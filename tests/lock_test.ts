/** Locks: one process has one, whoever waits gets it, what is left behind stops nobody. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isAnnounced, isLocked, lockFile, lockFolder, tryLockFile } from "../lib/io/mod.ts";
import { assertRefused, withFolder } from "./_files.ts";

Deno.test("a lock is one's alone until it is disposed of, and leaves no file", () =>
  withFolder(async (folder) => {
    const file = join(folder, ".lock");
    {
      await using held = await tryLockFile(file);
      assert.ok(held);
      assert.equal(await tryLockFile(file), undefined);
      const { pid, host, since } = JSON.parse(await Deno.readTextFile(file));
      assert.deepEqual([pid, host], [Deno.pid, Deno.hostname()]);
      assert.ok(Math.abs(Date.now() - Date.parse(since)) < 60_000);
    }
    assert.ok(!existsSync(file));
  }));

Deno.test("a folder is locked while somebody is at work in it, and looking hinders nobody", () =>
  withFolder(async (folder) => {
    assert.equal(await isLocked(folder), false);
    const held = await lockFolder(folder);
    assert.deepEqual([await isLocked(folder), await isLocked(folder)], [true, true]);
    await assertRefused(
      lockFolder(folder),
      new RegExp(
        `another process is at work in this folder \\(process ${Deno.pid} on ".*", since "`,
      ),
    );
    assert.equal(await isAnnounced(folder, "a"), false);
    await held.announce("a");
    assert.deepEqual([await isAnnounced(folder, "a"), await isAnnounced(folder, "b")], [
      true,
      false,
    ]);
    await held[Symbol.asyncDispose]();
    assert.equal(await isLocked(folder), false);
  }));

Deno.test("who only looks into a lock for a moment does not make a folder occupied", () =>
  withFolder(async (folder) => {
    const glance = await tryLockFile(join(folder, ".lock"));
    const locking = lockFolder(folder);
    await delay(5);
    await glance![Symbol.asyncDispose]();
    await (await locking)[Symbol.asyncDispose]();
  }));

Deno.test("a lock whose file cannot be written is not kept", () =>
  withFolder(async (folder) => {
    const file = join(folder, ".lock");
    const { write } = Deno.FsFile.prototype;
    Deno.FsFile.prototype.write = () => Promise.reject(new Error("no space"));
    try {
      await assert.rejects(tryLockFile(file), /no space/);
    } finally {
      Deno.FsFile.prototype.write = write;
    }
    await using held = await tryLockFile(file);
    assert.ok(held);
  }));

Deno.test("a file system without locks is one sentence", () =>
  withFolder(async (folder) => {
    const file = join(folder, ".lock");
    const { tryLock } = Deno.FsFile.prototype;
    // What Deno throws where flock() ends with ENOLCK.
    Deno.FsFile.prototype.tryLock = () =>
      Promise.reject(new Error("No locks available (os error 37)"));
    try {
      await assertRefused(
        lockFile(file),
        /\.lock: the file system has no lock for it \(No locks available .*mounted with locks/,
      );
    } finally {
      Deno.FsFile.prototype.tryLock = tryLock;
    }
  }));

Deno.test("who waits for a lock is told once, gets it, and can give up", () =>
  withFolder(async (folder) => {
    const file = join(folder, ".lock");
    const first = await lockFile(file);
    let waits = 0;
    const waiting = lockFile(file, { onWait: () => waits++ });
    await assert.rejects(lockFile(file, { signal: AbortSignal.timeout(50) }), {
      name: "TimeoutError",
    });
    await delay(500);
    assert.equal(waits, 1);
    await first[Symbol.asyncDispose]();
    await using second = await waiting;
    assert.ok(second);
    assert.equal(await tryLockFile(file), undefined);
  }));

Deno.test("many that want a lock have it one after the other, though each removes its file", () =>
  withFolder(async (folder) => {
    const file = join(folder, ".lock");
    let inside = 0, most = 0, done = 0;
    await Promise.all(Array.from({ length: 4 }, async () => {
      await using _ = await lockFile(file);
      most = Math.max(most, ++inside);
      await delay(20);
      inside--;
      done++;
    }));
    assert.deepEqual([most, done], [1, 4]);
    assert.ok(!existsSync(file));
  }));

Deno.test("a lock of a process that was killed is free, also without the name of the machine", () =>
  withFolder(async (folder) => {
    const file = join(folder, ".lock");
    const module = new URL("../lib/io/mod.ts", import.meta.url).href;
    const code = `const { tryLockFile } = await import(${JSON.stringify(module)});
      globalThis.held = await tryLockFile(${JSON.stringify(file)});
      console.log("held"); setTimeout(() => {}, 60_000);`;
    const script = join(folder, "hold.ts");
    await Deno.writeTextFile(script, code);
    const holder = new Deno.Command(Deno.execPath(), {
      // Without the permission to see the machine's name.
      args: ["run", "--no-check", "--no-prompt", "--allow-read", `--allow-write=${folder}`, script],
      stdout: "piped",
    }).spawn();
    const reader = holder.stdout.getReader();
    await reader.read();
    assert.equal(await tryLockFile(file), undefined);
    assert.equal(JSON.parse(await Deno.readTextFile(file)).host, undefined);
    holder.kill("SIGKILL");
    await holder.status;
    await reader.cancel();
    await using held = await tryLockFile(file);
    assert.ok(held);
  }));

Deno.test("nothing is written through a link, a second name or a pipe in a lock's place", () =>
  withFolder(async (folder) => {
    const file = join(folder, ".lock"), elsewhere = join(folder, "elsewhere");
    await Deno.writeTextFile(elsewhere, "whole");
    const makes = [
      () => Deno.symlink(elsewhere, file),
      () => Deno.symlink(join(folder, "none"), file),
      () => Deno.link(elsewhere, file),
      () => Deno.mkdir(file),
      () => new Deno.Command("mkfifo", { args: [file] }).output().then(() => {}),
    ];
    for (const make of makes) {
      await make();
      await assert.rejects(tryLockFile(file), {
        name: "InputError",
        message: `${file}: this is not the file of a lock. Remove it.`,
      });
      await Deno.remove(file);
    }
    assert.equal(await Deno.readTextFile(elsewhere), "whole");
    assert.ok(!existsSync(join(folder, "none")));
    await assert.rejects(tryLockFile(join(folder, "none", ".lock")), {
      name: "InputError",
      message: `${folder}/none: it cannot be written (ENOENT). Choose a folder that exists and ` +
        "may be written to.",
    });
  }));
