import assert from "node:assert/strict";
import type { ExperimentSettings } from "../settings/table.ts";
import { resolveSettings } from "../settings/presets.ts";
import { filePart, plannedRuns } from "./planned_runs.ts";

const planned = (overrides: Partial<ExperimentSettings>) =>
  plannedRuns(resolveSettings({ overrides }));

const names = (overrides: Partial<ExperimentSettings>) =>
  planned(overrides).map(({ name }) => name);

Deno.test("plannedRuns() gives one run for each schedule, method and seed", () => {
  const runs = planned({ schedules: ["linear", "cosine"], methods: ["none", "SD"], seeds: [7, 8] });
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
  const { name, schedule, method, seed, label, settings, condition, needs } = runs[3]!;
  assert.deepEqual([name, schedule, method, seed, label], [
    ...["cosine-SD-seed7", "cosine", "SD", 7, "SD"],
  ]);
  assert.deepEqual([condition, needs], [undefined, undefined]);
  const keys = ["name", "settings", "schedule", "method", "seed", "label"];
  assert.deepEqual(Object.keys(runs[3]!), keys);
  assert.deepEqual(
    [settings.schedule, settings.method, settings.seed, settings.epochs],
    ["cosine", "SD", 7, 6],
  );
  assert.ok(!("schedules" in settings) && !("out" in settings), "a run's settings alone");
});

Deno.test("plannedRuns() gives the nine models of the presets", () => {
  assert.equal(new Set(names({})).size, 9);
});

Deno.test("what is swept is an axis, its values in the name and the label", () => {
  const runs = planned({
    schedules: ["linear"],
    methods: ["none", "SD"],
    sweep: { learningRate: [1e-4, 3e-5], gamma: ["paper:distance=kl"] },
  });
  assert.deepEqual(runs.map(({ name }) => name), [
    "linear-none-learningRate=0.0001-gamma=paper+distance=kl-seed0",
    "linear-none-learningRate=0.00003-gamma=paper+distance=kl-seed0",
    "linear-SD-learningRate=0.0001-gamma=paper+distance=kl-seed0",
    "linear-SD-learningRate=0.00003-gamma=paper+distance=kl-seed0",
  ]);
  assert.equal(runs[1]!.label, "none learningRate=0.00003 gamma=paper:distance=kl");
  assert.equal(runs[1]!.settings.learningRate, 3e-5);
  assert.equal(runs[1]!.settings.gamma, "paper:distance=kl");
});

Deno.test("a condition is combined with every axis that it does not set", () => {
  const runs = planned({
    schedules: ["constant", "linear"],
    methods: ["none", "SD"],
    seeds: [0, 1],
    conditions: [
      { name: "slower", method: "none", learningRate: 1e-5 },
      { name: "long", epochs: 12, schedule: "cosine" },
      { name: "one", schedule: "constant", method: "SD", seed: 5 },
    ],
  });
  assert.equal(runs.length, 8 + 4 + 4 + 1);
  assert.deepEqual(runs.slice(8).map(({ name }) => name), [
    "constant-slower-seed0",
    "linear-slower-seed0",
    "constant-slower-seed1",
    "linear-slower-seed1",
    "none-long-seed0",
    "SD-long-seed0",
    "none-long-seed1",
    "SD-long-seed1",
    "one",
  ]);
  assert.deepEqual(runs.slice(8).map(({ label }) => label), [
    ...Array(4).fill("slower"),
    ...["none long", "SD long", "none long", "SD long"],
    "one",
  ]);
  const { settings, schedule, method, condition, sets } = runs[9]!;
  assert.deepEqual([schedule, method, condition, sets], [
    ...["linear", "none", "slower"],
    ["method", "learningRate"],
  ]);
  assert.equal(settings.learningRate, 1e-5);
  assert.equal(runs.at(-1)!.seed, 5);
});

Deno.test("runs have names that folders can have, and each its own", () => {
  const [run] = names({
    schedules: ["linear:power=2"],
    methods: ["none"],
    sweep: { model: [`/models/${"x".repeat(200)}`] },
  });
  assert.match(run!, /^linear\+power=2-none-model=_models_x+~[0-9a-f]{8}-seed0$/);
  assert.ok(run!.length < 120);
  assert.throws(
    () => names({ sweep: { model: ["a/b", "a_b"] } }),
    /two runs would have the name constant-none-model=a_b-seed0\./,
  );
});

Deno.test("a part of a name has 60 letters at most: a longer one 51 of its own and its hash", () => {
  const model = (length: number) => names({ sweep: { model: ["x".repeat(length)] } })[0]!;
  const whole = "constant-none-model=".length - "model=".length;
  assert.equal(model(54).slice(whole, -"-seed0".length), `model=${"x".repeat(54)}`);
  const cut = model(55).slice(whole, -"-seed0".length);
  assert.match(cut, /^model=x{45}~[0-9a-f]{8}$/);
  assert.equal(cut.length, 60);
});

Deno.test("texts that cannot stand in a file's name stay different there", () => {
  assert.equal(filePart("eval_mrr"), "eval_mrr");
  assert.equal(filePart("eval_ece:bins=10"), "eval_ece+bins=10");
  // SHA-256 of the text as it was, by sha256sum.
  assert.equal(filePart("a/b"), "a_b~c14cddc0");
  assert.match(filePart("a/b c?d"), /^a_b_c_d~[0-9a-f]{8}$/);
  assert.notEqual(filePart("a/b"), filePart("a?b"));
});
