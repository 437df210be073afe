/** Every file that the program reads, with an oracle that was written without its reader. */
import assert from "node:assert/strict";
import { copyFile, cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readPassages } from "../../lib/data/mod.ts";
import type { Passage } from "../../lib/data/mod.ts";
import {
  type CheckpointFiles,
  type RestoredRun,
  restoreLatest,
  type RunState,
  saveCheckpoint,
} from "../../lib/experiment/checkpoints.ts";
import { readGridConfig } from "../../lib/experiment/settings/presets.ts";
import type { RunResult } from "../../lib/experiment/planned_run.ts";
import { readConfig, readRuns } from "../../lib/experiment/results.ts";
import { loadPretrained, type NamedTensors, readSafetensors } from "../../lib/model/mod.ts";
import { parseSemanticTable, SemanticTable, vocabularyScores } from "../../lib/semantics/mod.ts";
import { loadTokenizer, type Tokenizer } from "../../lib/tokens/mod.ts";
import { readBytes } from "../../lib/io/read_file.ts";
import type { LogRecord } from "../../lib/training/records.ts";
import { mutateJsonBytes, mutateJsonLines } from "./json.ts";
import { mutateBytes } from "./bytes.ts";
import { ENCODER_TARGETS } from "./encoder.ts";
import { mutateSafetensors } from "./safetensors.ts";
import type { Target } from "./outcome.ts";
import { TABLE_TARGETS } from "./tables.ts";
import { RECORDS, RUN, SETTINGS, writeRunStore } from "./run_store.ts";
import { checkTensors, parseCsvPlainly, words } from "./oracles.ts";

const FIXTURES = fileURLToPath(new URL("../fixtures", import.meta.url));
const DATA = fileURLToPath(new URL("../../data", import.meta.url));

const text = (bytes: Uint8Array) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
const json = (bytes: Uint8Array) => JSON.parse(text(bytes));

const CLOTH = {
  article: "The cat _ on the mat . It was _ , they say. A quick man _ in the house.",
  options: [["sat", "sit", "sits", "set"], ["good", "well", "bad", "ill"], [
    "ran",
    "run",
    "is",
    "a",
  ]],
  answers: ["A", "A", "B"],
  source: "middle1.txt",
};

const cloth: Target = {
  name: "CLOTH JSON",
  file: "train/middle/middle1.json",
  async make(folder) {
    await mkdir(join(folder, "train", "middle"), { recursive: true });
    await writeFile(join(folder, this.file), JSON.stringify(CLOTH));
  },
  read: (folder) => readPassages(folder, { split: "train" }),
  check(result, bytes) {
    const [passage] = result as Passage[];
    const { article, options, answers } = json(bytes) as typeof CLOTH;
    let blank = 0;
    const filled = article.replace(/_+/g, () => {
      const word = options[blank]!["ABCD".indexOf(answers[blank]!)]!;
      blank++;
      return word;
    });
    assert.equal(blank, answers.length);
    assert.equal(blank, options.length);
    assert.deepEqual(words(passage!.text), words(filled));
    for (const { start, end, answer } of passage!.blanks) {
      assert.equal(passage!.text.slice(start, end), answer);
    }
  },
  mutate: (bytes, random) =>
    random.integer(3) > 0 ? mutateJsonBytes(bytes, random) : mutateBytes(bytes, random),
};

const CSV = 'source,text,options,answers\n"a, b",The cat _ on the mat.,sat|sit|sits|set,A\n' +
  'c,"It ""was"" _,\nand _.",good|well|bad|ill; at|in|on|to,BC\nd,The end.,,\n';

const csv: Target = {
  name: "CSV",
  file: "passages.csv",
  make: (folder) => writeFile(join(folder, "passages.csv"), CSV),
  read: (folder) => readPassages(join(folder, "passages.csv")),
  check(result, bytes) {
    const passages = result as Passage[];
    const [header, ...rows] = parseCsvPlainly(text(bytes));
    assert.equal(passages.length, rows.length);
    const names = header!.map((name) => name.trim());
    const column = names.indexOf(names.includes("text") ? "text" : "article");
    const hasQuestions = names.includes("options") && names.includes("answers");
    rows.forEach((row, i) => {
      const [options, answers] = ["options", "answers"].map((name) => row[names.indexOf(name)]);
      const letters = (answers ?? "").replace(/[\s,;]/g, "");
      const sets = (options ?? "").split(";").map((set) => set.trim()).filter((set) => set !== "");
      let blank = 0;
      const filled = hasQuestions
        ? row[column]!.replace(
          /_+/g,
          () => sets[blank]!.split("|")["ABCD".indexOf(letters[blank++]!)]!.trim(),
        )
        : row[column]!;
      assert.deepEqual(words(passages[i]!.text), words(filled));
    });
  },
  mutate: mutateBytes,
};

const plainText: Target = {
  name: "text",
  file: "passages.txt",
  make: (folder) =>
    writeFile(
      join(folder, "passages.txt"),
      "The cat sat on the mat.\nIt was good.\n\nA quick man ran.\r\n \r\nThe end, they said: “é”.\n",
    ),
  read: (folder) => readPassages(join(folder, "passages.txt")),
  check(result, bytes) {
    const passages = result as Passage[];
    assert.deepEqual(words(passages.map((passage) => passage.text).join(" ")), words(text(bytes)));
    assert.ok(passages.every((passage) => passage.text !== ""));
  },
  mutate: mutateBytes,
};

const gridConfig: Target = {
  name: "grid config",
  file: "grid.json",
  make: (folder) => copyFile(join(DATA, "presets", "paper.json"), join(folder, "grid.json")),
  read: (folder) => readGridConfig(join(folder, "grid.json")),
  check(result, bytes) {
    const { settings } = result as { settings: Record<string, unknown> };
    const { preset: _, ...expected } = json(bytes);
    assert.deepEqual(settings, expected);
    checkSettingTypes(settings);
  },
  mutate: (bytes, random) =>
    random.integer(5) > 0 ? mutateJsonBytes(bytes, random) : mutateBytes(bytes, random),
};

/** The types of settings that may be null. */
const OR_NULL: Readonly<Record<string, string>> = {
  passageLimit: "number",
  textColumn: "string",
  separator: "string",
  evalData: "string",
  evalFraction: "number",
  maxSteps: "number",
  evalSteps: "number",
  earlyStoppingPatience: "number",
  freeze: "string",
};

for (const [name, value] of Object.entries(SETTINGS)) {
  if (value !== null || Object.hasOwn(OR_NULL, name)) continue;
  throw new Error(`OR_NULL does not say of what type ${name} is where it is not null.`);
}

/** Settings must have the types of sound ones, whatever they are. */
function checkSettingTypes(settings: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(settings)) {
    const sound = (SETTINGS as unknown as Record<string, unknown>)[name];
    if (Object.hasOwn(OR_NULL, name) && value === null) continue;
    const expected = OR_NULL[name] ?? typeof sound;
    assert.equal(typeof value, expected, name);
    assert.equal(Array.isArray(value), Array.isArray(sound), name);
    if (typeof value === "number") assert.ok(Number.isFinite(value), name);
  }
}

const MODEL_FILES = ["config.json", "vocab.txt", "model.safetensors"];

async function copyModel(folder: string): Promise<void> {
  for (const name of MODEL_FILES) {
    await copyFile(join(FIXTURES, "tiny-bert", name), join(folder, name));
  }
}

const modelConfig: Target = {
  name: "config.json of a model",
  file: "config.json",
  make: copyModel,
  read: (folder) => loadPretrained(folder),
  check(result, bytes) {
    const { config, tensors } = result as {
      config: Record<string, unknown>;
      tensors: NamedTensors;
    };
    const fields = json(bytes) as Record<string, unknown>;
    for (const [key, value] of Object.entries(config)) {
      const name = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const isThere = Object.hasOwn(fields, name);
      if (isThere) assert.deepEqual(value, fields[name]);
    }
    const vocabulary = tensors.get("bert.embeddings.word_embeddings.weight")!;
    assert.deepEqual(vocabulary.shape, [config["vocabSize"], config["hiddenSize"]]);
  },
  mutate: (bytes, random) =>
    random.integer(5) > 0 ? mutateJsonBytes(bytes, random) : mutateBytes(bytes, random),
};

const weights: Target = {
  name: "model.safetensors of a model",
  file: "model.safetensors",
  make: copyModel,
  read: (folder) => loadPretrained(folder),
  check: (result, bytes) => checkTensors((result as { tensors: NamedTensors }).tensors, bytes),
  mutate: (bytes, random) =>
    random.integer(2) > 0 ? mutateSafetensors(bytes, random) : mutateBytes(bytes, random),
};

const safetensors: Target = {
  name: "safetensors",
  file: "any.safetensors",
  make: (folder) => writeFile(join(folder, "any.safetensors"), smallSafetensors()),
  read: (folder) => readSafetensors(join(folder, "any.safetensors")),
  check(result, bytes) {
    const { tensors } = result as { tensors: NamedTensors };
    checkTensors(tensors, bytes, true);
  },
  mutate: (bytes, random) =>
    random.integer(4) > 0 ? mutateSafetensors(bytes, random) : mutateBytes(bytes, random),
};

function smallSafetensors(): Uint8Array {
  const header = JSON.stringify({
    __metadata__: { format: "pt" },
    a: { dtype: "F32", shape: [2, 2], data_offsets: [0, 16] },
    b: { dtype: "F16", shape: [3], data_offsets: [16, 22] },
    c: { dtype: "BF16", shape: [1], data_offsets: [22, 24] },
    d: { dtype: "F32", shape: [0, 3], data_offsets: [24, 24] },
  });
  const bytes = new Uint8Array(8 + header.length + 24).fill(0x3c);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(new TextEncoder().encode(header), 8);
  return bytes;
}

const index: Target = {
  name: "safetensors index",
  file: "model.safetensors.index.json",
  make: (folder) => cp(join(FIXTURES, "tiny-bert-sharded"), folder, { recursive: true }),
  async read(folder) {
    const { tensors, fresh } = await loadPretrained(folder, { onMessage: () => {} });
    return { tensors, fresh };
  },
  // The shards are sound: whatever the index says, a tensor that is read is the right one. What of
  // the head the index does not name starts afresh, as in Transformers.
  check(result, bytes, sound) {
    const { tensors, fresh } = result as { tensors: NamedTensors; fresh: string[] };
    const { weight_map: named } = json(bytes) as { weight_map: Record<string, string> };
    for (const name of fresh) {
      assert.match(name, /^cls\./);
      assert.ok(!Object.hasOwn(named, name), name);
    }
    const read = (all: NamedTensors) => [...all].filter(([name]) => !fresh.includes(name));
    assert.deepEqual(read(tensors), read((sound as { tensors: NamedTensors }).tensors));
  },
  mutate: (bytes, random) =>
    random.integer(5) > 0 ? mutateJsonBytes(bytes, random) : mutateBytes(bytes, random),
};

/** Words, a piece, an unknown sign and nothing, as a training text may have them. */
const PROBES = ["The cat sat on the mat.", "", "x\u{1F9FF}\0 字", "playing é_"];

function readTokenizer(folder: string) {
  return loadTokenizer(folder, { onMessage: () => {} }).then((tokenizer) => ({
    tokenizer,
    encoded: PROBES.map((probe) => tokenizer.encode(probe)),
  }));
}

function checkTokenizer(result: unknown): Tokenizer {
  const { tokenizer, encoded } = result as { tokenizer: Tokenizer; encoded: number[][] };
  for (const ids of encoded) {
    assert.equal(ids[0], tokenizer.clsTokenId);
    assert.equal(ids.at(-1), tokenizer.sepTokenId);
    for (const id of ids) assert.ok(typeof tokenizer.vocabulary[id] === "string", `id ${id}`);
  }
  return tokenizer;
}

const vocabulary: Target = {
  name: "vocab.txt",
  file: "vocab.txt",
  make: copyModel,
  read: readTokenizer,
  check(result, bytes) {
    const { vocabulary } = checkTokenizer(result);
    const all = text(bytes);
    const lines = all.split(all.includes("\n") ? /\r?\n/ : /\r/)
      .map((line) => line.trim() === "" ? line : line.trimEnd());
    // Of a token that is there twice the later one counts.
    const read = lines.map((line, i) => lines.lastIndexOf(line) === i ? line : "");
    assert.deepEqual(vocabulary, read.slice(0, vocabulary.length));
    assert.ok(read.slice(vocabulary.length).every((line) => line === ""));
  },
  mutate: mutateBytes,
};

async function makeTokenizerFolder(folder: string): Promise<void> {
  await copyFile(join(FIXTURES, "tiny-bert", "vocab.txt"), join(folder, "vocab.txt"));
  const tokenizer = await loadTokenizer(folder, { cased: true });
  for (const [name, content] of Object.entries(tokenizer.files())) {
    await writeFile(join(folder, name), content);
  }
}

const tokenizerJson: Target = {
  name: "tokenizer.json",
  file: "tokenizer.json",
  make: makeTokenizerFolder,
  read: readTokenizer,
  check(result, bytes) {
    const { vocabulary } = checkTokenizer(result);
    const { model } = json(bytes) as { model: { vocab: Record<string, number> } };
    // Of tokens that share an id one is its text.
    for (const id of Object.values(model.vocab)) assert.ok(model.vocab[vocabulary[id]!] === id);
  },
  mutate: (bytes, random) =>
    random.integer(8) > 0 ? mutateJsonBytes(bytes, random) : mutateBytes(bytes, random),
};

const tokenizerConfig: Target = {
  name: "tokenizer_config.json",
  file: "tokenizer_config.json",
  async make(folder) {
    await makeTokenizerFolder(folder);
    // What it names goes before the configuration, as in Transformers.
    await rm(join(folder, "special_tokens_map.json"));
  },
  read: readTokenizer,
  check(result, bytes) {
    const { maskTokenId, vocabulary } = checkTokenizer(result);
    const { mask_token: mask } = json(bytes) as { mask_token?: unknown };
    if (typeof mask === "string") assert.equal(vocabulary[maskTokenId], mask);
  },
  mutate: (bytes, random) =>
    random.integer(5) > 0 ? mutateJsonBytes(bytes, random) : mutateBytes(bytes, random),
};

const runConfig: Target = {
  name: "config.json of a run store",
  file: "config.json",
  make: writeRunStore,
  async read(folder) {
    return { config: await readConfig(folder), runs: await readRuns(folder) };
  },
  check(result, bytes) {
    const { config } = result as { config: { settings: Record<string, unknown> } };
    const { settings } = json(bytes) as typeof config;
    for (const [name, value] of Object.entries(settings)) {
      assert.deepEqual(config.settings[name], value);
    }
    checkSettingTypes(config.settings);
  },
  mutate: (bytes, random) =>
    random.integer(5) > 0 ? mutateJsonBytes(bytes, random) : mutateBytes(bytes, random),
};

const done: Target = {
  name: "done.json",
  file: `runs/${RUN}/done.json`,
  make: writeRunStore,
  read: (folder) => readRuns(folder),
  check(result, bytes) {
    const [run] = result as RunResult[];
    // Without the mark, a link to nowhere say, the run does not count as finished.
    if (run === undefined) return assert.equal(bytes.length, 0);
    const mark = json(bytes) as Record<string, unknown>;
    assert.equal(run!.seconds, mark["seconds"]);
    assert.equal(run!.diverged, mark["diverged"]);
    assert.equal(run!.records.length, mark["records"]);
  },
  mutate: (bytes, random) =>
    random.integer(3) > 0 ? mutateJsonBytes(bytes, random) : mutateBytes(bytes, random),
};

const metrics: Target = {
  name: "metrics.jsonl",
  file: `runs/${RUN}/metrics.jsonl`,
  make: writeRunStore,
  read: (folder) => readRuns(folder),
  check(result, bytes) {
    const [run] = result as RunResult[];
    const lines = text(bytes).trimEnd().split("\n").map((line) => JSON.parse(line));
    assert.equal(lines.length, run!.records.length);
    let step = 0;
    run!.records.forEach((record, i) => {
      if (record.type === "step") assert.equal(record.step, ++step);
      else assert.equal(record.step, step);
      for (const [name, value] of Object.entries(lines[i])) {
        if (name !== "type" && !SOUND_NAMES.has(name)) continue;
        const read = (record as unknown as Record<string, unknown>)[name];
        if (value === null) assert.ok(read === null || Number.isNaN(read), name);
        else assert.deepEqual(read, value, name);
      }
      for (const [name, value] of Object.entries(record)) {
        if (name !== "type") assert.ok(value === null || typeof value === "number", name);
      }
    });
  },
  mutate: (bytes, random) =>
    random.integer(3) > 0 ? mutateJsonLines(bytes, random) : mutateBytes(bytes, random),
};

/** The numbers of a log record. */
const SOUND_NAMES = new Set(
  ("step epoch loss grad_norm scheduled_learning_rate learning_rate gamma gamma_root gamma_pairs " +
    "seconds eval_loss eval_perplexity eval_accuracy eval_masked_tokens train_loss").split(" "),
);

function smallTable(): SemanticTable {
  const words = ["good", "bad", "cat", "sat", "mat"];
  const scores = Float32Array.from({ length: words.length * 6 }, (_, i) => ((i * 37) % 100) / 100);
  const header = { model: "tests/words", model_sha256: "ab".repeat(32), uncased: true };
  return SemanticTable.fromScores(header, words, scores);
}

const table: Target = {
  name: "semantic table",
  file: "semantic-table.bin",
  make: (folder) => writeFile(join(folder, "semantic-table.bin"), smallTable().serialise()),
  async read(folder) {
    const file = join(folder, "semantic-table.bin");
    const table = parseSemanticTable(await readBytes(file, "Make it again"), file);
    return {
      table,
      scores: table.lookUp(table.words),
      names: `${table.name} ${table.modelSha256}`,
    };
  },
  check(result, _, sound) {
    const { table, scores } = result as { table: SemanticTable; scores: Float32Array };
    assert.equal(scores.length, table.words.length * 6);
    for (const score of scores) assert.ok(Math.abs(score) <= 1 + 1 / 32767);
    assert.deepEqual(scores, (sound as { scores: Float32Array }).scores);
    assert.deepEqual([typeof table.name, typeof table.modelSha256], ["string", "string"]);
    assert.equal(typeof table.uncased, "boolean");
  },
  mutate: (bytes, random) => {
    if (random.integer(2) === 0) return mutateBytes(bytes, random);
    const end = bytes.indexOf(0x0a);
    const { how, bytes: header } = mutateJsonBytes(bytes.subarray(0, end), random);
    const damaged = new Uint8Array(header.length + bytes.length - end);
    damaged.set(header);
    damaged.set(bytes.subarray(end), header.length);
    return { how: `in the header, ${how}`, bytes: damaged };
  },
};

/** A sentence encoder that needs no files. */
const WORD_LENGTHS = {
  name: "tests/lengths",
  modelSha256: "cd".repeat(32),
  uncased: true,
  scores: (asked: readonly string[]) =>
    Promise.resolve(
      Float32Array.from(
        { length: asked.length * 6 },
        (_, i) => asked[Math.floor(i / 6)]!.length / (20 + i % 6),
      ),
    ),
};

const CACHED = "cdcdcdcdcdcdcdcd-";

const cache: Target = {
  name: "semantic cache",
  file: "", // Named by the hash of the words: found by makeCache.
  async make(folder) {
    await readCache(folder);
    for (const { name } of Deno.readDirSync(folder)) if (name.startsWith(CACHED)) this.file = name;
  },
  read: readCache,
  // A damaged cache is made anew: nothing is ever refused or wrong.
  check: (result, _, sound) => assert.deepEqual(result, sound),
  mutate: (bytes, random) => ({ ...table.mutate(bytes, random), harmless: true }),
};

function readCache(folder: string) {
  const words = ["good", "ing", undefined, "cat", "constructor"];
  const vocabulary = { vocabSize: words.length, wordOf: (id: number) => words[id] };
  return vocabularyScores(WORD_LENGTHS, vocabulary, { cacheFolder: folder });
}

const MODEL_BYTES = "weights of step ";

/** A run with two checkpoints, of which the latest is damaged. */
const checkpointFiles: Pick<CheckpointFiles, "restore"> = {
  restore: async (folder) => {
    restoredModel = new TextDecoder().decode(
      await Deno.readFile(join(folder, "model.safetensors")),
    );
  },
};
let restoredModel = "";

const RUN_SETTINGS = { run: RUN, epochs: 2 };

function stateAt(step: number): RunState {
  const log_history = RECORDS.filter((record) => record.step <= step) as unknown as LogRecord[];
  return { global_step: step, log_history, seconds: 2.5, settings: RUN_SETTINGS };
}

function checkpoint(name: string): Target {
  return {
    name: `${name} of a checkpoint`,
    file: `checkpoint-4/${name}`,
    async make(folder) {
      for (const step of [2, 4]) {
        const snapshot = { tensors: {}, texts: { "model.safetensors": MODEL_BYTES + step } };
        await saveCheckpoint({ runFolder: folder, snapshot, state: stateAt(step), limit: 2 });
      }
    },
    async read(folder) {
      const found = await restoreLatest(folder, checkpointFiles, RUN_SETTINGS);
      return { ...found!, model: restoredModel };
    },
    check(result) {
      const { state, warnings, model } = result as RestoredRun & { model: string };
      const step = state.global_step;
      assert.equal(step, warnings.length === 0 ? 4 : 2);
      assert.equal(model, MODEL_BYTES + step);
      assert.equal(JSON.stringify(state), JSON.stringify(stateAt(step)));
    },
    mutate(bytes, random) {
      const isJson = name.endsWith(".json") && random.integer(4) > 0;
      const { how, bytes: damaged } = (isJson ? mutateJsonBytes : mutateBytes)(bytes, random);
      return { how, bytes: damaged };
    },
  };
}

export const TARGETS: readonly Target[] = [
  cloth,
  csv,
  plainText,
  ...TABLE_TARGETS,
  gridConfig,
  modelConfig,
  weights,
  safetensors,
  index,
  vocabulary,
  tokenizerJson,
  tokenizerConfig,
  runConfig,
  done,
  metrics,
  checkpoint("manifest.json"),
  checkpoint("trainer_state.json"),
  checkpoint("model.safetensors"),
  table,
  cache,
  ...ENCODER_TARGETS,
];
