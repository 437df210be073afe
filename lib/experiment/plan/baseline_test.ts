import assert from "node:assert/strict";
import { resolveSettings } from "../settings/presets.ts";
import { checkBaseline } from "./baseline.ts";
import { plannedRuns } from "./planned_runs.ts";

const runs = plannedRuns(resolveSettings({
  overrides: {
    ...{ schedules: ["linear"], methods: ["SD", "greedy"], seeds: [0, 1] },
    conditions: [{ name: "long", epochs: 9 }, { name: "slow", method: "SD", learningRate: 1e-5 }],
  },
}));

Deno.test("checkBaseline() takes methods and conditions that are there, and the usual one always", () => {
  for (const baseline of ["SD", "greedy", "slow", "none"]) checkBaseline(baseline, runs);
});

Deno.test("checkBaseline() names methods and conditions, each once, where it is none of them", () => {
  for (const baseline of ["SD2", "longer", "linear", "0"]) {
    assert.throws(() => checkBaseline(baseline, runs), {
      name: "InputError",
      message: `no run of this experiment is what baseline "${baseline}" names. ` +
        "Those to compare with are SD, greedy, slow.",
    });
  }
});

Deno.test("checkBaseline() refuses a condition that leaves several methods to the axes, and does not offer it", () => {
  assert.throws(() => checkBaseline("long", runs), {
    name: "InputError",
    message: 'several runs of this experiment are equally what baseline "long" names. ' +
      "Those to compare with are SD, greedy, slow.",
  });
  checkBaseline("long", runs.filter(({ method }) => method === "SD"));
});
