/** Runs made by several processes that nobody leads. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ExperimentEvent } from "../lib/experiment/events.ts";
import { checkRuns, collectRuns, makeOnlyRuns } from "../lib/experiment/only_runs.ts";
import { readConfig, readRuns } from "../lib/experiment/results.ts";
import { createFile, tryLockFile } from "../lib/io/mod.ts";
import { collect, fakeTrainer, inFolder, interruptAfter, namesIn } from "./_fake_experiment.ts";
import { assertRefused, withFolder } from "./_files.ts";

async function all(events: AsyncIterable<ExperimentEvent>): Promise<ExperimentEvent[]> {
  const list: ExperimentEvent[] = [];
  for await (const event of events) list.push(event);
  return list;
}

const ends = (events: readonly ExperimentEvent[]) =>
  events.flatMap((event) => event.type === "run-end" ? [event.run.name] : []);

const GRID = { schedules: ["linear"], methods: ["none", "SD"], seeds: [0, 1] };
const NAMES = ["linear-none-seed0", "linear-SD-seed0", "linear-none-seed1", "linear-SD-seed1"];

inFolder("some runs are made and no other, and nothing is written but these", async (base) => {
  const settings = { ...base, ...GRID }, { prepare, log } = fakeTrainer();
  const only = (...names: string[]) => all(makeOnlyRuns(settings, names, { prepare }));
  const events = await only(NAMES[3]!, NAMES[1]!);
  assert.deepEqual(ends(events), [NAMES[1], NAMES[3]]);
  assert.ok(!events.some(({ type }) => type === "done"));
  assert.deepEqual(namesIn(settings.out), ["config.json", "runs"]);
  assert.deepEqual(namesIn(join(settings.out, "runs")), [NAMES[1], NAMES[3]].sort());
  assert.deepEqual((await readConfig(settings.out)).settings.seeds, [0, 1]);

  assert.deepEqual((await only(NAMES[1]!)).map((event) => "message" in event && event.message), [
    "The run linear-SD-seed0 is finished.",
  ]);
  assert.equal(log.begun.length, 2);
  await assertRefused(
    all(collectRuns(settings)),
    /^.*\/out: 2 of 4 runs are not finished: linear-none-seed0 and 1 more\. Make them, and the same/,
  );
  await only(...NAMES);
  const done = (await all(collectRuns(settings))).at(-1)!;
  assert.ok(done.type === "done" && done.results.length === 4);
  assert.ok(existsSync(join(settings.out, "summary.csv")));
});

inFolder("a run that reads another is not made before it, and not without it", async (base) => {
  const settings = { ...base, ...GRID, methods: ["replay:of=SD", "SD"] };
  const { prepare } = fakeTrainer();
  const only = (...names: string[]) => all(makeOnlyRuns(settings, names, { prepare }));
  await assertRefused(
    only("linear-replay+of=SD-seed0"),
    /^.*\/out: the run linear-replay\+of=SD-seed0 reads linear-SD-seed0, which is not finished\. Make/,
  );
  assert.ok(!existsSync(settings.out));
  assert.deepEqual(ends(await only("linear-replay+of=SD-seed0", "linear-SD-seed0")), [
    ...["linear-SD-seed0", "linear-replay+of=SD-seed0"],
  ]);
  await only("linear-SD-seed1");
  assert.deepEqual(ends(await only("linear-replay+of=SD-seed1")), ["linear-replay+of=SD-seed1"]);
});

inFolder("of several that come to a new folder at once one begins it", async (base) => {
  const settings = { ...base, ...GRID };
  await Promise.all(
    NAMES.map((name) => all(makeOnlyRuns(settings, [name], { prepare: fakeTrainer().prepare }))),
  );
  assert.deepEqual((await readRuns(settings.out)).map(({ run }) => run.name), NAMES);
  assert.deepEqual(namesIn(settings.out), ["config.json", "runs"]);
});

inFolder("a run that was interrupted goes on, whoever began it", async (settings) => {
  const { prepare, log } = fakeTrainer();
  await interruptAfter(3, settings, prepare);
  const events = await all(makeOnlyRuns(settings, ["constant-SD-seed0"], { prepare }));
  assert.deepEqual(ends(events), ["constant-SD-seed0"]);
  assert.ok(log.begun.at(-1)! > 0, "from its checkpoint");
});

inFolder("a folder learns of runs that it had not, whoever makes them", async (base) => {
  const settings = { ...base, ...GRID, seeds: [0] }, { prepare } = fakeTrainer();
  await collect(settings, { prepare });
  const grown = { ...settings, seeds: [1] };
  const left = checkRuns(grown, { prepare });
  let next = await left.next();
  while (!next.done) next = await left.next();
  assert.deepEqual(next.value.map(({ name }) => name), NAMES.slice(2));
  assert.deepEqual((await readConfig(settings.out)).settings.seeds, [0, 1]);
  await all(makeOnlyRuns({ ...settings, seeds: [2] }, ["linear-SD-seed2"], { prepare }));
  assert.deepEqual((await readConfig(settings.out)).settings.seeds, [0, 1, 2]);
});

inFolder(
  "checking writes nothing in a new folder, and sees what has changed in another",
  async (base) => {
    const settings = { ...base, ...GRID }, { prepare } = fakeTrainer();
    await all(checkRuns(settings, { prepare }));
    assert.ok(!existsSync(settings.out));
    await all(makeOnlyRuns(settings, [NAMES[0]!], { prepare }));
    const others = async (...args: Parameters<typeof prepare>) => {
      const prepared = await prepare(...args);
      return { ...prepared, environment: { ...prepared.environment, chunks_sha256: "other" } };
    };
    await assertRefused(
      all(checkRuns(settings, { prepare: others })),
      /config\.json: the text of /,
    );
    await assertRefused(all(checkRuns({ ...settings, epochs: 9 })), /epochs was \d, is 9/);
    // What computes is the others': that it is another one here counts for nothing.
    const backend = async (...args: Parameters<typeof prepare>) => {
      const prepared = await prepare(...args);
      return { ...prepared, environment: { ...prepared.environment, backend: "another" } };
    };
    await all(checkRuns(settings, { prepare: backend }));
  },
);

Deno.test("a file that nobody has written is written by one, whole", () =>
  withFolder(async (folder) => {
    const file = join(folder, "a"), texts = ["1", "2", "3"].map((text) => text.repeat(99999));
    const wrote = await Promise.all(texts.map((text) => createFile(file, text)));
    assert.equal(wrote.filter((one) => one).length, 1);
    assert.equal(await Deno.readTextFile(file), texts[wrote.indexOf(true)]);
    assert.deepEqual(namesIn(folder), ["a"]);
  }));

Deno.test("where there are no locks one counts as taken if that is allowed, and its file says who came last", () =>
  withFolder(async (folder) => {
    const file = join(folder, ".lock"), { tryLock } = Deno.FsFile.prototype;
    Deno.FsFile.prototype.tryLock = () => Promise.reject(new Deno.errors.NotSupported("none"));
    try {
      await assertRefused(tryLockFile(file), /the file system has no lock for it \(none\)/);
      const first = (await tryLockFile(file, undefined, true))!;
      assert.equal(await first.isOurs(), true);
      const second = (await tryLockFile(file, "other", true))!;
      assert.deepEqual([await first.isOurs(), await second.isOurs()], [false, true]);
      await first[Symbol.asyncDispose]();
      assert.ok(existsSync(file), "it is the second one's");
      await second[Symbol.asyncDispose]();
      assert.ok(!existsSync(file));
    } finally {
      Deno.FsFile.prototype.tryLock = tryLock;
    }
  }));
