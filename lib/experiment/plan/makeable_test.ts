import assert from "node:assert/strict";
import { BUILT_IN } from "../definitions.ts";
import { resolveSettings } from "../settings/presets.ts";
import type { ExperimentSettings } from "../settings/table.ts";
import { checkMakeable } from "./makeable.ts";
import { plannedRuns } from "./planned_runs.ts";

function check(overrides: Partial<ExperimentSettings>): void {
  const runs = plannedRuns(
    resolveSettings({ overrides: { schedules: ["constant"], ...overrides } }),
  );
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
