import assert from "node:assert/strict";
import { gridRuns, mergeGrids } from "./grid.ts";
import { resolveSettings } from "./presets.ts";

Deno.test("gridRuns() gives one run for each schedule, method and seed", () => {
  const runs = gridRuns({
    schedules: ["linear", "cosine"],
    methods: ["none", "SD"],
    seeds: [7, 8],
  });
  assert.deepEqual(runs.map(({ name }) => name), [
    "linear-none-seed7",
    "linear-SD-seed7",
    "cosine-none-seed7",
    "cosine-SD-seed7",
    "linear-none-seed8",
    "linear-SD-seed8",
    "cosine-none-seed8",
    "cosine-SD-seed8",
  ]);
  assert.deepEqual(runs[3], { name: "cosine-SD-seed7", schedule: "cosine", method: "SD", seed: 7 });
});

Deno.test("gridRuns() gives the nine models of the presets", () => {
  assert.equal(new Set(gridRuns(resolveSettings()).map(({ name }) => name)).size, 9);
});

Deno.test("mergeGrids() keeps the first grid's order and adds what is new", () => {
  const merged = mergeGrids(
    { schedules: ["cosine"], methods: ["SD", "none"], seeds: [1] },
    { schedules: ["constant", "cosine"], methods: ["none"], seeds: [0, 1] },
  );
  assert.deepEqual(merged, {
    schedules: ["cosine", "constant"],
    methods: ["SD", "none"],
    seeds: [1, 0],
  });
});
