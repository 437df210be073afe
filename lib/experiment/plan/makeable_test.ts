import assert from "node:assert/strict";
import { BUILT_IN } from "../definitions.ts";
import { resolveSettings } from "../settings/presets.ts";
import type { ExperimentSettings } from "../settings/table.ts";
import { checkMakeable, warmupOf } from "./makeable.ts";
import { withNeeds } from "./needs.ts";
import { plannedRuns } from "./planned_runs.ts";

function check(overrides: Partial<ExperimentSettings>): void {
  const planned = plannedRuns(
    resolveSettings({ overrides: { schedules: ["constant"], ...overrides } }),
  );
  const runs = withNeeds(planned, BUILT_IN.methods);
  checkMakeable(runs, runs, BUILT_IN);
}

Deno.test("a reference that makes nothing or infinity of the rate is refused before a run", () => {
  for (const [method, gammaReference] of [["SD", 1e-300], ["SD2", 1e300]] as const) {
    assert.throws(
      () => check({ methods: ["none", method], gammaReference }),
      /constant-SD2?-seed0: gammaReference 1e[+-]300 makes 0 of the learning rate 0\.0006/,
    );
  }
  for (const [method, gammaReference] of [["SD", 1e300], ["SD2", 1e-300]] as const) {
    assert.throws(() => check({ methods: [method], gammaReference }), /makes Infinity of/);
  }
  // None does not read it.
  check({ methods: ["none"], gammaReference: 1e-300 });
  check({ methods: ["SD", "SD2"], gammaReference: 1.04 });
});

Deno.test("a run that may end early is not read by another", () => {
  const both = { methods: ["SD", "mean:of=SD"], earlyStoppingPatience: 2 };
  assert.throws(() => check(both), {
    message:
      "constant-mean+of=SD-seed0: it reads the rates of each step of the run constant-SD-seed0, " +
      "which earlyStoppingPatience may end before the last one. Leave earlyStoppingPatience out, or " +
      "the method that reads.",
  });
  check({ ...both, earlyStoppingPatience: null });
  check({ ...both, methods: ["SD"] });
});

Deno.test("a share of the steps in which A′ climbs is rounded up", () => {
  const settings = { epochs: 1, batchSize: 1, gradientAccumulationSteps: 1, trainChunks: 10 };
  const warmup = (warmupRatio: number, warmupSteps = 0) => {
    const overrides = { schedules: ["constant"], ...settings, warmupRatio, warmupSteps };
    const [run] = plannedRuns(resolveSettings({ overrides }));
    return warmupOf(run!);
  };
  assert.deepEqual([0, 0.01, 0.1, 0.11, 1].map((ratio) => warmup(ratio)), [0, 1, 1, 2, 10]);
  assert.equal(warmup(0, 4), 4);
});
