/** What an experiment does where steps are not finite, and which model it ends with. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { DoneEvent } from "../lib/experiment/events.ts";
import { assertRefused } from "./_files.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { readRuns } from "../lib/experiment/results.ts";
import {
  collect,
  fakeTrainer,
  inFolder,
  interruptAfter,
  namesIn,
  runFolder,
  training,
} from "./_fake_experiment.ts";

inFolder("loadBestModelAtEnd ends with the best model, and says whose step it is", async (base) => {
  const settings = { ...base, saveModels: true };
  const ending = async (settings: ExperimentSettings) => {
    const [summary] = ((await collect(settings, { prepare: fakeTrainer().prepare }))
      .at(-1) as DoneEvent).summaries;
    return {
      weight: await Deno.readTextFile(join(runFolder(settings), "model", "weight")),
      mark: JSON.parse(await Deno.readTextFile(join(runFolder(settings), "done.json"))),
      step: summary!.best_global_step,
      names: namesIn(runFolder(settings)),
    };
  };
  const last = await ending(settings);
  assert.deepEqual([last.weight, last.mark.best_global_step, last.step], ["6", null, null]);
  const best = { ...settings, out: `${settings.out}-best`, loadBestModelAtEnd: true };
  const loaded = await ending(best);
  assert.deepEqual([loaded.weight, loaded.mark.best_global_step, loaded.step], ["4", 4, 4]);
  assert.deepEqual(loaded.names, ["done.json", "metrics.jsonl", "model"]);
  assert.equal((await readRuns(best.out))[0]!.bestStep, 4);
  assert.match(await Deno.readTextFile(`${best.out}/summary.csv`), /,0,1,4,[\d.e-]+,\r?\n$/);
  // The same after an interruption at any step, with one checkpoint kept besides the best.
  for (const at of [1, 2, 3, 4, 5, 6]) {
    const again = { ...best, out: `${best.out}-${at}`, saveTotalLimit: 1 };
    await interruptAfter(at, again, fakeTrainer().prepare);
    assert.deepEqual((await ending(again)).weight, "4", `interrupted after step ${at}`);
  }
});

Deno.test("loadBestModelAtEnd needs a checkpoint after each evaluation", () => {
  for (const saveStrategy of ["no", "steps"] as const) {
    assert.throws(
      () => resolveSettings({ overrides: { loadBestModelAtEnd: true, saveStrategy } }),
      {
        name: "InputError",
        message: `loadBestModelAtEnd cannot be used with saveStrategy ${saveStrategy}: the best ` +
          "model must have been saved, and epoch alone saves at each evaluation. " +
          "Set saveStrategy to epoch.",
      },
    );
  }
});

inFolder("a run that diverges keeps its checkpoints and names the last one", async (settings) => {
  const events = await collect(settings, { prepare: fakeTrainer(5).prepare });
  assert.equal(events.at(-1)!.type, "done");
  const [run] = await readRuns(settings.out);
  assert.equal(run!.diverged, "Step 5 was not made. checkpoint-4 is kept.");
  const names = ["checkpoint-2", "checkpoint-4", "done.json", "metrics.jsonl"];
  assert.deepEqual(namesIn(runFolder(settings)), names);
  await collect(settings, { prepare: fakeTrainer().prepare });
  assert.deepEqual(namesIn(runFolder(settings)), names, "it counts as finished");
});

inFolder("a skipped step is logged, counted, and gone on after", async (base) => {
  const settings = { ...base, onNonfinite: "skip" as const, saveModels: true };
  const whole = { ...settings, out: `${settings.out}-whole` };
  const done = (await collect(whole, { prepare: fakeTrainer(3).prepare })).at(-1) as DoneEvent;
  const { steps, skipped_steps, undefined_gamma_steps, diverged } = done.summaries[0]!;
  assert.deepEqual([steps, skipped_steps, undefined_gamma_steps, diverged], [6, 1, 1, null]);
  assert.match(await Deno.readTextFile(`${whole.out}/summary.csv`), /,1,1,,[\d.e-]+,\r?\n$/);
  const log = await Deno.readTextFile(join(runFolder(whole), "metrics.jsonl"));
  assert.match(log, /\n{"type":"skipped","step":3,.*"reason":"Step 3 was not made\."}\n/);

  for (const at of [3, 4, 5]) {
    const again = { ...settings, out: `${settings.out}-${at}` };
    await interruptAfter(at, again, fakeTrainer(3).prepare);
    const rest = fakeTrainer(3);
    await collect(again, { prepare: rest.prepare });
    assert.deepEqual(rest.log, { begun: [at], skipped: [1] });
    assert.equal(await Deno.readTextFile(join(runFolder(again), "metrics.jsonl")), log);
    assert.equal(await Deno.readTextFile(join(runFolder(again), "model", "weight")), "5");
  }
});

inFolder("an experiment goes on with another loadBestModelAtEnd, not onNonfinite", async (base) => {
  const settings = { ...base, onNonfinite: "skip" as const };
  await interruptAfter(3, settings, fakeTrainer().prepare);
  const { prepare, log } = fakeTrainer(5);
  // A run of which some steps were left out, and others would have ended it, is neither's.
  await assertRefused(
    collect({ ...settings, onNonfinite: "stop" }, { prepare }),
    /onNonfinite was "skip", is "stop"/,
  );
  await collect({ ...settings, loadBestModelAtEnd: true }, { prepare });
  assert.deepEqual(log.begun, [3]);
  const [run] = await readRuns(settings.out);
  assert.equal(run!.records.filter(({ type }) => type === "skipped").length, 1);
});

inFolder("a run whose last step leaves weights that are no numbers diverged", async (settings) => {
  const lost = training(fakeTrainer().prepare, (_, open) =>
    async function* (more) {
      for await (const record of open.train(more)) {
        const isLast = record.type === "evaluation" && record.step === 6;
        yield isLast ? { ...record, eval_loss: NaN } : record;
      }
    });
  await collect(settings, { prepare: lost });
  const [run] = await readRuns(settings.out);
  assert.equal(
    run!.diverged,
    "The evaluation after step 6 has no loss: the step's weights are not finite. " +
      "checkpoint-4 is kept.",
  );
});
