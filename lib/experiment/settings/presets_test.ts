import assert from "node:assert/strict";
import { resolveSettings } from "./presets.ts";
import { SETTING_NAMES } from "./table.ts";

Deno.test("resolveSettings() starts from quick and has every setting in order", () => {
  const settings = resolveSettings();
  assert.deepEqual(Object.keys(settings), SETTING_NAMES);
  assert.equal(settings.model, "embedded");
  assert.equal(settings.out, "results/quick");
});

Deno.test("resolveSettings() gives the original's experiment as paper", () => {
  // The notebook's numbers: 100 and 10 chunks of 128 out of the first 101 passages, batch 64,
  // 100 epochs, rate 2e-5, decay 0.01, norm 1, masks drawn afresh, shuffled with seed 42.
  const settings = resolveSettings({ preset: "paper", overrides: { data: "CLOTH" } });
  const expected = {
    model: "bert-base-cased",
    passageLimit: 101,
    trainChunks: 100,
    evalChunks: 10,
    chunkLength: 128,
    evalSplit: "train",
    dataSeed: 42,
    batchSize: 64,
    epochs: 100,
    learningRate: 2e-5,
    weightDecay: 0.01,
    maxGradNorm: 1,
    gamma: "notebook",
    evalMasks: "fresh",
  };
  for (const [name, value] of Object.entries(expected)) {
    assert.deepEqual(settings[name as keyof typeof settings], value, name);
  }
});

Deno.test("resolveSettings() asks for the data that paper cannot bring along", () => {
  assert.throws(
    () => resolveSettings({ preset: "paper" }),
    /needs the setting data.*data FOLDER/,
  );
  // Who writes settings in a program may leave one out like this.
  const config = { file: "a.json", settings: { trainChunks: undefined as unknown as number } };
  assert.throws(() => resolveSettings({ config }), {
    message: "preset quick needs the setting trainChunks, which has no default. Set trainChunks.",
  });
});

Deno.test("resolveSettings() lets overrides win over the file, and the file over the preset", () => {
  const config = {
    file: "grids/mine.json",
    preset: "paper" as const,
    settings: { epochs: 4, batchSize: 8, data: "a" },
  };
  const settings = resolveSettings({ config, overrides: { epochs: 2 } });
  assert.equal(settings.epochs, 2);
  assert.equal(settings.batchSize, 8);
  assert.equal(settings.trainChunks, 100, "from the preset that the file names");
  assert.equal(settings.out, "results/mine");
  assert.equal(resolveSettings({ preset: "quick", config }).model, "embedded");
});

Deno.test("resolveSettings() refuses values out of range and unknown presets", () => {
  assert.throws(() => resolveSettings({ overrides: { epochs: -1 } }), /epochs: the value -1/);
  assert.throws(
    () => resolveSettings({ preset: "slow" as "quick" }),
    /there is no preset "slow"\. It must be one of quick, paper\./,
  );
});
