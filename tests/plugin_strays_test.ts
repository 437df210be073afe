/** What a plugin does behind the task's back is told, and the task never ends as if all were well. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { prepareSweep } from "./_kill/sweep.ts";
import { ended, inFolder, reproduce, reproducing } from "./_reproduce.ts";
import { becomes } from "./_waiting.ts";

/** A method that does something at each step. */
const method = (code: string, top = "") =>
  `import { defineMethod } from "sdtrainer";
import process from "node:process";
${top}
export const x = defineMethod({ name: "x", description: "the same rate", create: () => ({
  rate({ scheduledRate }) { ${code}; return scheduledRate; },
}) });
`;

const EXIT =
  /The task was ended from within.* It is likely from the plugin \S+x\.ts\. What was saved stays/;

/** What it does, at which step or at the top, and the sentence. */
const CASES: readonly (readonly [name: string, code: string, message: RegExp])[] = [
  ["exit", method("Deno.exit(0)"), EXIT],
  ["exit of Node", method("process.exit(0)"), EXIT],
  ["exit while it loads", method("", "Deno.exit(0);"), EXIT],
  [
    "a rejected promise",
    method('Promise.reject(new TypeError("late"))'),
    /x\.ts, line 5, column \d+: the plugin threw TypeError: late\. .*Nobody waited for it/,
  ],
  [
    "a rejected promise without an error",
    method("Promise.reject(null)"),
    /Something failed that nobody waited for.*: null\. It is likely from the plugin \S+x\.ts\./,
  ],
  [
    "a throw of a timer",
    method('setTimeout(() => { throw new RangeError("tick"); })'),
    /x\.ts, line 5, column \d+: the plugin threw RangeError: tick\. .*Nobody waited for it/,
  ],
];

for (const [name, code, message] of CASES) {
  inFolder(`behind the task's back: ${name}`, async (write, folder) => {
    await prepareSweep(folder);
    const file = await write("x.ts", code);
    const { code: exit, err } = await reproduce(folder, `--plugin=${file}`, "--methods=x");
    const said = err.trimEnd().split("\n");
    assert.equal(exit, 1, err);
    assert.match(said.at(-1)!, message);
    assert.ok(!err.includes("    at "), err);
    assert.ok(!existsSync(`${folder}/out/runs/linear-x-seed0/done.json`));
  });
}

inFolder("help with a bad plugin is one sentence, too", async (write, folder) => {
  const file = await write("x.ts", 'export const x = { kind: "method", name: "x" };');
  const { code, err } = await reproduce(folder, `--plugin=${file}`, "--help");
  assert.equal(code, 1, err);
  assert.match(
    err,
    /^\S+x\.ts: the method "x": its description is nothing\. It must be a text\.\n$/,
  );
  const leaving = await write("y.ts", "Deno.exit(0);");
  const other = await reproduce(folder, `--plugin=${leaving}`, "--help");
  assert.equal(other.code, 1, other.err);
  assert.match(other.err, /ended from within/);
});

inFolder("a comma in a path lets nothing be read besides", async (write, folder) => {
  await prepareSweep(folder);
  await Deno.mkdir(join(folder, "a,b"));
  const file = await write("a,b/x.ts", method(""));
  const { code, err } = await reproduce(folder, `--plugin=${file}`, "--methods=x");
  assert.equal(code, 1);
  assert.match(err, /a,b\/x\.ts: Deno's permissions cannot name a path with a comma\. Rename it/);
});

inFolder("nothing is stored outside the folder of the results", async (write, folder) => {
  await prepareSweep(folder);
  const found = "[typeof globalThis.localStorage, typeof globalThis.caches].join()";
  const file = await write("x.ts", method("", `throw new Error(${found});`));
  const { err } = await reproduce(folder, `--plugin=${file}`, "--methods=x");
  assert.match(err, /does not load: undefined,undefined/);
});

/** The processes that were started with some text in their arguments. */
function processesWith(text: string): string[] {
  return [...Deno.readDirSync("/proc")].map(({ name }) => name).filter((name) => {
    try {
      return /^\d+$/.test(name) && Deno.readTextFileSync(`/proc/${name}/cmdline`).includes(text);
    } catch {
      return false;
    }
  });
}

Deno.test({
  name: "a loop without end is ended by the second signal, helpers too",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      await prepareSweep(folder);
      const file = join(folder, "x.ts"), mark = join(folder, "out", "looping");
      await Deno.writeTextFile(
        file,
        method(`Deno.writeTextFileSync(${JSON.stringify(mark)}, ""); for (;;);`),
      );
      const task = reproducing(folder, `--plugin=${file}`, "--methods=x", "--jobs=2").spawn();
      const output = task.output();
      assert.ok(await becomes(() => existsSync(mark)), "it loops");
      task.kill("SIGTERM");
      await setTimeout(1000);
      task.kill("SIGTERM");
      const { code, err } = ended(await output);
      assert.equal(code, 143, err);
      assert.match(
        err,
        /The task did not end when it was told to twice, so it was killed\. What it/,
      );
      assert.deepEqual(processesWith(folder), []);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
