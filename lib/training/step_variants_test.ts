import "@tensorflow/tfjs-backend-cpu";
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import tiny from "../../tests/fixtures/tiny-bert.json" with { type: "json" };
import fixture from "../../tests/fixtures/tiny-variants.json" with { type: "json" };
import { decodeTensors } from "../../tests/fixtures/decode.ts";
import { parseConfig, tensorsToVariables, variablesToTensors, weightsOf } from "../model/mod.ts";
import { Interpreter } from "../program/mod.ts";
import { assertClose, toBatch } from "./_tiny_training.ts";
import { accumulatorName, buildStepProgram } from "./step_program.ts";

const batch = toBatch(fixture.batch);
const tensors = new Map([...decodeTensors(tiny.parameters), ...decodeTensors(fixture.decoder)]);
const norm = (data: Float32Array) => Math.sqrt(data.reduce((sum, x) => sum + x * x, 0));

/** The largest difference, relative to the largest reference value. */
function distance(actual: Float32Array, expected: Float32Array): number {
  assert.equal(actual.length, expected.length);
  const size = expected.reduce((max, x) => Math.max(max, Math.abs(x)), 1e-30);
  return actual.reduce((max, x, i) => Math.max(max, Math.abs(x - expected[i]!)), 0) / size;
}

for (const variant of fixture.variants) {
  Deno.test(`loss, logits and gradients are Transformers': ${variant.name}`, async () => {
    const { architecture, config } = parseConfig(variant.config, "config.json");
    const weights = weightsOf(architecture, config);
    await tf.setBackend("cpu");
    const { sequenceLength } = batch;
    const step = buildStepProgram({ config, sequenceLength, accumulation: true });
    const executor = new Interpreter(step.program, tf);
    await executor.setVariables(tensorsToVariables(weights, tensors));
    const { loss, eval_logits: logits } = await step.run(
      executor,
      { batch, dropoutSeed: 0, lossScale: 1 },
      ["loss", "eval_logits", "accumulate"],
    );
    assertClose(loss, variant.loss, 1e-5, "loss");
    const [expected] = decodeTensors({ logits: variant.logits }).values();
    assert.ok(distance(logits, expected!.data) < 1e-5);

    const names = weights.map(({ name }) => name);
    const read = await executor.readVariables(names.map(accumulatorName));
    const gradients = variablesToTensors(
      weights,
      new Map(names.map((name) => [name, read.get(accumulatorName(name))!])),
    );
    assert.deepEqual([...gradients.keys()].sort(), Object.keys(variant.norms).sort());
    for (const [name, expectedNorm] of Object.entries(variant.norms)) {
      // The gradient of a key's bias is exactly 0, so both sides hold nothing but rounding.
      if (name.endsWith("key.bias")) continue;
      assertClose(norm(gradients.get(name)!.data), expectedNorm, 2e-5, name);
    }
    for (const [name, { data }] of decodeTensors(variant.gradients)) {
      assert.ok(distance(gradients.get(name)!.data, data) < 2e-5, name);
    }
    executor.dispose();
  });
}
