/** Making an experiment ready: backend, tokenizer, chunks, model and β, loaded once for all runs. */

import process from "node:process";
import { fileURLToPath } from "node:url";
import { type Backend, cacheFolder, checkDevice, selectBackend } from "../backend/mod.ts";
import type { Precision } from "../program/mod.ts";
import { InputError, settingName } from "../io/mod.ts";
import {
  checkVocabulary,
  loadPretrained,
  modelFolder,
  type PretrainedModel,
  savePretrained,
} from "../model/mod.ts";
import { createMethod, createSchedule } from "../schedule/mod.ts";
import {
  chooseGamma,
  gammaTable,
  openClassifier,
  type SemanticClassifier,
  type VocabularyScores,
  vocabularyScores,
} from "../semantics/mod.ts";
import { loadTokenizer, saveTokenizer, type Tokenizer } from "../tokens/mod.ts";
import {
  fillCheckpoint,
  type GammaSource,
  gammaSource,
  type LogRecord,
  restoreCheckpoint,
  stepsPerEpoch,
  train,
  TrainingModel,
} from "../training/mod.ts";
import { type ExperimentChunks, experimentChunks } from "./chunks.ts";
import { EMBEDDED, EMBEDDED_MODEL } from "./embedded.ts";
import type { GridRun } from "./grid.ts";
import { hashOf } from "./hash.ts";
import type { Environment } from "./results.ts";
import type { PreparedTraining, ResumePoint, Say } from "./run.ts";
import type { ExperimentSettings } from "./settings.ts";
import library from "../../deno.json" with { type: "json" };

/** α and its tokenizer, checked to belong together. */
interface LoadedModel extends PretrainedModel {
  tokenizer: Tokenizer;
}

/** β, and what it says of the vocabulary. */
interface LoadedSemantics {
  classifier: SemanticClassifier;
  scores: VocabularyScores;
}

/**
 * Loads what the settings name, in an order in which mistakes show early: the model and the data
 * are read before β's scores are computed or TensorFlow is loaded.
 *
 * @throws {InputError} If something that they name cannot be used.
 */
export async function prepareTraining(
  settings: ExperimentSettings,
  say: Say,
  signal?: AbortSignal,
): Promise<PreparedTraining> {
  checkDevice(settings.device, settings.backend);
  const loaded = await loadModel(settings, say, signal);
  const chunks = await experimentChunks(settings, loaded.tokenizer);
  say(
    `Data: ${settings.data}, ${chunks.train.length} chunks of ${settings.chunkLength} tokens to ` +
      `train on, ${chunks.evaluation.length} to evaluate.`,
  );
  const semantics = await loadSemantics(settings, loaded.tokenizer, say, signal);
  signal?.throwIfAborted();
  const backend = await selectBackend({
    backend: settings.backend,
    device: settings.device,
    onMessage: say,
  });
  say(`Backend: ${backend.description}.`);
  checkPrecision(settings.precision, backend);
  const gamma = chooseGamma(settings.gamma);
  const table = gammaTable(gamma.parts, semantics.scores);
  const model = await TrainingModel.create({
    config: loaded.config,
    tensors: loaded.tensors,
    backend,
    sequenceLength: settings.chunkLength,
    precision: settings.precision,
    gamma,
    semantics: table,
    accumulation: settings.gradientAccumulationSteps > 1,
  });
  const stepsPerRun = settings.epochs *
    stepsPerEpoch({ ...settings, trainChunks: chunks.train });
  const source = gammaSource(gamma, {
    table,
    classifier: semantics.classifier,
    decode: (ids) => loaded.tokenizer.decode(ids),
  });
  const parts = { settings, loaded, chunks, gamma: source, model, stepsPerRun };
  return {
    environment: describe(backend, loaded, chunks, semantics),
    stepsPerRun,
    train: (run, runSignal, resume) => trainRun(parts, run, runSignal, resume),
    checkpoints: {
      async fill(folder, state) {
        await saveTokenizer(loaded.tokenizer, folder);
        await fillCheckpoint(folder, model, state);
      },
      restore: (folder) => restoreCheckpoint(folder, model),
    },
    async save(folder) {
      // The model's config.json comes last: a folder without it is not taken for a model.
      await saveTokenizer(loaded.tokenizer, folder);
      await savePretrained(folder, { config: loaded.config, tensors: await model.tensors() });
    },
    dispose: () => model.dispose(),
  };
}

function checkPrecision(precision: Precision, { name, description }: Backend): void {
  if (precision === "float32" || name === "tensorflow") return;
  throw new InputError(`${description} does not compute in ${precision}`, {
    mend: `Only TensorFlow does: use ${settingName("precision")} float32`,
  });
}

async function loadModel(
  { model, chunkLength }: ExperimentSettings,
  say: Say,
  signal: AbortSignal | undefined,
): Promise<LoadedModel> {
  const folder = model === EMBEDDED ? fileURLToPath(EMBEDDED_MODEL) : await modelFolder(model, {
    cacheFolder: `${cacheFolder()}/models`,
    onProgress: (file, done, total) =>
      total !== undefined && say(`Downloading ${model}, ${file}`, { done, total }),
    ...(signal === undefined ? {} : { signal }),
  });
  const pretrained = await loadPretrained(folder);
  const { config, unused } = pretrained;
  const tokenizer = await loadTokenizer(folder);
  checkVocabulary(tokenizer.vocabSize, config, folder);
  if (chunkLength > config.maxPositionEmbeddings) {
    throw new InputError(
      `the model takes ${config.maxPositionEmbeddings} tokens at most, a chunk has ${chunkLength}`,
      { file: folder, mend: `Set ${settingName("chunkLength")} lower` },
    );
  }
  say(
    `Model: ${model}, ${config.numHiddenLayers} layers × ${config.hiddenSize}, ` +
      `${tokenizer.vocabSize.toLocaleString("en")} tokens.`,
  );
  if (unused.length > 0) say(`Not used of the model: ${unused.join(", ")}.`);
  return { ...pretrained, tokenizer };
}

async function loadSemantics(
  { beta }: ExperimentSettings,
  tokenizer: Tokenizer,
  say: Say,
  signal: AbortSignal | undefined,
): Promise<LoadedSemantics> {
  const { classifier, message } = await openClassifier({
    beta,
    onDownload: (file, done, total) =>
      total !== undefined && say(`Downloading ${beta}, ${file}`, { done, total }),
    ...(signal === undefined ? {} : { signal }),
  });
  say(message);
  const scores = await vocabularyScores(classifier, tokenizer, {
    cacheFolder: `${cacheFolder()}/semantics`,
    onProgress: (done, total) => say("Scoring the vocabulary's words", { done, total }),
    ...(signal === undefined ? {} : { signal }),
  });
  const special = new Set(tokenizer.specialTokenIds);
  const unknown = scores.known.filter((isKnown, id) => !isKnown && !special.has(id)).length;
  if (unknown > 0) say(`${unknown.toLocaleString("en")} tokens have no scores and stay out of Γ.`);
  return { classifier, scores };
}

interface Parts {
  settings: ExperimentSettings;
  loaded: LoadedModel;
  chunks: ExperimentChunks;
  gamma: GammaSource;
  model: TrainingModel;
  stepsPerRun: number;
}

async function* trainRun(
  { settings, loaded, chunks, gamma, model, stepsPerRun }: Parts,
  { schedule, method, seed }: GridRun,
  signal: AbortSignal | undefined,
  resume: ResumePoint | undefined,
): AsyncGenerator<LogRecord> {
  const { epochs, batchSize, gradientAccumulationSteps, learningRate, warmupSteps } = settings;
  const { maxGradNorm, weightDecay, maskProbability, evalMasks, onNonfinite } = settings;
  if (resume === undefined) await model.load(loaded.tensors);
  yield* train(model, {
    trainChunks: chunks.train,
    chunkSources: chunks.trainSources,
    evalChunks: chunks.evaluation,
    tokenizer: loaded.tokenizer,
    schedule: createSchedule(schedule, learningRate, { trainingSteps: stepsPerRun, warmupSteps }),
    method: createMethod(method, { steps: stepsPerRun, seed }),
    gamma,
    epochs,
    batchSize,
    seed,
    gradientAccumulationSteps,
    maxGradNorm,
    weightDecay,
    maskProbability,
    evalMasks,
    onNonfinite,
    ...resume,
    ...(signal === undefined ? {} : { signal }),
  });
}

function describe(
  backend: Backend,
  { config, tensors }: LoadedModel,
  chunks: ExperimentChunks,
  { classifier, scores }: LoadedSemantics,
): Environment {
  return {
    sdtrainer: library.version,
    deno: Deno.version.deno,
    platform: `${process.platform} ${process.arch}`,
    tfjs: backend.tf.version_core,
    backend: backend.identity,
    backend_description: backend.description,
    beta: classifier.name,
    model_sha256: hashOf([
      JSON.stringify(config),
      ...[...tensors].flatMap(([name, { data }]) => [name, data]),
    ]),
    chunks_sha256: hashOf([...chunks.train, "evaluation", ...chunks.evaluation]),
    scores_sha256: hashOf([scores.scores, scores.known]),
  };
}
