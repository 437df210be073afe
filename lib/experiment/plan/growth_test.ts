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
      refuseDifferences("config.json", found, { data });
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

Deno.test("of what was read it is said what has changed, before the hashes that tell it", () => {
  const hashes = (value: string) => ({
    ...{ chunks_sha256: value.repeat(64), "model_sha256 model=b": value, backend: "cpu" },
  });
  const found = differences(Object.keys(hashes("")), hashes("1"), hashes("2"));
  const refusal = (now: Parameters<typeof refuseDifferences>[2]) => {
    try {
      refuseDifferences("config.json", found, now);
    } catch (error) {
      return (error as Error).message.split(" Choose")[0];
    }
  };
  const differ = "the runs of this folder were made otherwise " +
    '(chunks_sha256 was "11111111", is "22222222"; model_sha256 model=b was "1", is "2").';
  assert.equal(
    refusal({ data: "mine.csv", evalData: null, model: "a" }),
    `config.json: the text of mine.csv has changed, or is read otherwise: the model b has changed: ${differ}`,
  );
  assert.match(refusal({ data: "a.csv", evalData: "b.csv" })!, /the text of a\.csv or b\.csv has/);
  assert.match(refusal({})!, /config\.json: the text has changed, or/);
});

Deno.test("what is refused is said with both values, and what to do", () => {
  refuseDifferences("config.json", []);
  assert.throws(
    () => refuseDifferences("config.json", ["epochs was 6, is 9", "b"], { data: "embedded" }),
    {
      name: "InputError",
      message:
        "config.json: the runs of this folder were made otherwise (epochs was 6, is 9; b). " +
        "Choose another folder with the setting out, or have them made again with restart.",
    },
  );
});

Deno.test("what is at another path is taken for moved where its hash is known and no run has others", () => {
  const hashes = { model_sha256: "m", chunks_sha256: "c", scores_sha256: "s" };
  const base = settings({});
  const moved = (
    changes: Partial<ExperimentSettings>,
    environment: Record<string, string> = hashes,
    then = base,
  ) => movedPaths(then, { ...base, ...changes }, environment);
  assert.deepEqual(moved({}), []);
  assert.deepEqual(moved({ model: "a", data: "b", beta: "c" }), ["model", "data", "beta"]);
  assert.deepEqual(moved({ data: "b", epochs: 9 }, { model_sha256: "m" }), []);
  assert.deepEqual(moved({ data: "b", sweep: { data: ["b", "c"] } }), []);
  const conditions = [{ name: "x", data: "c" }];
  assert.deepEqual(moved({ data: "b", conditions }), []);
  assert.deepEqual(moved({ data: "b", model: "a" }, hashes, { ...base, conditions }), ["model"]);
  assert.deepEqual(
    hindrances(base, { ...base, data: "b", model: "a" }, ["data"]),
    ['model was "embedded", is "a"'],
    "what was moved is no hindrance",
  );
});

Deno.test("in a folder in which nothing is to be made may change what is free and not of its making", () => {
  assert.deepEqual(
    RENEWABLE.join(" "),
    "baseline casing device allowOtherBits saveStrategy saveSteps saveTotalLimit plugins",
  );
});

Deno.test("too late comes what a finished run would have had to do more", () => {
  const late = (then: Partial<ExperimentSettings>, now: Partial<ExperimentSettings>) =>
    changedTooLate(settings(then), settings(now));
  assert.deepEqual(late({}, { device: "cpu", saveSteps: 3 }), [], "nothing of a run's making");
  assert.deepEqual(late({}, { trainEval: "all", loadBestModelAtEnd: true }), [
    ...["trainEval", "loadBestModelAtEnd"],
  ]);
  assert.deepEqual(late({ trainEval: "all", loadBestModelAtEnd: true }, {}), [], "back to usual");
  assert.deepEqual(late({ metrics: ["eval_loss"] }, { metrics: ["eval_loss", "eval_mrr"] }), [
    "metrics",
  ]);
  assert.deepEqual(late({ metrics: ["eval_loss", "eval_mrr"] }, { metrics: ["eval_mrr"] }), []);
  assert.deepEqual(late({}, { reportTo: ["tensorboard"], metricsAt: "last" }), [
    ...["metricsAt", "reportTo"],
  ]);
});

Deno.test("of two new models each parameter that differs is named, of others the whole name", () => {
  const of = (model: string) => ({ model });
  const small = of("bert:tokenizer=a:layers=1"), large = of("bert:tokenizer=a:layers=2:heads=4");
  assert.deepEqual(differences(["model"], small, large), [
    'layers was "1", is "2"',
    'heads was undefined, is "4"',
  ]);
  assert.deepEqual(differences(["model"], small, small), []);
  const folder = 'model was "bert:tokenizer=a:layers=1", is "bert"';
  assert.deepEqual(differences(["model"], small, of("bert")), [folder]);
  // Under another name of the setting it is a text as others.
  assert.deepEqual(differences(["data"], { data: "a:b=1" }, { data: "a:b=2" }), [
    'data was "a:b=1", is "a:b=2"',
  ]);
  const hash = differences(["model_sha256"], { model_sha256: "1" }, { model_sha256: "2" });
  assert.throws(
    () => refuseDifferences("c.json", hash, large),
    /^InputError: c\.json: the new model is another: the runs/,
  );
  assert.throws(
    () => refuseDifferences("c.json", hash, of("bert")),
    /: the model bert has changed: /,
  );
});
