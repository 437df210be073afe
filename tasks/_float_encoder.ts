/**
 * A sentence encoder from its float32 weights, a Hugging Face folder of a BERT, by this library's own
 * encoder: mean of the last layer's vectors over a word's tokens, `[CLS]` and `[SEP]` among them, as
 * sentence-transformers pools them. For the table of scores, which is made once; what people run is
 * the ONNX model.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Backend, selectBackend } from "../lib/backend/mod.ts";
import {
  Layers,
  loadPretrained,
  type PretrainedModel,
  tensorsToVariables,
  weightsOf,
} from "../lib/model/mod.ts";
import { type Executor, openExecutor, ProgramBuilder } from "../lib/program/mod.ts";
import {
  axisDirections,
  FURTHER_SCALES,
  type ScaleName,
  SCALES,
  valuesOn,
} from "../lib/semantics/mod.ts";
import { loadTokenizer, type Tokenizer } from "../lib/tokens/mod.ts";

/** Words in one pass. */
const BATCH = 256;

/** The weights' file. */
const WEIGHTS = "model.safetensors";

/** What is opened. */
interface Opened {
  model: PretrainedModel;
  tokenizer: Tokenizer;
  backend: Backend;
}

/** Embeddings of words, of length 1, in the words' order. */
async function embeddings(opened: Opened, words: readonly string[]): Promise<Float64Array[]> {
  const ids = words.map((word) => opened.tokenizer.encode(word));
  // Words of as many tokens go together, so that none needs padding.
  const groups = Map.groupBy(ids.keys(), (at) => ids[at]!.length);
  const result: Float64Array[] = [];
  for (const [length, places] of groups) {
    const executor = await open(opened, length);
    for (let start = 0; start < places.length; start += BATCH) {
      const some = places.slice(start, start + BATCH);
      const data = Int32Array.from(some.flatMap((at) => [...ids[at]!]));
      const [hidden] = await executor.run({ input_ids: { shape: [some.length, length], data } }, [
        "hidden",
      ]);
      const rows = hidden!.data as Float32Array, size = rows.length / some.length;
      some.forEach((at, i) => result[at] = pooled(rows.subarray(i * size, (i + 1) * size), length));
    }
    executor.dispose();
  }
  return result;
}

async function open({ model, backend }: Opened, length: number): Promise<Executor> {
  const { architecture, config, tensors } = model;
  const builder = new ProgramBuilder();
  const inputIds = builder.placeholder("input_ids", [-1, length], "int32");
  builder.output("hidden", architecture.encoder(new Layers(builder), config, { inputIds }));
  const program = builder.build();
  const executor = await openExecutor(program, backend);
  const weights = weightsOf(architecture, config).filter(({ name }) => program.variables.has(name));
  await executor.setVariables(tensorsToVariables(weights, tensors));
  return executor;
}

/** The mean of `[tokens, hidden]` over the tokens, divided by its length. */
function pooled(rows: Float32Array, tokens: number): Float64Array {
  const sum = new Float64Array(rows.length / tokens);
  rows.forEach((value, i) => sum[i % sum.length]! += value);
  const length = Math.hypot(...sum);
  return sum.map((value) => value / length);
}

/** The words that a scale's axes are made of. */
const axisWords = (scale: ScaleName) => SCALES[scale].flatMap(({ terms }) => terms.flat());

/**
 * Words' values on all further scales, `[words, axes]` each, and SHA-256 of the weights.
 *
 * @param folder Hugging Face's: `config.json`, `model.safetensors` and the tokenizer.
 */
export async function floatScales(
  folder: string,
  words: readonly string[],
): Promise<{ sha256: string; values: Map<ScaleName, Float32Array> }> {
  const opened = {
    model: await loadPretrained(folder, { onMessage: () => {} }),
    tokenizer: await loadTokenizer(folder),
    backend: await selectBackend({ backend: "tensorflow" }),
  };
  const together = [...new Set([...words, ...FURTHER_SCALES.flatMap(axisWords)])];
  const found = await embeddings(opened, together);
  const embedded = new Map(together.map((word, i) => [word, found[i]!]));
  const values = new Map<ScaleName, Float32Array>();
  for (const scale of FURTHER_SCALES) {
    const directions = await axisDirections(scale, (word) => embedded.get(word)!);
    const rows = words.flatMap((word) => [...valuesOn(directions, embedded.get(word)!)]);
    values.set(scale, Float32Array.from(rows));
  }
  const bytes = await readFile(join(folder, WEIGHTS));
  return { sha256: createHash("sha256").update(bytes).digest("hex"), values };
}
