/**
 * Parts of this trainer's step, as a subject: `profile.ts MODEL BATCHES THREADS DROPOUT`. Which
 * outputs of the step program are fetched decides what of it runs.
 */
import {
  adamStep,
  buildStepProgram,
  loadPretrained,
  program,
  selectBackend,
  tensorsToVariables,
  weightsOf,
} from "../../lib/mod.ts";
import { readBatches } from "../cases.ts";
import { serve } from "../serve.ts";
import { SETTINGS } from "../settings.ts";

const [modelFolder, batchFile, threads, dropout] = Deno.args as [string, string, string, string];
const backend = await selectBackend({ backend: "tensorflow", threads: Number(threads) });
const batches = await readBatches(batchFile);
const loaded = await loadPretrained(modelFolder);
const config = {
  ...loaded.config,
  hiddenDropoutProb: Number(dropout),
  attentionProbsDropoutProb: Number(dropout),
};
const sequenceLength = batches[0]!.sequenceLength;
const executor = await program.openExecutor(buildStepProgram({ config, sequenceLength }), backend);
await executor.setVariables(
  tensorsToVariables(weightsOf(loaded.architecture, config), loaded.tensors),
);

function scalar(value: number): program.TensorData {
  return { shape: [], data: Float32Array.of(value) };
}

let step = 0;
async function run(...fetches: string[]): Promise<void> {
  const { batchSize, inputIds, positions, labels } = batches[step % batches.length]!;
  step++;
  const { biasCorrection, epsilon } = adamStep(step);
  await executor.run({
    input_ids: { shape: [batchSize, sequenceLength], data: inputIds },
    positions: { shape: [positions.length], data: positions },
    labels: { shape: [labels.length], data: labels },
    dropout_seed: { shape: [], data: Int32Array.of(step) },
    scheduled_learning_rate: scalar(SETTINGS.learningRate),
    gamma_power: scalar(0),
    given_gamma: scalar(-1),
    bias_correction: scalar(biasCorrection),
    epsilon: scalar(epsilon),
    weight_decay: scalar(SETTINGS.weightDecay),
    max_grad_norm: scalar(SETTINGS.maxGradNorm),
    loss_scale: scalar(1),
  }, fetches);
}

await serve({
  evaluation: () => run("eval_loss"),
  forward: () => run("loss"),
  gamma: () => run("loss", "gamma"),
  gradients: () => run("loss", "grad_norm"),
  step: () => run("loss", "grad_norm", "update"),
});
