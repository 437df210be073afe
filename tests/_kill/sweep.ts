/** Kills runs at given points, lets them go on, and compares what they end with. */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { loadPretrained, savePretrained } from "../../lib/model/mod.ts";
import { unlessGiven } from "../_arguments.ts";

const CHILD = fileURLToPath(new URL("./child.ts", import.meta.url));
const FIXTURE = new URL("../fixtures/tiny-bert/", import.meta.url);

/** The run's name. */
const RUN = "cosine-SD2-seed0";
/** Its steps: six epochs of ten, two batches of two chunks each. */
export const STEPS = 60;

/** A word that some sentences of the text have. */
const RARE_WORD = "cat";

/**
 * The tiny model with a score of {@linkcode RARE_WORD} at the end of float32: where two of it are
 * masked in a batch, the loss is infinite.
 */
export async function prepareFaultyModel(folder: string): Promise<string> {
  const faulty = `${folder}/faulty`;
  await prepareSweep(folder);
  await Deno.rename(`${folder}/model`, faulty);
  const vocabulary = (await Deno.readTextFile(`${faulty}/vocab.txt`)).split("\n");
  const { config, tensors } = await loadPretrained(faulty);
  tensors.get("cls.predictions.bias")!.data[vocabulary.indexOf(RARE_WORD)] = -3e38;
  await savePretrained(faulty, { config, tensors });
  return faulty;
}

/** What a run ends with, as SHA-256. */
export interface Ending {
  weights: string;
  moments: string;
  /** Without the times. */
  metrics: string;
}

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");

const TEXT = [
  "The cat sat on the mat. It was good. A quick man ran in the house.",
  "A dog was in the house. The slow man walked. It is a bad walk.",
  "The man sang. The dog ran on. A good cat is quick in the house.",
].join("\n\n");

/** A tiny model with dropout, and text to train it on. */
export async function prepareSweep(folder: string): Promise<void> {
  await Deno.mkdir(`${folder}/model`);
  for (const name of ["vocab.txt", "model.safetensors"]) {
    await Deno.copyFile(new URL(name, FIXTURE), `${folder}/model/${name}`);
  }
  const config = JSON.parse(await Deno.readTextFile(new URL("config.json", FIXTURE)));
  config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.1;
  await Deno.writeTextFile(`${folder}/model/config.json`, JSON.stringify(config));
  await Deno.writeTextFile(`${folder}/text.txt`, `${TEXT}\n\n`.repeat(20));
}

/**
 * Runs the command; `point` is where it is killed.
 *
 * @param more Options that are added, or given otherwise than usual.
 */
export async function runChild(
  folder: string,
  out: string,
  point: string,
  backend: string,
  more: readonly string[] = [],
) {
  const options = {
    model: `${folder}/model`,
    data: `${folder}/text.txt`,
    "data-construction": "passages",
    "eval-split": "train",
    beta: "table",
    backend,
    schedules: "cosine",
    methods: "SD2",
    "warmup-steps": 6,
    "gradient-accumulation-steps": 2,
    "batch-size": 2,
    "chunk-length": 16,
    "train-chunks": 40,
    "eval-chunks": 4,
    epochs: 6,
    "learning-rate": 1e-3,
    "save-strategy": "steps",
    "save-steps": 6,
    out: `${folder}/${out}`,
  };
  const { code, signal, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-check",
      CHILD,
      point,
      "--save-models",
      ...unlessGiven(Object.entries(options).map(([name, value]) => `--${name}=${value}`), more),
    ],
    env: { MOMENTS_HASH: `${folder}/${out}.moments` },
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stderr);
  return { code, signal, stdout: new TextDecoder().decode(stdout), stderr: text };
}

/** What a finished run ended with. */
export async function endingOf(folder: string, out: string): Promise<Ending> {
  const run = `${folder}/${out}/runs/${RUN}`;
  const lines = (await Deno.readTextFile(`${run}/metrics.jsonl`)).trimEnd().split("\n");
  const records = lines.map((line) => ({ ...JSON.parse(line), seconds: 0 }));
  return {
    weights: sha256(await Deno.readFile(`${run}/model/model.safetensors`)),
    moments: await Deno.readTextFile(`${folder}/${out}.moments`),
    metrics: sha256(records.map((record) => JSON.stringify(record)).join("\n")),
  };
}

/** Kills a run at a point, lets the same command go on, and gives what it ends with. */
export async function killAndGoOn(
  folder: string,
  point: string,
  backend: string,
  more: readonly string[] = [],
): Promise<{ ending: Ending; wentOn: boolean; killed: boolean }> {
  const out = point.replace(":", "-");
  const first = await runChild(folder, out, point, backend, more);
  const killed = first.signal === "SIGKILL";
  const never = point.startsWith("thread-") ? "thread-never" : "never";
  const second = await runChild(folder, out, never, backend, more);
  if (second.code !== 0) throw new Error(`${point}: ${second.stderr}`);
  const ending = await endingOf(folder, out);
  await Deno.remove(`${folder}/${out}`, { recursive: true });
  return { ending, killed, wentOn: /goes on after step \d+/.test(second.stderr) };
}
