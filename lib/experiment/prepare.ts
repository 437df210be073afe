/** Making an experiment ready: backend, tokenizers, chunks, models and β, loaded once for all runs. */

import process from "node:process";
import { type Backend, checkDevice, selectBackend } from "../backend/mod.ts";
import { collectGarbage, InputError, settingName } from "../io/mod.ts";
import { parameterCount, safetensorsParts, savePretrained, weightsOf } from "../model/mod.ts";
import { createMethod, createSchedule } from "../schedule/mod.ts";
import type { Tokenizer } from "../tokens/mod.ts";
import {
  type ClozeItem,
  clozeItems,
  type LogRecord,
  restoreCheckpoint,
  snapshotOf,
  train,
  type TrainingModel,
} from "../training/mod.ts";
import { ACCUMULATION } from "./accumulation.ts";
import { environmentName } from "./decided_by.ts";
import type { Environment } from "./environment.ts";
import type { Say } from "./events.ts";
import { firstLooks } from "./first_look.ts";
import { hashOf } from "./hash.ts";
import { Inputs, type LoadedChunks } from "./inputs.ts";
import { Models, type OpenModel } from "./models.ts";
import { stepsOf, warmupOf } from "./plan/makeable.ts";
import type { PlannedRun } from "./planned_run.ts";
import type { OpenRun, Preparation, PreparedTraining, RunTraining } from "./prepared.ts";
import { tellScores } from "./scored_text.ts";
import type { ExperimentSettings } from "./settings/table.ts";
import library from "../../deno.json" with { type: "json" };

/**
 * Loads what the runs' settings name, in an order in which mistakes show early: the models and the
 * data are read before β's scores are computed or TensorFlow is loaded.
 *
 * @throws {InputError} If something that they name cannot be used.
 */
export async function prepareTraining(
  preparation: Preparation,
  say: Say,
  signal?: AbortSignal,
): Promise<PreparedTraining> {
  const { settings, definitions } = preparation;
  checkDevice(settings.device, settings.backend);
  const inputs = new Inputs({ definitions, settings }, say, signal);
  try {
    return await prepareWith(inputs, preparation, say, signal);
  } catch (error) {
    await inputs.dispose();
    throw error;
  }
}

async function prepareWith(
  inputs: Inputs,
  preparation: Preparation,
  say: Say,
  signal: AbortSignal | undefined,
): Promise<PreparedTraining> {
  const { settings, runs, definitions, threads } = preparation;
  // From the last to the first: the weights of the first run's model are those that stay.
  for (const run of runs.toReversed()) {
    await inputs.knownModel(run);
  }
  for (const run of runs) await inputs.chunks(run);
  for (const run of runs) await inputs.semantics(run);
  await tellScores(runs, inputs, definitions, say);
  signal?.throwIfAborted();
  // What reading and encoding left, before what computes takes as much again.
  collectGarbage();
  const backend = await selectBackend({
    backend: settings.backend,
    device: settings.device,
    onMessage: say,
    ...(threads === undefined ? {} : { threads }),
  });
  say(`Backend: ${backend.description}.`);
  for (const run of runs) checkGraph(run, backend);
  const models = new Models(preparation, inputs, backend);
  try {
    await models.open(runs[0]!);
    return {
      environment: await describe(inputs, backend, settings, runs),
      steps: stepsOf,
      open: (run) => openRun(preparation, inputs, models, run),
      judge: firstLooks(inputs),
      async dispose() {
        models.dispose();
        await inputs.dispose();
        // V8 may have an epoch's order of chunks still, 86 MB for 10 GB of text, beside what a report takes.
        collectGarbage();
      },
    };
  } catch (error) {
    models.dispose();
    throw error;
  }
}

function checkGraph({ settings: { precision, xla } }: PlannedRun, backend: Backend): void {
  const { name, description } = backend;
  if (name === "tensorflow") return;
  if (precision !== "float32") {
    throw new InputError(`${description} does not compute in ${precision}`, {
      mend: `Only TensorFlow does: use ${settingName("precision")} float32`,
    });
  }
  if (xla) {
    throw new InputError(`${description} is not compiled by XLA`, {
      mend: `Only TensorFlow is: leave ${settingName("xla")} out`,
    });
  }
}

async function openRun(
  preparation: Preparation,
  inputs: Inputs,
  models: Models,
  run: PlannedRun,
): Promise<OpenRun> {
  const { model, gamma } = await models.open(run);
  const { architecture, config, tokenizer } = await inputs.knownModel(run);
  return {
    train: (training) => trainRun(preparation, inputs, { model, gamma }, run, training),
    checkpoints: {
      // With the two moments of each weight.
      bytes: 3 * Float32Array.BYTES_PER_ELEMENT * parameterCount(weightsOf(architecture, config)),
      snapshot() {
        const { tensors, texts } = snapshotOf(model);
        return { tensors, texts: { ...tokenizer.files(), ...texts } };
      },
      restore: (folder) => restoreCheckpoint(folder, model),
    },
    async weightsSha256() {
      return hashOf(safetensorsParts(await model.tensors()));
    },
    async save(folder) {
      const tensors = await model.tensors();
      await savePretrained(folder, { architecture, config, tensors, tokenizer });
    },
  };
}

async function* trainRun(
  { definitions, runs, settings: { metricsAt, trainEval } }: Preparation,
  inputs: Inputs,
  { model, gamma }: OpenModel,
  run: PlannedRun,
  { signal, resume, factors, memory }: RunTraining,
): AsyncGenerator<LogRecord> {
  const { tokenizer, config: { padTokenId } } = await inputs.knownModel(run);
  const chunks = await inputs.chunks(run);
  const { settings, schedule, method, seed } = run;
  const { epochs, batchSize, gradientAccumulationSteps, learningRate } = settings;
  const { maxSteps, evalSteps, earlyStoppingPatience } = settings;
  const { maxGradNorm, weightDecay, maskProbability, masking, evalMasks, onNonfinite } = settings;
  const { gammaReference } = settings;
  const steps = stepsOf(run);
  if (resume === undefined) await model.load((await inputs.model(run)).tensors);
  if (runs.length === 1) inputs.giveUpWeights();
  // The weights lie in what computes; the first step takes four times as much besides.
  collectGarbage();
  yield* train(model, {
    trainChunks: chunks.train,
    chunkSources: chunks.trainSources,
    evalChunks: chunks.evaluation,
    tokenizer,
    schedule: createSchedule(schedule, learningRate, {
      trainingSteps: steps,
      warmupSteps: warmupOf(run),
      schedules: definitions.schedules,
    }),
    method: createMethod(
      method,
      { steps, seed, ...(factors === undefined ? {} : { factors }) },
      definitions.methods,
    ),
    memory,
    gamma,
    ...(gammaReference === "none" ? {} : { gammaReference }),
    clozeItems: await questions(model, chunks, tokenizer),
    epochs,
    ...(maxSteps === null ? {} : { maxSteps }),
    ...(evalSteps === null ? {} : { evalSteps }),
    ...(earlyStoppingPatience === null ? {} : { earlyStoppingPatience }),
    batchSize,
    seed,
    gradientAccumulationSteps,
    maxGradNorm,
    weightDecay,
    maskProbability,
    masking,
    ...(settings.lineByLine ? { padTokenId } : {}),
    evalMasks,
    trainEval,
    onNonfinite,
    metricsAt,
    ...resume,
    ...(signal === undefined ? {} : { signal }),
  });
}

/** The questions of the evaluation's passages, where a metric has a pass of its own. */
async function questions(
  { metrics, sequenceLength }: TrainingModel,
  { evaluationPassages }: LoadedChunks,
  tokenizer: Tokenizer,
): Promise<ClozeItem[]> {
  const asks = metrics.some(({ definition }) => definition.measure !== undefined);
  return asks ? clozeItems(await evaluationPassages(), { tokenizer, sequenceLength }) : [];
}

/** Versions of what computes, and hashes of what runs are computed on. */
async function describe(
  inputs: Inputs,
  backend: Backend,
  settings: ExperimentSettings,
  runs: readonly PlannedRun[],
): Promise<Environment> {
  const { classifier } = await inputs.semantics(runs[0]!);
  const hashes: Record<string, string> = {};
  for (const run of runs) {
    const parts = {
      model_sha256: await inputs.knownModel(run),
      chunks_sha256: await inputs.chunks(run),
      scores_sha256: await inputs.semantics(run),
    } as const;
    for (const part of ["model_sha256", "chunks_sha256", "scores_sha256"] as const) {
      hashes[environmentName(part, run, settings)] = parts[part].sha256;
    }
    const axes = await inputs.axesSha256(run);
    if (axes !== undefined) hashes[environmentName("axes_sha256", run, settings)] = axes;
  }
  const { dataSha256 } = await inputs.chunks(runs[0]!);
  return {
    sdtrainer: library.version,
    deno: Deno.version.deno,
    platform: `${process.platform} ${process.arch}`,
    tfjs: backend.tf.version_core,
    backend: backend.identity,
    backend_description: backend.description,
    ...backend.rounding,
    beta: classifier.name,
    ...ACCUMULATION,
    ...hashes,
    // By it alone one knows which texts were held out.
    ...(dataSha256 === undefined ? {} : { data_sha256: dataSha256 }),
  };
}
