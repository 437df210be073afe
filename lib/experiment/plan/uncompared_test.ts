import assert from "node:assert/strict";
import { wordSettings } from "../../io/mod.ts";
import { resolveSettings } from "../settings/presets.ts";
import type { ExperimentSettings } from "../settings/table.ts";
import { plannedRuns } from "./planned_runs.ts";
import { uncompared } from "./uncompared.ts";

const COSINE = { name: "cosine_none", method: "none", schedule: "cosine" };

function said(overrides: Partial<ExperimentSettings>, baseline = "none"): string[] {
  const settings = resolveSettings({
    overrides: { schedules: ["constant"], methods: ["none", "SD"], seeds: [0, 1], ...overrides },
  });
  return uncompared(plannedRuns(settings), baseline).map((sentence) => wordSettings(sentence));
}

Deno.test("where each run has its partner, nothing is said", () => {
  assert.deepEqual(said({}), []);
  assert.deepEqual(said({ conditions: [COSINE] }), [], "of the other schedule, the only one");
  const constant = { ...COSINE, name: "constant_none", schedule: "constant" };
  const both = { schedules: ["constant", "linear"], conditions: [COSINE, constant] };
  assert.deepEqual(said(both, "constant_none"), []);
  assert.deepEqual(said({ methods: ["SD"] }), [], "one label alone");
});

Deno.test("a condition with several partners is named once, with what these differ in", () => {
  assert.deepEqual(said({ schedules: ["constant", "linear"], conditions: [COSINE] }), [
    "cosine_none is not compared with none: the runs of that differ in schedule, and none is nearer " +
    "to it. Set baseline to a condition that sets schedule itself.",
  ]);
});

Deno.test("a label without a partner is named, and where nothing has one that", () => {
  assert.deepEqual(
    said({
      methods: ["SD"],
      schedules: ["constant", "linear"],
      conditions: [COSINE, { name: "seeded", method: "SD2", seed: 7 }],
    }, "cosine_none"),
    [
      "seeded is not compared with cosine_none: no run of that has the same seed, and the same of all " +
      "else that neither sets itself. Set baseline to another method or condition.",
    ],
  );
  const [first] = said({ conditions: [{ ...COSINE, seed: 7, name: "other" }] }, "SD");
  assert.equal(
    first,
    "other is not compared with SD: no run of that has the same seed, and the same of all else that " +
      "neither sets itself. Set baseline to another method or condition.",
  );
  assert.deepEqual(said({ methods: ["SD", "SD2"], conditions: [COSINE] }), [
    "Nothing is compared with none, of which there is no run: set baseline to a method or condition " +
    "of these: SD, SD2, cosine_none.",
  ]);
});
