/** `--only nine`: the nine runs of `reproduce` beside nine of Hugging Face's Trainer. */
import * as path from "node:path";
import {
  dataPath,
  initialTensors,
  loadChunks,
  loadTokenizer,
  resolveSettings,
  savePretrained,
  saveTokenizer,
} from "../lib/mod.ts";
import { MINI, TINY } from "./cases.ts";
import { benchFolder } from "./folder.ts";
import { EMBEDDED_FOLDER, EMBEDDED_TOKENIZER } from "./embedded.ts";
import { FreshSubject } from "./fresh.ts";
import { measure } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import type { Row } from "./rows.ts";
import { denoSubject, pageChoices, pythonSubject } from "./specs.ts";
import type { Choice } from "./subject.ts";

/** With its start and its report. */
export const REPRODUCE = "SDTrainer, reproduce with its report";
/** What one would use instead. */
export const TRAINER = "nine runs of Hugging Face's Trainer";

/** A model of the embedded one's size, with weights drawn at random, and the embedded tokenizer. */
async function writeModel(folder: string, tiny: boolean): Promise<string> {
  const tokenizer = await loadTokenizer(EMBEDDED_FOLDER);
  const { config } = tiny ? TINY : MINI;
  const sized = { ...config, vocabSize: tokenizer.vocabSize, maxPositionEmbeddings: 512 };
  const model = path.join(folder, tiny ? "tiny" : "model");
  await savePretrained(model, { config: sized, tensors: initialTensors(sized, 1) });
  await saveTokenizer(tokenizer, model);
  return model;
}

/** As many chunks of the same data as `reproduce` draws, for the peer. */
async function writeChunks(folder: string, counts: Record<"train" | "evaluation", number>) {
  const tokenizer = await loadTokenizer(EMBEDDED_FOLDER);
  const draw = async (split: "train" | "valid", count: number) =>
    (await loadChunks(dataPath("embedded"), tokenizer, { split, construction: "windows" }))
      .slice(0, count).map((chunk) => [...chunk]);
  const chunks = {
    train: await draw("train", counts.train),
    evaluation: await draw("valid", counts.evaluation),
  };
  const file = path.join(folder, "chunks.json");
  await Deno.writeTextFile(file, JSON.stringify(chunks));
  return file;
}

/** Epochs where the time is short. */
const SHORT_EPOCHS = 2;

function caseOf(whole: number, epochs: number, tiny: boolean): string {
  if (tiny) return "tiny";
  return epochs === whole ? "quick" : `quick, ${epochs} of ${whole} epochs`;
}

/** One run after the other on all threads, or several at once on one; in large pages or not. */
function triesOf(threads: number): Choice[] {
  const pages = pageChoices(TRAINER);
  if (threads === 1) return pages;
  const name = `${threads} runs at once on a thread each`;
  return [{ key: TRAINER, settings: [{ name, args: [String(threads)] }] }, ...pages];
}

/** Measures the grid of the preset `quick` as a whole, ours with the start of its processes. */
export async function* benchNine(options: BenchOptions): AsyncGenerator<Row> {
  const { threads, python, tiny, short } = options;
  const folder = path.join(benchFolder(), "nine");
  const model = await writeModel(folder, tiny);
  const small = tiny ? { epochs: 1, trainChunks: 16, evalChunks: 8 } : {};
  const whole = resolveSettings({ overrides: { model, ...small } });
  const settings = short ? { ...whole, epochs: Math.min(SHORT_EPOCHS, whole.epochs) } : whole;
  const chunks = await writeChunks(folder, {
    train: settings.trainChunks,
    evaluation: settings.evalChunks,
  });
  const peers = python === undefined ? [] : [
    pythonSubject(TRAINER, python, "nine.py", [
      model,
      EMBEDDED_TOKENIZER,
      String(threads),
      chunks,
      JSON.stringify(settings),
    ], { note: "all as `none`: the Trainer knows no Γ", tries: triesOf(threads) }),
  ];
  const { rows } = await measure([
    denoSubject(REPRODUCE, "nine.ts", [
      JSON.stringify([
        ...[`--model=${model}`, "--backend=tensorflow", "--device=cpu"],
        `--epochs=${settings.epochs}`,
        ...(tiny ? ["--train-chunks=16", "--eval-chunks=8"] : []),
      ]),
    ], { note: "several processes at once, whose memory is not summed; checkpoints are saved" }),
    ...peers,
  ], {
    bench: "nine",
    case: caseOf(whole.epochs, settings.epochs, tiny),
    what: "nine",
    start: (spec) => Promise.resolve(new FreshSubject(spec, false)),
    ...{ fresh: true, warmup: 0, block: 1 },
    // Each is hundreds of steps in a row.
    rounds: tiny || short ? 1 : options.rounds ?? 1,
    reference: TRAINER,
    trial: { what: "trial", warmup: 0, count: 1 },
    sameCount: true,
  }, options);
  yield* rows;
}
