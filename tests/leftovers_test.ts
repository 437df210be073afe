/** What a killed process leaves is removed by the next one. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { disk } from "../lib/io/disk.ts";
import { lockFile } from "../lib/io/mod.ts";
import { collect, fakeTrainer, inFolder, namesIn, runFolder } from "./_fake_experiment.ts";
import { withFolder } from "./_files.ts";

inFolder("checkpoints of a run that was stopped once it was finished go", async (settings) => {
  const { remove } = disk;
  const killed = new Error("killed");
  disk.remove = (path) =>
    existsSync(join(runFolder(settings), "done.json")) ? Promise.reject(killed) : remove(path);
  try {
    await assert.rejects(collect(settings, { prepare: fakeTrainer().prepare }), killed);
  } finally {
    disk.remove = remove;
  }
  const run = ["done.json", "metrics.jsonl"];
  assert.deepEqual(namesIn(runFolder(settings)), ["checkpoint-2", "checkpoint-4", ...run]);
  await Deno.writeTextFile(`${runFolder(settings)}.lock`, "");
  // Also where only other runs are asked for.
  await collect({ ...settings, seeds: [1] }, { prepare: fakeTrainer().prepare });
  assert.deepEqual(namesIn(runFolder(settings)), run);
  assert.ok(!existsSync(`${runFolder(settings)}.lock`));
});

inFolder("so does one that was never whole, though it alone is left", async (settings) => {
  const { prepare } = fakeTrainer();
  await collect(settings, { prepare });
  await Deno.mkdir(join(runFolder(settings), "checkpoint-6.unfinished"));
  // Also where nothing is to be made.
  await collect(settings, { prepare });
  assert.deepEqual(namesIn(runFolder(settings)), ["done.json", "metrics.jsonl"]);
});

inFolder("what a process is removing itself is left to it", async (settings) => {
  const { prepare } = fakeTrainer();
  await collect(settings, { prepare });
  const left = join(runFolder(settings), "checkpoint-4");
  await Deno.mkdir(left);
  {
    await using _ = await lockFile(`${runFolder(settings)}.lock`);
    await collect(settings, { prepare });
    assert.ok(existsSync(left));
  }
  await collect(settings, { prepare });
  assert.ok(!existsSync(left));
});

inFolder("a run that diverged keeps its checkpoints all the same", async (settings) => {
  await collect(settings, { prepare: fakeTrainer(5).prepare });
  const names = namesIn(runFolder(settings));
  assert.ok(names.includes("checkpoint-4"));
  await collect(settings, { prepare: fakeTrainer().prepare });
  assert.deepEqual(namesIn(runFolder(settings)), names);
});

Deno.test("the graph of a process that was killed while it loaded it goes", () =>
  withFolder(async (folder) => {
    const run = async (kill: boolean) => {
      const { stderr, success } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", "tests/_leftovers/load_graph.ts", String(kill)],
        cwd: fileURLToPath(new URL("..", import.meta.url)),
        env: { TMPDIR: folder },
        stdout: "null",
      }).output();
      assert.equal(success, !kill, new TextDecoder().decode(stderr));
      return namesIn(folder).filter((name) => name.startsWith("sdtrainer-program-"));
    };
    assert.equal((await run(true)).length, 1);
    assert.deepEqual(await run(false), []);
  }));

Deno.test("processes that load graphs at the same time leave each other's alone", () =>
  withFolder(async (folder) => {
    const loader = () =>
      new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", "tests/_leftovers/load_graphs.ts", "1000"],
        cwd: fileURLToPath(new URL("..", import.meta.url)),
        env: { TMPDIR: folder },
        stdout: "null",
      }).output();
    for (const { stderr, success } of await Promise.all([loader(), loader(), loader()])) {
      assert.ok(success, new TextDecoder().decode(stderr));
    }
    assert.deepEqual(namesIn(folder), []);
  }));
