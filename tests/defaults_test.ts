/** The defaults that results depend on, held to what Transformers and PyTorch have. */
import assert from "node:assert/strict";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";

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
