import assert from "node:assert/strict";
import type { PlannedRun } from "../experiment/mod.ts";
import { wavesOf } from "./launcher.ts";
import { launcherOf, LAUNCHERS } from "./launchers.ts";
import { LOCAL, PROGRAMS } from "./names.ts";

Deno.test("a run comes after the unfinished one that it reads, by as many waves as there are between", () => {
  const run = (name: string, needs?: string) =>
    ({ name, ...(needs === undefined ? {} : { needs }) }) as PlannedRun;
  const runs = [run("d", "c"), run("a"), run("b", "a"), run("c", "b"), run("e", "finished")];
  assert.deepEqual(wavesOf(runs), [3, 0, 1, 2, 0]);
});

Deno.test("what each launcher starts is known before it is loaded, and there is no other", () => {
  assert.deepEqual(LAUNCHERS.map(({ name }) => name), Object.keys(PROGRAMS));
  assert.deepEqual(LAUNCHERS.map(({ name }) => launcherOf(name)), [...LAUNCHERS]);
  assert.equal(launcherOf(LOCAL), undefined);
});
