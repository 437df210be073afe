/** Settings that finished runs can no longer heed. */
import assert from "node:assert/strict";
import { readConfig } from "../lib/experiment/results.ts";
import { collect, fakeTrainer, inFolder } from "./_fake_experiment.ts";

inFolder("what comes too late for finished runs is said, each time", async (base) => {
  const { prepare } = fakeTrainer();
  const told = async (settings: typeof base) =>
    (await collect(settings, { prepare })).flatMap((event) =>
      event.type === "setup" && /Too late/.test(event.message) ? [event.message] : []
    );
  assert.deepEqual(await told(base), []);
  const late = { ...base, metrics: [...base.metrics, "eval_mrr"], reportTo: ["tensorboard"] };
  const sentence = "Too late for the run finished here: metrics, reportTo. Only runs still to be " +
    "made have it; with restart all are made again.";
  for (let i = 0; i < 2; i++) assert.deepEqual(await told(late), [sentence]);
  assert.deepEqual((await readConfig(base.out)).settings.metrics, base.metrics);
  // Others are made with it.
  assert.equal((await told({ ...late, seeds: [0, 1] })).length, 1);
  // Nobody asks for fewer of them.
  assert.deepEqual(await told({ ...base, seeds: [0, 1], baseline: "SD" }), []);
});
