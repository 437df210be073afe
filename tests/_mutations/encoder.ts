/** A sentence encoder of a few kilobytes, and its files as targets. */
import assert from "node:assert/strict";
import { copyFile, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MessageWriter } from "../../lib/program/protobuf.ts";
import { POLES, SentenceEncoder } from "../../lib/semantics/mod.ts";
import { loadTokenizer } from "../../lib/tokens/mod.ts";
import type { Random } from "../../lib/random/random.ts";
import { type Mutant, mutateBytes } from "./bytes.ts";
import { mutateJsonBytes } from "./json.ts";
import type { Target } from "./outcome.ts";

const VOCABULARY = fileURLToPath(new URL("../fixtures/tiny-bert/vocab.txt", import.meta.url));

/** Numbers of an embedding. */
const WIDTH = 8;

/** The types of elements in ONNX (onnx.proto3, TensorProto.DataType). */
const FLOAT = 1, INT64 = 7;

function valueInfo(name: string, type: number, dimensions: readonly (string | number)[]) {
  const shape = new MessageWriter();
  for (const dimension of dimensions) {
    shape.bytes(
      1,
      typeof dimension === "number"
        ? new MessageWriter().integer(1, dimension)
        : new MessageWriter().bytes(2, dimension),
    );
  }
  const tensor = new MessageWriter().integer(1, type).bytes(2, shape);
  return new MessageWriter().bytes(1, name).bytes(2, new MessageWriter().bytes(1, tensor));
}

/** An ONNX model that looks each token's embedding up, and does nothing more. */
function onnxModel(tokens: number): Uint8Array {
  const values = Float32Array.from(
    { length: tokens * WIDTH },
    (_, i) => Math.sin(i * i + 1) + 0.3,
  );
  const table = new MessageWriter().integer(1, tokens).integer(1, WIDTH).integer(2, FLOAT)
    .bytes(8, "embeddings").bytes(9, new Uint8Array(values.buffer));
  const node = new MessageWriter().bytes(1, "embeddings").bytes(1, "input_ids")
    .bytes(2, "last_hidden_state").bytes(3, "look-up").bytes(4, "Gather");
  const graph = new MessageWriter().bytes(1, node).bytes(2, "encoder").bytes(5, table)
    .bytes(11, valueInfo("input_ids", INT64, ["batch", "length"]))
    .bytes(12, valueInfo("last_hidden_state", FLOAT, ["batch", "length", WIDTH]));
  const opset = new MessageWriter().bytes(1, "").integer(2, 13);
  return new MessageWriter().integer(1, 8).bytes(7, graph).bytes(8, opset).finish();
}

export async function makeEncoder(folder: string): Promise<void> {
  await copyFile(VOCABULARY, join(folder, "vocab.txt"));
  const tokenizer = await loadTokenizer(folder);
  for (const [name, content] of Object.entries(tokenizer.files())) {
    await writeFile(join(folder, name), content);
  }
  await rm(join(folder, "vocab.txt"));
  const config = {
    ...{ architectures: ["BertModel"], model_type: "bert", hidden_size: WIDTH },
    ...{ vocab_size: tokenizer.vocabSize, max_position_embeddings: 64, pad_token_id: 0 },
    ...{ num_attention_heads: 2, num_hidden_layers: 1, intermediate_size: 16 },
  };
  await writeFile(join(folder, "config.json"), JSON.stringify(config));
  await mkdir(join(folder, "onnx"));
  await writeFile(join(folder, "onnx", "model.onnx"), onnxModel(tokenizer.vocabSize));
}

let opened = 0;

const WORDS = ["cat", "house", "good"];

async function readEncoder(folder: string): Promise<Float32Array> {
  // In a worker transformers.js would take itself to be in a browser, where after the first damaged
  // model no other can be loaded.
  for (const [name, value] of [["location", undefined], ["constructor", Object]] as const) {
    Object.defineProperty(globalThis, name, { value, configurable: true });
  }
  // It also remembers files by their path, so the folder gets another one each time.
  const other = join(folder, `as-${++opened}`);
  await symlink(".", other);
  const encoder = await SentenceEncoder.open(other);
  try {
    return await encoder.scores([...WORDS, ...POLES]);
  } finally {
    await encoder.dispose();
  }
}

/** Cosines, and of each pole's name with itself 1. */
function checkCosines(result: unknown): void {
  const scores = result as Float32Array;
  assert.equal(scores.length, (WORDS.length + POLES.length) * POLES.length);
  for (const score of scores) assert.ok(Math.abs(score) <= 1 + 1e-4, `${score}`);
  POLES.forEach((pole, i) => {
    const own = scores[(WORDS.length + i) * POLES.length + i]!;
    assert.ok(Math.abs(own - 1) < 1e-4, `${pole}: ${own}`);
  });
}

function encoderFile(
  name: string,
  mutate: (bytes: Uint8Array, random: Random) => Mutant,
  check: Target["check"] = checkCosines,
): Target {
  return {
    name: `${name.split("/").at(-1)} of an encoder`,
    file: name,
    make: makeEncoder,
    read: readEncoder,
    check,
    mutate,
  };
}

const mostlyJson = (bytes: Uint8Array, random: Random) =>
  random.integer(5) > 0 ? mutateJsonBytes(bytes, random) : mutateBytes(bytes, random);

/** Bits flipped where they need not spoil the whole: in names, sizes and weights. */
function mutateWeights(bytes: Uint8Array, random: Random): Mutant {
  if (random.integer(2) === 0) return mutateBytes(bytes, random);
  const damaged = bytes.slice();
  for (let i = 0; i <= random.integer(3); i++) {
    damaged[random.integer(bytes.length)]! ^= 1 << random.integer(8);
  }
  return { how: "few bits flipped", bytes: damaged };
}

/** The files of a sentence encoder. What another tokenizer or weights should give, no oracle says. */
export const ENCODER_TARGETS: readonly Target[] = [
  encoderFile("config.json", mostlyJson, (result, _, sound) => assert.deepEqual(result, sound)),
  encoderFile("tokenizer.json", mostlyJson),
  encoderFile("tokenizer_config.json", mostlyJson),
  encoderFile("onnx/model.onnx", mutateWeights),
];
