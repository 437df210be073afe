import assert from "node:assert/strict";
import { type ExperimentSettings, resolveSettings } from "../experiment/mod.ts";
import { madeUpRun } from "./_made_up.ts";
import { identity, missingRuns, requireComplete, type StudyConfig } from "./complete.ts";
import { plannedRuns } from "../experiment/mod.ts";
import { type StageName, STAGES, type StudyRun } from "./runs.ts";

/** A study of 2 × 2 runs in each experiment, those of a condition among them. */
function small(): { config: StudyConfig; runs: StudyRun[] } {
  const settings = (more: Partial<ExperimentSettings>) =>
    resolveSettings({
      overrides: { schedules: ["constant"], methods: ["none"], seeds: [0, 1], ...more },
    });
  const config: StudyConfig = {
    rates: { settings: settings({ methods: ["none", "SD"] }), environment: {} },
    main: {
      settings: settings({ conditions: [{ name: "greedy", method: "greedy" }] }),
      environment: {},
    },
    sizes: { settings: settings({ sweep: { trainChunks: [32, 64] } }), environment: {} },
  };
  const runs = STAGES.flatMap((stage: StageName) =>
    plannedRuns(config[stage].settings).map((run) => madeUpRun(identity(stage, run), 4))
  );
  return { config, runs };
}

Deno.test("a set with all planned runs is complete, in whatever order", () => {
  const { config, runs } = small();
  assert.equal(runs.length, 12);
  assert.deepEqual(missingRuns(runs.toReversed(), config), []);
  requireComplete(runs, config, "runs.csv");
});

Deno.test("a set without some runs is refused, and these are named", () => {
  const { config, runs } = small();
  const without = (gone: (run: StudyRun) => boolean) => runs.filter((run) => !gone(run));
  assert.throws(
    () =>
      requireComplete(without((run) => run.condition === "greedy" && run.seed === 1), config, "f"),
    {
      name: "InputError",
      message: "f: 1 run is missing: main constant greedy of 128 chunks with seed 1. " +
        "Let the study go on, which makes them.",
    },
  );
  assert.throws(
    () => requireComplete(without((run) => run.train_chunks === 64), config, "f"),
    /2 runs are missing: sizes constant none of 64 chunks with seed 0; .* with seed 1\. Let/,
  );
  assert.throws(
    () => requireComplete([], config, "f"),
    /12 runs are missing: .* and 7 more\. Let/,
  );
});

Deno.test("five that are missing are all named, and of more as many", () => {
  const { config, runs } = small();
  const names = missingRuns([], config);
  const message = (there: number) => {
    try {
      requireComplete(runs.slice(12 - there), config, "f");
    } catch (error) {
      return (error as Error).message;
    }
  };
  const mend = "Let the study go on, which makes them.";
  const five = names.slice(0, 5).join("; ");
  assert.equal(message(7), `f: 5 runs are missing: ${five}. ${mend}`);
  assert.equal(message(6), `f: 6 runs are missing: ${five} and 1 more. ${mend}`);
  assert.equal(message(12), undefined);
});
