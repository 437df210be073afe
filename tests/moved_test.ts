/** The same bytes under another path are the same; hashes decide. */
import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import type { Prepare } from "../lib/experiment/prepared.ts";
import { readConfig, readRuns } from "../lib/experiment/results.ts";
import { collect, fakeTrainer, inFolder, interruptAfter } from "./_fake_experiment.ts";
import { assertRefused, withFolder } from "./_files.ts";

const MOVED = { model: "elsewhere/model", data: "elsewhere/text.txt", beta: "elsewhere/beta" };

inFolder("an experiment goes on with the same under other paths", async (settings) => {
  await interruptAfter(3, settings, fakeTrainer().prepare);
  const { prepare, log } = fakeTrainer();
  await collect({ ...settings, ...MOVED }, { prepare });
  assert.deepEqual(log.begun, [3]);
  assert.equal((await readConfig(settings.out)).settings.model, MOVED.model, "it is shown");
  const back = await collect({ ...settings, seeds: [0, 1] }, { prepare });
  assert.equal(back.at(-1)!.type, "done");
  assert.equal((await readRuns(settings.out)).length, 2);
});

/** The fake trainer, where something else is at the path. */
function changed(part: string): Prepare {
  return async (...args) => {
    const prepared = await fakeTrainer().prepare(...args);
    return { ...prepared, environment: { ...prepared.environment, [part]: "other" } };
  };
}

inFolder("other bytes are refused, also where all runs are finished", async (settings) => {
  await collect(settings, { prepare: fakeTrainer().prepare });
  const parts = { model: "model_sha256", data: "chunks_sha256", beta: "scores_sha256" } as const;
  for (const [name, part] of Object.entries(parts) as [keyof typeof parts, string][]) {
    const moved = { ...settings, [name]: MOVED[name] };
    const expected = new RegExp(
      `${part} was "", is "other"; ${name} was "${settings[name]}", is "${MOVED[name]}"\\)`,
    );
    await assertRefused(collect(moved, { prepare: changed(part) }), expected);
    await assertRefused(
      collect({ ...moved, seeds: [0, 1] }, { prepare: changed(part) }),
      expected,
    );
    assert.equal((await readConfig(settings.out)).settings[name], settings[name]);
  }
});

inFolder("what differs from run to run has its name", async (settings) => {
  const swept = { ...settings, sweep: { model: [settings.model, "b"] } };
  await collect(swept, { prepare: fakeTrainer().prepare });
  await assertRefused(
    collect({ ...swept, model: "c" }, { prepare: fakeTrainer().prepare }),
    /model was "embedded", is "c"/,
  );
});

Deno.test("an older interrupted run goes on in a folder that was moved with its model and data", () =>
  withFolder(async (folder) => {
    const older = "tests/fixtures/older", out = join(folder, "out");
    await cp(join(older, "results"), out, { recursive: true });
    await cp("tests/fixtures/tiny-bert", join(folder, "model"), { recursive: true });
    await cp(join(older, "text.txt"), join(folder, "words.txt"));
    const { settings } = await readConfig(out);
    const paths = { model: `${folder}/model/`, data: `${folder}/words.txt`, out };
    // The older version kept capitals where no file of the model speaks of them, as none does here.
    await collect({ ...settings, ...paths, casing: "cased" }, {});
    const [, run] = await readRuns(out);
    const lines = (await Deno.readTextFile(join(older, "linear-SD-seed0.jsonl"))).trimEnd()
      .split("\n").map((line) => JSON.parse(line));
    const timeless = (records: readonly object[]) =>
      records.map((record) => ({ ...record, seconds: 0 }));
    assert.deepEqual(timeless(run!.records), timeless(lines));
  }));
