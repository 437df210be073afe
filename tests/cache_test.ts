/** Where the cache is on each system, in environments that are made up: a module of its own for each. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_FOLDER } from "../lib/io/mod.ts";

const OWN = join(PROJECT_FOLDER, ".sdtrainer");
const NAMES = ["SDTRAINER_CACHE", "SDTRAINER_SHARED", "HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"];

let machines = 0;

/**
 * Does something with a cache module that nobody has asked yet, on a system of this name where
 * `test -w` ends with this code, or is not there.
 */
async function onMachine<T>(
  { os = "linux", code, env = {} }: { os?: string; code?: number; env?: Record<string, string> },
  act: (cache: typeof import("../lib/io/cache.ts")) => T,
): Promise<{ result: T; asked: unknown[] }> {
  const { Command, build } = Deno,
    before = NAMES.map((name) => [name, Deno.env.get(name)] as const);
  const asked: unknown[] = [];
  class Fake {
    constructor(readonly name: string, readonly options: { args: string[] }) {}
    outputSync() {
      asked.push([this.name, ...this.options.args]);
      if (code === undefined) throw new Deno.errors.NotFound("no such program");
      return { code };
    }
  }
  Object.assign(Deno, { Command: Fake, build: { ...build, os } });
  for (const name of NAMES) Deno.env.delete(name);
  for (const [name, value] of Object.entries(env)) Deno.env.set(name, value);
  try {
    return { result: act(await import(`../lib/io/cache.ts?machine=${machines++}`)), asked };
  } finally {
    Object.assign(Deno, { Command, build });
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
}

Deno.test("the cache is the project's own folder, unless the system says that it cannot be written", async () => {
  const looked = [["test", "-w", existsSync(OWN) ? OWN : join(OWN, "..")]];
  for (const code of [0, 2, undefined]) {
    const { result, asked } = await onMachine(
      { ...(code === undefined ? {} : { code }), env: { HOME: "/h" } },
      ({ cacheFolder, cacheFolders }) => [cacheFolder(), cacheFolders()],
    );
    assert.deepEqual(result, [OWN, [OWN]], `${code}`);
    assert.deepEqual(asked, looked, "it is looked once");
  }
});

Deno.test("else it is in the user's cache folder, as each system has it, and what is ready is shared", async () => {
  const all = { HOME: "/h", XDG_CACHE_HOME: "/x", LOCALAPPDATA: "/l" };
  const cases: [string, Record<string, string>, string | undefined][] = [
    ["linux", all, "/x/sdtrainer"],
    ["linux", { HOME: "/h", LOCALAPPDATA: "/l" }, "/h/.cache/sdtrainer"],
    ["linux", { HOME: "/h", XDG_CACHE_HOME: "" }, "/h/.cache/sdtrainer"],
    ["linux", { XDG_CACHE_HOME: "x" }, join(Deno.cwd(), "x/sdtrainer")],
    ["linux", { LOCALAPPDATA: "/l" }, undefined],
    ["darwin", all, "/h/Library/Caches/sdtrainer"],
    ["darwin", { XDG_CACHE_HOME: "/x" }, undefined],
    ["windows", all, "/l/sdtrainer"],
    ["windows", { HOME: "/h" }, undefined],
  ];
  for (const [os, env, user] of cases) {
    const { result } = await onMachine({ os, code: 1, env }, ({ cacheFolders }) => cacheFolders());
    assert.deepEqual(result, user === undefined ? [OWN] : [user, OWN], `${os} ${user}`);
  }
});

Deno.test("a named cache that may only be read has what is removed at once with the user", async () => {
  const named = join(PROJECT_FOLDER, "data"), env = { SDTRAINER_CACHE: named, HOME: "/h" };
  const place = async (code: number, env: Record<string, string>) =>
    (await onMachine(
      { code, env },
      ({ cacheFolder, temporaryFolder }) => [cacheFolder(), temporaryFolder()],
    )).result;
  assert.deepEqual(await place(0, env), [named, join(named, "tmp")]);
  assert.deepEqual(await place(1, env), [named, "/h/.cache/sdtrainer/tmp"]);
  // Where there is none it is said that it cannot be written.
  assert.deepEqual(await place(1, { SDTRAINER_CACHE: named }), [named, join(named, "tmp")]);
});

Deno.test("whoever is started is told both folders, or the one that there is", async () => {
  const pass = (cache: typeof import("../lib/io/cache.ts")) => {
    cache.passCache();
    return NAMES.slice(0, 2).map((name) => Deno.env.get(name));
  };
  const env = { HOME: "/h" };
  assert.deepEqual((await onMachine({ code: 1, env }, pass)).result, ["/h/.cache/sdtrainer", OWN]);
  assert.deepEqual((await onMachine({ code: 0, env }, pass)).result, [OWN, undefined]);
});
