/**
 * This trainer's step with a method and a definition of Γ, as a subject:
 * `trainer_sd.ts MODEL BATCHES THREADS METHOD GAMMA`.
 */
import {
  chooseGamma,
  createMethod,
  GammaError,
  gammaSource,
  gammaTable,
  loadPretrained,
  loadTokenizer,
  type MaskedBatch,
  openClassifier,
  selectBackend,
  TrainingModel,
  vocabularyScores,
} from "../../lib/mod.ts";
import { readBatches } from "../cases.ts";
import { EMBEDDED_FOLDER } from "../embedded.ts";
import { serve } from "../serve.ts";
import { SETTINGS } from "../settings.ts";

const [modelPath, batchFile, threads, methodName, gammaName] = Deno.args as [
  string,
  string,
  string,
  string,
  string,
];
const backend = await selectBackend({ backend: "tensorflow", threads: Number(threads) });
const batches = await readBatches(batchFile);
const { config, tensors } = await loadPretrained(modelPath);
const tokenizer = await loadTokenizer(EMBEDDED_FOLDER);
// The paper's Γ looks scores up; which they are does not matter for the time, so the table will do.
const table = (await openClassifier({ beta: "table" })).classifier;
const gamma = chooseGamma(gammaName);
const profiles = gammaTable(gamma.parts, await vocabularyScores(table, tokenizer));
const model = await TrainingModel.create({
  config,
  tensors,
  backend,
  sequenceLength: batches[0]!.sequenceLength,
  gamma,
  semantics: profiles,
});
const source = gammaSource(gamma, {
  table: profiles,
  // Opened only where it is asked: the encoder's memory is no part of the paper's step.
  classifier: gammaName === "paper" ? table : (await openClassifier()).classifier,
  decode: (ids) => tokenizer.decode(ids),
});
const power = createMethod(methodName, { steps: batches.length, seed: 0 }).power! / source.root;

async function measuredGamma(batch: MaskedBatch, seed: number): Promise<number | undefined> {
  try {
    return (await source.measure?.(model, batch, seed))?.gamma;
  } catch (error) {
    // A word with a negative cosine ends a run; here it only means a step without Γ.
    if (!(error instanceof GammaError)) throw error;
    return undefined;
  }
}

let step = 0;
await serve({
  async step() {
    const batch = batches[step % batches.length]!;
    step++;
    const gamma = await measuredGamma(batch, 2 ** 30 + step);
    const { loss } = await model.step(batch, {
      step,
      scheduledRate: SETTINGS.learningRate,
      gammaPower: gamma !== undefined || source.measure === undefined ? power : 0,
      ...(gamma !== undefined && gamma > 0 ? { givenGamma: gamma } : {}),
      dropoutSeed: step,
      weightDecay: SETTINGS.weightDecay,
      maxGradNorm: SETTINGS.maxGradNorm,
    });
    return { loss };
  },
});
