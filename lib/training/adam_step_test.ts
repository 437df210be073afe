import assert from "node:assert/strict";
import { adamStep } from "./adam_step.ts";

Deno.test("adamStep() gives Kingma and Ba's corrections", () => {
  // β₁ = 1/2 and β₂ = 3/4, which float32 holds: √(1 − (3/4)ᵗ) ÷ (1 − (1/2)ᵗ) and ε · √(1 − (3/4)ᵗ).
  const options = { beta1: 0.5, beta2: 0.75, epsilon: 0.01 };
  assert.deepEqual(adamStep(1, options), { biasCorrection: 1, epsilon: 0.005 });
  const { biasCorrection, epsilon } = adamStep(2, options);
  assert.ok(Math.abs(biasCorrection - Math.sqrt(7 / 16) / 0.75) < 1e-15);
  assert.ok(Math.abs(epsilon - 0.01 * Math.sqrt(7 / 16)) < 1e-17);
});

Deno.test("adamStep() takes β as float32 has it, and the usual ones where none are given", () => {
  // PyTorch's are 0.9, 0.999 and 1e-8; in float32 0.89999997615814 and 0.99900001287460.
  const { biasCorrection, epsilon } = adamStep(1);
  const root = Math.sqrt(1 - 0.9990000128746033);
  assert.ok(Math.abs(biasCorrection - root / (1 - 0.8999999761581421)) < 1e-12);
  assert.ok(Math.abs(epsilon - 1e-8 * root) < 1e-17);
});

Deno.test("adamStep() counts steps from 1", () => {
  for (const step of [0, -1, 1.5, NaN]) assert.throws(() => adamStep(step), RangeError);
});
