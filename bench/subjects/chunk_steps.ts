/**
 * Steps of training with chunks of a text, drawn at random from a store of its tokens or from memory, as a
 * subject: `chunk_steps.ts TEXT disk|memory THREADS`. The model is so small that reading would show.
 */
import { countChunks, experimentChunks } from "../../lib/experiment/chunks.ts";
import {
  BERT_DEFAULTS,
  createMethod,
  initialTensors,
  loadTokenizer,
  resolveSettings,
  selectBackend,
  train,
  TrainingModel,
} from "../../lib/mod.ts";
import { EMBEDDED_FOLDER } from "../embedded.ts";
import { serve } from "../serve.ts";
import { SETTINGS } from "../settings.ts";

/** Of one answer: one step alone is over too soon. */
const STEPS = 20;
const LENGTH = 128;
const BATCH = 16;
/** More than anybody asks for. */
const ALL = 10 ** 6;

const [data, where, threads] = Deno.args as [string, "disk" | "memory", string];
const backend = await selectBackend({ backend: "tensorflow", threads: Number(threads) });
const tokenizer = await loadTokenizer(EMBEDDED_FOLDER);
const settings = resolveSettings({
  overrides: { data, dataConstruction: "passages", evalSplit: "valid", chunkLength: LENGTH },
});
const folder = await Deno.makeTempDir();
const storing = { folder, inMemory: where === "disk" ? 0 : Infinity };
const how = [tokenizer, undefined, undefined, undefined, storing] as const;
const { trainChunks } = await countChunks(settings, ...how);
using chunks = await experimentChunks({ ...settings, trainChunks, evalChunks: 1 }, ...how);
// Its files are open.
await Deno.remove(folder, { recursive: true });

const config = {
  ...BERT_DEFAULTS,
  vocabSize: tokenizer.vocabSize,
  hiddenSize: 32,
  numHiddenLayers: 2,
  numAttentionHeads: 2,
  intermediateSize: 64,
  maxPositionEmbeddings: LENGTH,
};
const model = await TrainingModel.create({
  config,
  tensors: initialTensors(config, 1),
  backend,
  sequenceLength: LENGTH,
});
const training = train(model, {
  trainChunks: chunks.train,
  evalChunks: chunks.evaluation,
  tokenizer,
  schedule: () => SETTINGS.learningRate,
  method: createMethod("none", { steps: ALL, seed: 1 }),
  epochs: 1,
  ...{ maxSteps: ALL, evalSteps: ALL },
  batchSize: BATCH,
  seed: 1,
  trainEval: "no",
});

async function step(): Promise<number> {
  for (;;) {
    const { value } = await training.next();
    if (value?.type === "step") return value.loss;
  }
}

const loss = await step();
await serve({
  loss: () => ({ loss }),
  async steps() {
    const start = performance.now();
    for (let i = 0; i < STEPS; i++) await step();
    return { ms: (performance.now() - start) / STEPS, count: trainChunks };
  },
});
