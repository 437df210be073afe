/**
 * This trainer, as a subject: `trainer.ts MODEL BATCHES THREADS EXECUTOR DEVICE`. The executor is
 * `graph`, `interpreter` (TensorFlow's kernels one by one) or `wasm` (the same without TensorFlow);
 * `graph-bfloat16` is the graph with matrix products in that; `-xla` after it, or after `graph`, has XLA
 * compile it. The device is `cpu` or `gpu`.
 */
import { collectGarbage } from "../../lib/io/mod.ts";
import { loadPretrained, selectBackend, TrainingModel } from "../../lib/mod.ts";
import { readBatches } from "../cases.ts";
import { SETTINGS } from "../settings.ts";
import { matmulRate } from "../matmul.ts";
import { serve } from "../serve.ts";

const [modelFolder, batchFile, threads, executor] = Deno.args as [string, string, string, string];
const device = Deno.args[4] as "cpu" | "gpu";
const backend = await selectBackend({
  backend: executor === "wasm" ? "wasm" : "tensorflow",
  device,
  threads: Number(threads),
});
const batches = await readBatches(batchFile);

/** In a function, so that nothing holds the weights of the folder any longer. */
async function openModel(): Promise<TrainingModel> {
  return await TrainingModel.create({
    ...await loadPretrained(modelFolder),
    backend,
    sequenceLength: batches[0]!.sequenceLength,
    executor: executor.startsWith("graph") ? "graph" : "interpreter",
    precision: executor.includes("bfloat16") ? "bfloat16" : "float32",
    xla: executor.endsWith("-xla"),
  });
}

const model = await openModel();
// As training does.
collectGarbage();

let step = 0;
await serve({
  async step() {
    const batch = batches[step % batches.length]!;
    step++;
    const { loss } = await model.step(batch, {
      step,
      scheduledRate: SETTINGS.learningRate,
      gammaPower: 0,
      dropoutSeed: step,
      weightDecay: SETTINGS.weightDecay,
      maxGradNorm: SETTINGS.maxGradNorm,
    });
    return { loss };
  },
  async loss() {
    const [batch] = batches;
    const { lossSum } = await model.evaluate(batch!, ["lossSum"]);
    return { loss: lossSum / batch!.labels.length };
  },
  matmul: () => matmulRate(backend.tf, device),
});
