import assert from "node:assert/strict";
import { ACCUMULATION } from "./accumulation.ts";
import {
  type Circumstances,
  decidedBy,
  type Decisive,
  decisive,
  environmentName,
  fromOlder,
  neededAmong,
  pluginRecord,
  settingsKey,
} from "./decided_by.ts";
import { plannedRuns } from "./plan/planned_runs.ts";
import type { PlannedRun } from "./planned_run.ts";
import { resolveSettings } from "./settings/presets.ts";
import { CHUNK_SETTINGS } from "./settings/chunk_settings.ts";
import { RUN_COORDINATES } from "./settings/run_coordinates.ts";
import { RUN_SETTINGS } from "./settings/run_settings.ts";
import type { ExperimentSettings } from "./settings/table.ts";

const ENVIRONMENT = {
  ...{ backend: "tensorflow", deno: "2", model_sha256: "m", chunks_sha256: "c" },
  scores_sha256: "s",
};

function circumstances(overrides: Partial<ExperimentSettings>): Circumstances {
  return { settings: resolveSettings({ overrides }), environment: ENVIRONMENT, plugins: [] };
}

/** What decides the first run of some settings. */
function hashOf(overrides: Partial<ExperimentSettings>, more: Partial<Circumstances> = {}) {
  const whole = { ...circumstances(overrides), ...more };
  return decidedBy(decisive(plannedRuns(whole.settings)[0]!, whole));
}

Deno.test("what decides a run is in its hash, what does not is not", () => {
  const hash = hashOf({});
  assert.match(hash, /^[0-9a-f]{64}$/);
  const deciding: Partial<ExperimentSettings>[] = [
    { epochs: 7 },
    { gamma: "notebook" },
    { schedules: ["cosine"] },
    { methods: ["SD"] },
    { seeds: [1] },
    { reader: "text" },
    { objective: "sd_token" },
    { textColumn: "body" },
    { separator: ";" },
    { precision: "bfloat16" },
  ];
  const hashes = deciding.map((overrides) => hashOf(overrides));
  assert.equal(new Set([hash, ...hashes]).size, deciding.length + 1);
  const others: Partial<ExperimentSettings>[] = [
    { out: "elsewhere", device: "cpu", saveSteps: 3, onNonfinite: "skip" },
    { metrics: ["eval_loss"], reportTo: ["tensorboard"], plugins: ["a.ts"], baseline: "SD" },
    { methods: ["none", "SD2"], seeds: [0, 9], conditions: [{ name: "a", epochs: 3 }] },
  ];
  for (const overrides of others) assert.equal(hashOf(overrides), hash);
  for (const part of ["backend", "model_sha256", "chunks_sha256", "scores_sha256"]) {
    assert.notEqual(hashOf({}, { environment: { ...ENVIRONMENT, [part]: "x" } }), hash, part);
  }
  assert.equal(hashOf({}, { environment: { ...ENVIRONMENT, deno: "3" } }), hash);
});

Deno.test("the axes decide the runs whose Γ reads them, and folders without them stay as they are", () => {
  const settings = resolveSettings({ overrides: {} });
  const environment = { ...ENVIRONMENT, "axes_sha256 gamma=osgood": "x" };
  assert.equal(hashOf({}, { environment }), hashOf({}));
  const [run] = plannedRuns({ ...settings, gamma: "osgood" });
  const of = (environment: Record<string, string>) =>
    decidedBy(decisive(run!, { settings, environment, plugins: [] }));
  assert.notEqual(of(environment), of(ENVIRONMENT));
});

Deno.test("how batches are weighed decides the runs that accumulate them, and no others", () => {
  const environment = { ...ENVIRONMENT, ...ACCUMULATION };
  assert.equal(hashOf({}, { environment }), hashOf({}));
  const accumulated = { gradientAccumulationSteps: 2 };
  assert.notEqual(hashOf(accumulated, { environment }), hashOf(accumulated));
  assert.notEqual(hashOf(accumulated, { environment }), hashOf({}, { environment }));
});

Deno.test("a plugin decides the runs that name one of its definitions", () => {
  const plugins = [
    { file: "a.ts", sha256: "1", defines: ["method late", "sink slowest"] },
    { file: "b.ts", sha256: "2", defines: ["gamma city"] },
  ];
  const of = (overrides: Partial<ExperimentSettings>) => {
    const whole = { ...circumstances(overrides), plugins };
    return decisive(plannedRuns(whole.settings)[0]!, whole)["plugins"];
  };
  assert.equal(of({ reportTo: ["slowest"] }), undefined);
  assert.deepEqual(of({ methods: ["late:by=3"] }), ["1"]);
  assert.deepEqual(of({ methods: ["late"], gamma: "city:root=2" }), ["1", "2"]);
  assert.equal(of({ methods: ["later"] }), undefined);
});

Deno.test("each definition that a run names counts, and each setting of its chunks", () => {
  const values = { schedule: "a", method: "b:x=1", gamma: "c", reader: "d", objective: "f" };
  const chosen = Object.entries({ ...RUN_SETTINGS, ...RUN_COORDINATES })
    .flatMap(([name, { chooses }]) => chooses === undefined ? [] : [name]);
  assert.deepEqual(chosen.toSorted(), Object.keys(values).toSorted());
  const { schedule, method, ...others } = values;
  const plugins = ["schedule a", "method b", "gamma c", "reader d", "objective f", "reader e"]
    .map((name) => ({ sha256: name, defines: [name] }));
  const whole = {
    ...circumstances({ schedules: [schedule], methods: [method], ...others }),
    plugins,
  };
  const [run] = plannedRuns(whole.settings);
  assert.deepEqual(
    decisive(run!, whole)["plugins"],
    plugins.slice(0, 5).map((p) => p.sha256).sort(),
  );
  for (const name of [...CHUNK_SETTINGS, "model"]) {
    const other = { ...run!, settings: { ...run!.settings, [name]: "other" } };
    assert.notEqual(settingsKey("chunks_sha256", other), settingsKey("chunks_sha256", run!), name);
  }
});

Deno.test("the run that one reads is a part of what decides it", () => {
  const whole = circumstances({ methods: ["SD", "replay:of=SD"], schedules: ["linear"] });
  const [read, reading] = plannedRuns(whole.settings);
  const with_ = decisive(reading!, whole, (run) => run === reading ? read : undefined);
  assert.equal(with_["needs"], "linear-SD-seed0");
  assert.equal(with_["needs_sha256"], decidedBy(decisive(read!, whole)));
  assert.notEqual(decidedBy(with_), decidedBy(decisive(reading!, whole)));
});

Deno.test("what decides the run that one reads decides this one, however far away it is", () => {
  const whole = circumstances({ methods: ["none", "a", "b"], schedules: ["linear"] });
  const [first, second, third] = plannedRuns(whole.settings);
  const chain = new Map([[third!.name, second!], [second!.name, first!]]);
  const neededBy = ({ name }: PlannedRun) => chain.get(name);
  const hash = decidedBy(decisive(third!, whole, neededBy));
  assert.equal(
    decisive(third!, whole, neededBy)["needs_sha256"],
    decidedBy(decisive(second!, whole, neededBy)),
  );
  assert.notEqual(
    hash,
    decidedBy(decisive(third!, whole, (run) => run === third ? second : undefined)),
  );
  // Folders may be damaged: it ends all the same.
  chain.set(first!.name, third!);
  assert.notEqual(decidedBy(decisive(third!, whole, neededBy)), "");
});

Deno.test("the environment has a name for each value of what differs from run to run", () => {
  const settings = resolveSettings({
    overrides: { sweep: { model: ["embedded", "other"], chunkLength: [128, 64] } },
  });
  const runs = plannedRuns(settings).slice(0, 4);
  const names = (part: Parameters<typeof environmentName>[0]) =>
    runs.map((run) => environmentName(part, run, settings));
  assert.deepEqual(names("backend"), Array(4).fill("backend"));
  assert.deepEqual(names("model_sha256"), [
    ...["model_sha256", "model_sha256"],
    ...["model_sha256 model=other", "model_sha256 model=other"],
  ]);
  assert.deepEqual(names("chunks_sha256"), [
    "chunks_sha256",
    "chunks_sha256 chunkLength=64",
    "chunks_sha256 model=other",
    "chunks_sha256 chunkLength=64 model=other",
  ]);
  assert.equal(new Set(runs.map((run) => settingsKey("scores_sha256", run))).size, 2);
});

Deno.test("the hash is the same for the same in another order", () => {
  assert.equal(decidedBy({ a: 1, b: [2] }), decidedBy({ b: [2], a: 1, c: undefined }));
  assert.notEqual(decidedBy({ a: 1, b: 2 }), decidedBy({ a: 2, b: 1 }));
});

Deno.test("what an older version wrote of a run is understood", () => {
  const whole = circumstances({ schedules: ["cosine"], methods: ["SD"] });
  const [run] = plannedRuns(whole.settings);
  const now = decisive(run!, whole);
  const { schedule: _, method: __, seed: ___, ...named } = now;
  // It had no reader, wrote the default precision, and took what becomes of models for decisive.
  const then: Decisive = { ...named, precision: "float32", saveModels: true };
  assert.equal(decidedBy(fromOlder(then, now)), decidedBy(now));
  assert.notEqual(decidedBy(fromOlder({ ...then, epochs: 9 }, now)), decidedBy(now));
  const { epochs: ____, ...lacking } = then as { epochs: number };
  assert.notEqual(decidedBy(fromOlder(lacking, now)), decidedBy(now));
});

Deno.test("a plugin is remembered by its file, its hash and what it defines", () => {
  const definitions = [{ kind: "method", name: "late" }, { kind: "sink", name: "s" }] as never;
  const record = { sha256: "1", defines: ["method late", "sink s"] };
  assert.deepEqual(pluginRecord({ file: "a.ts", sha256: "1", definitions }), {
    ...{ file: "a.ts", ...record },
  });
  assert.deepEqual(pluginRecord({ sha256: "1", definitions }), record);
});

Deno.test("the run that one reads is found by its name, where it is planned", () => {
  const [a, b] = plannedRuns(circumstances({ schedules: ["linear"] }).settings);
  const reading = { ...b!, needs: a!.name };
  assert.equal(neededAmong([a!, reading])(reading), a);
  assert.equal(neededAmong([reading])(reading), undefined);
  assert.equal(neededAmong([a!, b!])(b!), undefined);
});

Deno.test("of what an older version wrote, that is taken which this one would have written", () => {
  const coordinates = { schedule: "linear", method: "SD", seed: 0 };
  const now = { run: "r", ...coordinates, objective: "sd_loss", epochs: 3, backend: "cpu" };
  const then = {
    ...{ run: "r", epochs: 2, backend: "gpu" },
    // What every folder had before there was such a setting, and what is in no hash.
    ...{ objective: "cross_entropy", onNonfinite: "skip" },
    // What decides nothing, and a path whose hash is there.
    ...{ saveModels: true, deno: "2", data: "a.txt" },
  };
  const taken = { ...coordinates, run: "r", epochs: 2, backend: "gpu" };
  assert.deepEqual(fromOlder(then, now), taken);
  assert.deepEqual(fromOlder(then, { ...now, data: "b.txt" }), { ...taken, data: "a.txt" });
  assert.deepEqual(fromOlder({ ...then, objective: "x" }, now), { ...taken, objective: "x" });
});
