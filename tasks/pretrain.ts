/** `deno task pretrain`: trains a small BERT from random weights, resumably. */
import { join } from "node:path";
import { readFile, writeFile } from "node:fs/promises";
import {
  type Backend,
  BERT_DEFAULTS,
  type CheckpointFiles,
  chunkTokens,
  createMethod,
  createSchedule,
  type DeviceName,
  evaluate,
  evaluationBatches,
  fillCheckpoint,
  initialTensors,
  InputError,
  isAtRest,
  loadPretrained,
  loadTokenizer,
  localTensors,
  refuseReadPlaces,
  requirePlainText,
  restoreCheckpoint,
  restoreLatest,
  resumePoint,
  saveCheckpoint,
  savePretrained,
  selectBackend,
  stepsPerEpoch,
  type Tokenizer,
  train,
  TrainingModel,
  type TrainOptions,
  unigramLoss,
} from "../lib/mod.ts";
import { BACKENDS } from "../lib/backend/mod.ts";
import { LastBits } from "../lib/experiment/last_bits.ts";
import { EXPERIMENT_SETTINGS } from "../lib/experiment/settings/experiment_settings.ts";
import { lockFolder, makePath, settingName, UsageError } from "../lib/io/mod.ts";
import { DEVICE_OPTION, OFFLINE_OPTION, runCommand } from "./_cli.ts";
import { refusedCount, useThreads } from "./_jobs.ts";
import { inCache, inProject } from "./_place.ts";
import { print, tell } from "./_print.ts";

/** The largest number that float32 holds, but for its last digits. */
const FLOAT32 = 3.4e38;

const command = {
  name: "pretrain",
  description: "Trains a small BERT for masked language modelling from random weights. Started " +
    "again with the same settings, it goes on where it was saved last.",
  stopsGracefully: true,
  options: {
    corpus: {
      description: "text to learn from, a passage a line",
      placeholder: "FILE",
      default: inCache("corpus/train.txt"),
    },
    heldout: {
      description: "text to evaluate with, a passage a line",
      placeholder: "FILE",
      default: inCache("corpus/heldout.txt"),
    },
    tokenizer: {
      description: "folder with the vocabulary",
      placeholder: "FOLDER",
      default: inProject("data/embedded-model"),
    },
    out: {
      description: "folder for the checkpoints and the finished model",
      placeholder: "FOLDER",
      default: inCache("pretrain"),
    },
    layers: { description: "encoder layers", type: "integer", least: 1, most: 1000, default: 4 },
    hiddenSize: { description: "width of the encoder", type: "integer", least: 1, default: 256 },
    heads: { description: "attention heads", type: "integer", least: 1, default: 4 },
    initialization: {
      description: "first weights: as Hugging Face draws them, or with attention to neighbours",
      choices: ["standard", "local"],
      default: "local",
    },
    sequenceLength: { description: "tokens a sequence", type: "integer", least: 3, default: 128 },
    steps: { description: "optimiser steps", type: "integer", least: 1, default: 6000 },
    batchSize: { description: "sequences a step", type: "integer", least: 1, default: 16 },
    learningRate: {
      description: "highest rate",
      type: "number",
      least: 0,
      most: FLOAT32,
      default: 1e-3,
    },
    warmupSteps: { description: "steps of warm-up", type: "integer", least: 0, default: 200 },
    weightDecay: {
      description: "AdamW's weight decay",
      type: "number",
      least: 0,
      most: FLOAT32,
      default: 0.01,
    },
    maskProbability: {
      description: "share of tokens to predict",
      type: "number",
      least: 0,
      most: 1,
      default: 0.2,
    },
    dropout: {
      description: "dropout while pre-training; the saved configuration has 0.1 for fine-tuning",
      type: "number",
      least: 0,
      most: 0.99,
      default: 0,
    },
    evalChunks: {
      description: "held-out chunks to evaluate with",
      type: "integer",
      least: 1,
      default: 128,
    },
    saveEvery: {
      description: "steps between two checkpoints",
      type: "integer",
      least: 1,
      default: 500,
    },
    seed: {
      description: "decides weights, order, masks and dropout",
      type: "integer",
      least: 0,
      default: 1,
    },
    backend: { description: "what computes", choices: ["auto", ...BACKENDS], default: "auto" },
    device: DEVICE_OPTION,
    threads: {
      description: "threads to compute with; the last bits depend on them",
      type: "integer",
      least: 1,
      defaultText: "one for each core",
    },
    allowOtherBits: {
      description: EXPERIMENT_SETTINGS.allowOtherBits.help,
      type: "boolean",
    },
    offline: OFFLINE_OPTION,
  },
  examples: ["deno task pretrain --steps 200 --out /tmp/small"],
} as const;

/** So many of the latest checkpoints are kept: with the last one damaged, there is one before. */
const CHECKPOINTS = 2;

/** So many steps apart are the lines that tell of the loss, each their mean. */
const REPORTED = 100;

await runCommand(command, async ({ options, signal }) => {
  if (options.hiddenSize % options.heads !== 0) {
    throw new UsageError(
      `--heads must divide --hidden-size, which is ${options.hiddenSize}: got "${options.heads}".`,
    );
  }
  const refused = options.threads === undefined ? undefined : refusedCount(options.threads);
  if (refused !== undefined) throw new UsageError(`--threads ${refused}`);
  const read = ["corpus", "heldout", "tokenizer"] as const;
  refuseReadPlaces(options.out, read.map((setting) => ({ setting, path: options[setting] })));
  await makePath(options.out);
  await using _lock = await lockFolder(options.out);
  const tokenizer = await loadTokenizer(options.tokenizer);
  const trainChunks = await readChunks(options.corpus, tokenizer, options.sequenceLength);
  const evalChunks = (await readChunks(options.heldout, tokenizer, options.sequenceLength))
    .slice(0, options.evalChunks);
  print(`${trainChunks.length} chunks to learn from, ${evalChunks.length} to evaluate with`);
  const config = {
    ...BERT_DEFAULTS,
    vocabSize: tokenizer.vocabSize,
    hiddenSize: options.hiddenSize,
    numHiddenLayers: options.layers,
    numAttentionHeads: options.heads,
    intermediateSize: 4 * options.hiddenSize,
    maxPositionEmbeddings: options.sequenceLength,
    hiddenDropoutProb: options.dropout,
    attentionProbsDropoutProb: options.dropout,
  };
  useThreads(options.threads);
  const backend = await selectBackend({
    backend: options.backend,
    device: options.device as DeviceName,
  });
  const model = await TrainingModel.create({
    config,
    tensors: (options.initialization === "local" ? localTensors : initialTensors)(
      config,
      options.seed,
    ),
    backend,
    sequenceLength: options.sequenceLength,
  });
  const { out, saveEvery, backend: _, device: __, offline: ___, ...asked } = options;
  const { threads: ____, allowOtherBits, ...settings } = asked;
  const checkpoints: CheckpointFiles = {
    fill: (folder, state) => fillCheckpoint(folder, model, state),
    restore: (folder) => restoreCheckpoint(folder, model),
  };
  const restored = await restoreLatest(options.out, checkpoints, settings);
  for (const warning of restored?.warnings ?? []) tell(warning);
  const { log_history: records = [], seconds: secondsBefore = 0 } = restored?.state ?? {};
  const madeBefore = restored?.state.made_with ?? [];
  const bits = new LastBits(madeBefore[0], backend.rounding ?? {}, allowOtherBits);
  if ((records.at(-1)?.step ?? 0) < options.steps) bits.refuse(madeBefore.at(-1) ?? {}, out);
  const otherBits = bits.others(madeBefore);
  if (otherBits !== undefined) tell(`The model has last bits of its own: ${otherBits}.`);
  const perEpoch = stepsPerEpoch({ trainChunks, ...options });
  const resume = resumePoint(records, perEpoch);
  const { stepsDone = 0 } = resume ?? {};
  if (stepsDone > 0) print(`going on after step ${stepsDone}`);
  const training: TrainOptions = {
    trainChunks,
    evalChunks,
    tokenizer,
    schedule: createSchedule("linear", options.learningRate, {
      trainingSteps: options.steps,
      warmupSteps: options.warmupSteps,
    }),
    method: createMethod("none", options),
    epochs: Math.ceil(options.steps / perEpoch),
    batchSize: options.batchSize,
    seed: options.seed,
    weightDecay: options.weightDecay,
    maskProbability: options.maskProbability,
    ...resume,
  };
  let step = stepsDone, isDue = false;
  const start = performance.now();
  if (step < options.steps) {
    for await (const record of train(model, training)) {
      records.push(record);
      if (record.type === "evaluation") {
        print(`epoch ${record.epoch}: eval_loss ${record.eval_loss.toFixed(4)}`);
      }
      step = record.step;
      if (record.type === "step" && step % REPORTED === 0) {
        const made = records.flatMap((each) => each.type === "step" ? each.loss : []);
        const mean = made.slice(-REPORTED).reduce((a, b) => a + b) / REPORTED;
        const seconds = (performance.now() - start) / 1000 / (step - stepsDone);
        print(
          `step ${step}/${options.steps}: loss ${mean.toFixed(4)}, ` +
            `learning_rate ${record.learning_rate.toExponential(2)}, ${
              seconds.toFixed(3)
            } s a step`,
        );
      }
      const last = step === options.steps || signal.aborted;
      isDue ||= step > 0 && (last || step % saveEvery === 0);
      if (!isDue || !isAtRest(record, perEpoch)) continue;
      const seconds = secondsBefore + (performance.now() - start) / 1000;
      const made_with = bits.after(madeBefore);
      const state = { global_step: step, log_history: records, seconds, made_with, settings };
      await saveCheckpoint(options.out, checkpoints, state, CHECKPOINTS);
      isDue = false;
      if (last) break;
    }
  }
  if (step < options.steps) {
    print(`stopped after step ${step}; the same command goes on from there`);
    return undefined;
  }
  const folder = join(options.out, "model");
  const saved = { ...config, hiddenDropoutProb: 0.1, attentionProbsDropoutProb: 0.1 };
  const tensors = await model.tensors();
  await savePretrained(folder, { config: saved, tensors, tokenizer, dtype: "F16" });
  const card = await modelCard(folder, { trainChunks, evalChunks, backend, settings });
  await writeFile(join(folder, "README.md"), card);
  print(`the model is in ${folder}`);
  model.dispose();
  return 0;
});

/** Measures the saved model, float16 weights and all, and says what it is. */
async function modelCard(
  folder: string,
  { trainChunks, evalChunks, backend, settings }: {
    trainChunks: Int32Array[];
    evalChunks: Int32Array[];
    backend: Backend;
    settings: Record<string, unknown>;
  },
): Promise<string> {
  const { config, tensors } = await loadPretrained(folder);
  const tokenizer = await loadTokenizer(folder);
  const sequenceLength = evalChunks[0]!.length;
  const model = await TrainingModel.create({ config, tensors, backend, sequenceLength });
  const evaluation = { evalChunks, tokenizer, batchSize: 16, seed: 0 };
  const { eval_loss, eval_accuracy, eval_masked_tokens } = await evaluate(model, evaluation);
  model.dispose();
  const labels = evaluationBatches(evaluation).flatMap((batch) => [...batch.labels]);
  const unigram = await unigramLoss(trainChunks, labels, config.vocabSize);
  const parameters = [...tensors.values()].reduce((sum, { data }) => sum + data.length, 0);
  print(
    `held out: loss ${eval_loss.toFixed(3)}, accuracy ${eval_accuracy!.toFixed(3)}; ` +
      `unigram loss ${unigram.toFixed(3)} on the same ${eval_masked_tokens} tokens`,
  );
  return `# A small cased BERT

${config.numHiddenLayers} layers × ${config.hiddenSize}, ${config.vocabSize} cased WordPieces,
${(parameters / 1e6).toFixed(1)} million parameters, float16. For trying things out without a
download: it knows little of the world and nothing after its sources, and repeats their views.

Made by \`deno task pretrain\` from public-domain English: data/README.md names the sources and
\`deno task make-data\` makes the corpus. Dedicated to the public domain under CC0 1.0, like its data.

| measured on ${evalChunks.length} held-out chunks, ${eval_masked_tokens} masked tokens | |
| --- | --- |
| masked-LM loss, nats a token | ${eval_loss.toFixed(3)} |
| the same tokens' loss by their frequency alone | ${unigram.toFixed(3)} |
| likeliest word is the right one | ${(100 * eval_accuracy!).toFixed(1)} % |

Settings: ${JSON.stringify(settings)}
`;
}

async function readChunks(
  file: string,
  tokenizer: Tokenizer,
  length: number,
): Promise<Int32Array[]> {
  await requirePlainText(file);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw new InputError("the file cannot be read", {
      file,
      mend: "Make the corpus with: deno task make-data",
      cause,
    });
  }
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const chunks = chunkTokens(lines.map((line) => tokenizer.encode(line)), length);
  if (chunks.length > 0) return chunks;
  throw new InputError(`its text has fewer than ${length} tokens, which is one sequence`, {
    file,
    mend: `Give more text, or set ${settingName("sequenceLength")} lower`,
  });
}
