/** Plain TensorFlow.js on the native addon, as a subject: `plain_tfjs.ts MODEL BATCHES THREADS`. */
import type { NamedTensorMap, Tensor, Variable } from "@tensorflow/tfjs-core";
import { loadPretrained, parseBertConfig, selectBackend } from "../../lib/mod.ts";
import { readBatches } from "../cases.ts";
import { matmulRate } from "../matmul.ts";
import { serve } from "../serve.ts";
import { SETTINGS } from "../settings.ts";
import { makeWeights, PlainBert } from "./plain_bert.ts";

const [modelFolder, batchFile, threads] = Deno.args as [string, string, string];
const { tf } = await selectBackend({ backend: "tensorflow", threads: Number(threads) });
const batches = await readBatches(batchFile);
const { architecture, config, tensors } = await loadPretrained(modelFolder);
const weights = makeWeights(tf, tensors);
const model = new PlainBert(tf, parseBertConfig(architecture.configToJson(config)), weights);
const variables = [...weights.values()];
const names = new Map([...weights].map(([name, { id }]) => [id, name]));

const BETA1 = 0.9, BETA2 = 0.999, EPSILON = 1e-8;
const moments = new Map(variables.map(({ id, shape }) => [id, {
  first: tf.variable(tf.zeros(shape), false),
  second: tf.variable(tf.zeros(shape), false),
}]));

/** What the gradients are multiplied by so that their norm is at most the bound. */
function clipFactor(gradients: readonly Tensor[]): Tensor {
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
  const norm = tf.sqrt(tf.addN(squares));
  return tf.minimum(tf.div(SETTINGS.maxGradNorm, tf.add(norm, 1e-6)), 1);
}

/** AdamW, since tfjs' own Adam has no weight decay. */
function update(variable: Variable, gradient: Tensor, step: number): void {
  const { first, second } = moments.get(variable.id)!;
  first.assign(tf.add(tf.mul(first, BETA1), tf.mul(gradient, 1 - BETA1)));
  second.assign(tf.add(tf.mul(second, BETA2), tf.mul(tf.square(gradient), 1 - BETA2)));
  const mean = tf.div(first, 1 - BETA1 ** step);
  const root = tf.sqrt(tf.div(second, 1 - BETA2 ** step));
  const change = tf.mul(tf.div(mean, tf.add(root, EPSILON)), SETTINGS.learningRate);
  const name = names.get(variable.id)!;
  const decays = !name.endsWith("bias") && !name.includes("LayerNorm");
  const keep = decays ? 1 - SETTINGS.learningRate * SETTINGS.weightDecay : 1;
  variable.assign(tf.sub(tf.mul(variable, keep), change));
}

let done = 0;
await serve({
  step() {
    const batch = batches[done % batches.length]!;
    done++;
    const loss = tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => model.loss(batch, true), variables);
      const gradients = variables.map(({ name }) => (grads as NamedTensorMap)[name]!);
      const factor = clipFactor(gradients);
      variables.forEach((variable, i) =>
        tf.tidy(() => update(variable, tf.mul(gradients[i]!, factor), done))
      );
      return value.dataSync()[0]!;
    });
    return { loss };
  },
  loss: () => ({ loss: tf.tidy(() => model.loss(batches[0]!, false).dataSync()[0]!) }),
  matmul: () => matmulRate(tf),
});
