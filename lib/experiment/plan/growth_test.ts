import assert from "node:assert/strict";
import { resolveSettings } from "../settings/presets.ts";
import type { ExperimentSettings } from "../settings/table.ts";
import {
  changedTooLate,
  differences,
  grown,
  hindrances,
  movedPaths,
  refuseDifferences,
  RENEWABLE,
} from "./growth.ts";

const settings = (overrides: Partial<ExperimentSettings>) => resolveSettings({ overrides });

Deno.test("grown() keeps the first one's order and adds what is new", () => {
  const { schedules, methods, seeds, sweep, conditions, device } = grown(
    settings({
      ...{ schedules: ["cosine"], methods: ["SD", "none"], seeds: [1] },
      sweep: { epochs: [3] },
      conditions: [{ name: "a", epochs: 9 }],
    }),
    settings({
      ...{ schedules: ["constant", "cosine"], methods: ["none"], seeds: [0, 1] },
      sweep: { epochs: [2, 3] },
      conditions: [{ name: "b", epochs: 8 }, { name: "a", epochs: 9 }],
      device: "cpu",
    }),
  );
  assert.deepEqual({ schedules, methods, seeds }, {
    schedules: ["cosine", "constant"],
    methods: ["SD", "none"],
    seeds: [1, 0],
  });
  assert.deepEqual(sweep, { epochs: [3, 2] });
  assert.deepEqual(conditions, [{ name: "a", epochs: 9 }, { name: "b", epochs: 8 }]);
  assert.equal(device, "cpu", "what is free is the new one's");
});

Deno.test("what decides runs must be the same, and what is swept", () => {
  const base = settings({ conditions: [{ name: "a", epochs: 9, seed: 1 }] });
  const found = (overrides: Partial<ExperimentSettings>) =>
    hindrances(base, { ...base, ...overrides });
  assert.deepEqual(
    found({ device: "cpu", seeds: [4], metrics: ["eval_loss"], baseline: "SD" }),
    [],
  );
  assert.deepEqual(found({ conditions: [{ name: "a", seed: 1, epochs: 9 }] }), [], "in any order");
  assert.deepEqual(found({ epochs: 9, backend: "cpu" }), [
    "epochs was 6, is 9",
    'backend was "auto", is "cpu"',
  ]);
  assert.deepEqual(found({ sweep: { epochs: [3] } }), ['sweep was [], is ["epochs"]']);
  assert.deepEqual(found({ conditions: [{ name: "a", epochs: 8, seed: 1 }] }), [
    'condition a was {"epochs":9,"name":"a","seed":1}, is {"epochs":8,"name":"a","seed":1}',
  ]);
});

Deno.test("who goes on with data of a name that stood for others before is told so", () => {
  const found = differences(["chunks_sha256"], { chunks_sha256: "a" }, { chunks_sha256: "b" });
  const refusal = (data: string) => {
    try {
      refuseDifferences("config.json", found, data);
    } catch (error) {
      return String(error);
    }
  };
  assert.match(
    refusal("embedded")!,
    /"b"; embedded once stood for what is now embedded-addresses\)/,
  );
  assert.doesNotMatch(refusal("mine.txt")!, /once stood/);
});

Deno.test("what is asked for while runs are made is too late where it is new, and not its default", () => {
  const base = settings({ metrics: ["eval_loss", "eval_mrr"], trainEval: "all" });
  const late = (overrides: Partial<ExperimentSettings>) =>
    changedTooLate(base, { ...base, ...overrides });
  assert.deepEqual(late({}), []);
  assert.deepEqual(late({ epochs: 9, device: "cpu", seeds: [4] }), [], "others are never");
  assert.deepEqual(late({ metrics: ["eval_loss"] }), [], "fewer are no wish");
  assert.deepEqual(late({ metrics: ["eval_mrr", "eval_loss"] }), [], "nor is another order");
  assert.deepEqual(late({ metrics: ["eval_loss", "eval_ece"] }), ["metrics"]);
  assert.deepEqual(late({ trainEval: settings({}).trainEval }), [], "its default");
  assert.deepEqual(late({ trainEval: "last", metricsAt: "last" }), ["metricsAt", "trainEval"]);
  assert.deepEqual(late({ reportTo: ["jsonl"], loadBestModelAtEnd: true }), [
    "loadBestModelAtEnd",
    "reportTo",
  ]);
});

Deno.test("in a folder in which nothing is to be made only what matters to none of it is renewed", () => {
  assert.equal(
    RENEWABLE.join(" "),
    "baseline casing device allowOtherBits saveStrategy saveSteps saveTotalLimit plugins",
  );
});

Deno.test("paths may be others where the folder has their hash, and none is of some runs alone", () => {
  const all = { model_sha256: "a", chunks_sha256: "b", scores_sha256: "c" };
  const base = settings({ model: "a", data: "b", evalData: "c", beta: "d" });
  const moved = (overrides: Partial<ExperimentSettings>, environment = {}) =>
    movedPaths(base, { ...base, ...overrides }, environment);
  assert.deepEqual(moved({}, all), []);
  const others = { model: "x", data: "x", evalData: "x", beta: "x", epochs: 9 };
  assert.deepEqual(moved(others, all), ["model", "data", "evalData", "beta"]);
  assert.deepEqual(moved(others, { model_sha256: "a" }), ["model"]);
  assert.deepEqual(moved(others, { chunks_sha256: "a" }), ["data", "evalData"]);
  assert.deepEqual(moved(others, { scores_sha256: "a" }), ["beta"]);
  assert.deepEqual(moved(others), []);
  assert.deepEqual(moved({ model: "x", sweep: { model: ["a", "x"] } }, all), []);
  const conditions = [{ name: "one", epochs: 1 }, { name: "two", data: "x" }];
  assert.deepEqual(moved({ data: "x", beta: "x", conditions }, all), ["beta"]);
  const swept = settings({ ...base, sweep: { beta: ["d"] } });
  assert.deepEqual(movedPaths(swept, { ...base, beta: "x", model: "x" }, all), ["model"]);
});
