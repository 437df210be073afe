/** What may be done to settings in a folder that has runs, and what folders did before they were there. */
import assert from "node:assert/strict";
import { SETTING_ENTRIES, SETTING_NAMES } from "./table.ts";
import type { Setting } from "./setting.ts";

const entryOf = (name: string): Setting<unknown> =>
  SETTING_ENTRIES[name as keyof typeof SETTING_ENTRIES] as Setting<unknown>;
const names = (which: (entry: Setting<unknown>) => unknown) =>
  SETTING_NAMES.filter((name) => which(entryOf(name))).join(" ");

Deno.test("what decides runs stays as it was in a folder, all else may change or grow", () => {
  assert.equal(
    names(({ onResume }) => onResume === "grows"),
    "schedules methods seeds sweep conditions",
  );
  assert.equal(
    names(({ onResume, scope }) => onResume === "free" && scope === "experiment"),
    "baseline casing metrics metricsAt trainEval device allowOtherBits saveStrategy saveSteps " +
      "saveTotalLimit loadBestModelAtEnd plugins reportTo",
  );
  assert.equal(names(({ scope }) => scope === "place"), "out");
  assert.equal(entryOf("out").onResume, "free");
  assert.equal(
    names(({ onResume, scope }) => onResume === "same" && scope === "experiment"),
    "backend saveModels",
  );
  assert.equal(names(({ onResume, scope }) => onResume !== "same" && scope === "run"), "");
  // What comes about while a run is made is too late for those that are finished.
  assert.equal(
    names(({ whileMade }) => whileMade),
    "metrics metricsAt trainEval loadBestModelAtEnd reportTo",
  );
  assert.equal(names(({ unhashed }) => unhashed), "onNonfinite");
  assert.equal(names(({ inFiles }) => inFiles), "conditions");
});

Deno.test("folders that are older than a setting did what it is told to have been before", () => {
  const before = Object.fromEntries(
    SETTING_NAMES.map((name) => [name, entryOf(name)] as const)
      .filter(([, entry]) => "before" in entry).map(([name, entry]) => [name, entry.before]),
  );
  assert.deepEqual(before, {
    reader: "auto",
    textColumn: null,
    separator: null,
    evalData: null,
    evalFraction: null,
    gammaReference: "none",
    objective: "cross_entropy",
    maxSteps: null,
    evalSteps: null,
    earlyStoppingPatience: null,
    warmupRatio: 0,
    onNonfinite: "stop",
    precision: "float32",
    sweep: {},
    conditions: [],
    baseline: "none",
    casing: "auto",
    metrics: ["eval_loss", "eval_perplexity", "eval_accuracy"],
    metricsAt: "epochs",
    trainEval: "no",
    device: "auto",
    allowOtherBits: false,
    saveStrategy: "epoch",
    saveSteps: 500,
    saveTotalLimit: 2,
    loadBestModelAtEnd: false,
    plugins: [],
    reportTo: [],
  });
});
