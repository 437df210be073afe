/** The defaults that results depend on, held to what Transformers and PyTorch have. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import { SETTING_DEFAULTS } from "../lib/experiment/settings/table.ts";
import { DEFAULT_METRICS } from "../lib/training/mod.ts";

Deno.test("what nobody sets is as in Transformers and in the original's notebook", () => {
  const settings = resolveSettings();
  assert.deepEqual({
    // DataCollatorForLanguageModeling's mlm_probability.
    maskProbability: settings.maskProbability,
    // TrainingArguments' max_grad_norm, gradient_accumulation_steps and warmup_steps.
    maxGradNorm: settings.maxGradNorm,
    gradientAccumulationSteps: settings.gradientAccumulationSteps,
    warmupSteps: settings.warmupSteps,
    // The notebook's weight_decay, and PyTorch's AdamW's.
    weightDecay: settings.weightDecay,
    // What the published figures were drawn with.
    dataSeed: settings.dataSeed,
    seeds: settings.seeds,
    chunkLength: settings.chunkLength,
    evalMasks: settings.evalMasks,
    gamma: settings.gamma,
    schedules: settings.schedules,
    methods: settings.methods,
    trainEval: settings.trainEval,
    onNonfinite: settings.onNonfinite,
    precision: settings.precision,
  }, {
    maskProbability: 0.15,
    maxGradNorm: 1,
    gradientAccumulationSteps: 1,
    warmupSteps: 0,
    weightDecay: 0.01,
    dataSeed: 42,
    seeds: [0],
    chunkLength: 128,
    evalMasks: "fixed",
    gamma: "paper",
    schedules: ["constant", "linear", "cosine"],
    methods: ["none", "SD", "SD2"],
    trainEval: "sample",
    onNonfinite: "stop",
    precision: "float32",
  });
});

Deno.test("what a setting begins from stands in one place: none of the library says it again", () => {
  const lib = fileURLToPath(new URL("../lib/", import.meta.url));
  const files = (readdirSync(lib, { recursive: true }) as string[])
    .filter((path) => path.endsWith(".ts") && !/(^|\/)_|_test\.ts$/.test(path));
  const again = files.flatMap((path) => {
    const code = readFileSync(lib + path, "utf8").replaceAll(/^\s*(\/\/|\*|\/\*).*$/gm, "");
    return Object.entries(SETTING_DEFAULTS).filter(([name, value]) => {
      // That something is found by itself, is as the processor has it, or nothing, is no choice.
      if (/^("auto"|"float32"|false|null|0|\[\]|\{\})$/.test(JSON.stringify(value))) return false;
      const literal = JSON.stringify(value).replaceAll(/[[\]{}.]/g, "\\$&");
      return new RegExp(`\\b${name}( =| \\?\\?) ${literal}(?=[\\s,;})])`).test(code);
    }).map(([name]) => `${path}: ${name}`);
  });
  assert.deepEqual(again, []);

  const table = readFileSync(`${lib}experiment/settings/experiment_settings.ts`, "utf8");
  assert.deepEqual(SETTING_DEFAULTS.metrics, DEFAULT_METRICS);
  assert.doesNotMatch(table, /default: \["eval_/);
});
