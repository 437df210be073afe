/**
 * Parts of this trainer's step, as a subject: `profile.ts MODEL BATCHES THREADS DROPOUT`. Which
 * outputs of the step program are fetched decides what of it runs.
 */
import {
  adamStep,
  buildStepProgram,
  loadPretrained,
  type OutputName,
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
const step = buildStepProgram({ config, sequenceLength });
const executor = await program.openExecutor(step.program, backend);
await executor.setVariables(
  tensorsToVariables(weightsOf(loaded.architecture, config), loaded.tensors),
);

let made = 0;
async function run(...fetches: OutputName[]): Promise<void> {
  const batch = batches[made % batches.length]!;
  made++;
  const rate = {
    scheduledRate: SETTINGS.learningRate,
    gammaPower: 0,
    ...adamStep(made),
    weightDecay: SETTINGS.weightDecay,
    maxGradNorm: SETTINGS.maxGradNorm,
  };
  await step.run(executor, { batch, dropoutSeed: made, rate, lossScale: 1 }, fetches);
}

await serve({
  evaluation: () => run("eval_lossSum"),
  forward: () => run("loss"),
  gamma: () => run("loss", "gamma"),
  gradients: () => run("loss", "grad_norm"),
  step: () => run("loss", "grad_norm", "update"),
});
