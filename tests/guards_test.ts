/** What small changes of the source would spoil and no other test would notice. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { experimentChunks } from "../lib/experiment/chunks.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import { saveCheckpoint } from "../lib/experiment/checkpoints.ts";
import { disk, replaceFileBy, tryLockFile } from "../lib/io/mod.ts";
import { planCheckpoint } from "../lib/model/checkpoint.ts";
import { loadPretrained } from "../lib/model/mod.ts";
import { decodeSafetensors } from "../lib/model/safetensors.ts";
import { ProgramBuilder } from "../lib/program/mod.ts";
import { writeSavedModel } from "../lib/program/saved_model.ts";
import {
  chooseGamma,
  gammaGraph,
  type SemanticClassifier,
  vocabularyScores,
} from "../lib/semantics/mod.ts";
import { createTokenizer, loadTokenizer } from "../lib/tokens/mod.ts";
import {
  collect,
  fakeTrainer,
  inFolder,
  interruptAfter,
  namesIn,
  runFolder,
} from "./_fake_experiment.ts";
import { assertRefused, flushesOf, withFolder } from "./_files.ts";

const TINY = "tests/fixtures/tiny-bert";

Deno.test("a lock whose file was removed while it was taken is taken anew", () =>
  withFolder(async (folder) => {
    const file = join(folder, ".lock");
    const { open } = Deno;
    for (const another of [true, false]) {
      // Another process lets go between opening and locking: of its file, and a third one makes it.
      Deno.open = async (...args) => {
        Deno.open = open;
        const handle = await open(...args);
        await Deno.remove(file);
        if (another) await Deno.writeTextFile(file, "");
        return handle;
      };
      try {
        await using held = await tryLockFile(file);
        assert.ok(held);
        const { pid } = JSON.parse(await Deno.readTextFile(file));
        assert.equal(pid, Deno.pid, "the file that is there is the one that is held");
      } finally {
        Deno.open = open;
      }
    }
  }));

Deno.test("what another program wrote is flushed before it has its name, and then the folder", () =>
  withFolder(async (folder) => {
    const file = join(folder, "model.bin");
    const done = await flushesOf(
      folder,
      () => replaceFileBy(file, (unfinished) => Deno.writeTextFile(unfinished, "weights")),
    );
    assert.deepEqual(done, [
      "flush /model.bin.unfinished",
      "rename /model.bin.unfinished",
      "flush ",
    ]);
    assert.equal(await Deno.readTextFile(file), "weights");
  }));

Deno.test("what is written is flushed before its file is closed", () =>
  withFolder(async (folder) => {
    const file = join(folder, "a.txt"), handle = await open(file, "w");
    const prototype = Object.getPrototypeOf(handle), { sync, close } = prototype;
    await handle.close();
    const done: string[] = [];
    try {
      prototype.sync = function () {
        done.push(`sync ${existsSync(file) ? Deno.readTextFileSync(file) : ""}`);
        return sync.call(this);
      };
      prototype.close = function () {
        done.push("close");
        return close.call(this);
      };
      await disk.writeFile(file, "text");
    } finally {
      Object.assign(prototype, { sync, close });
    }
    assert.deepEqual(done, ["sync text", "close"]);
  }));

Deno.test("a step that is saved again counts once among those that are kept", () =>
  withFolder(async (folder) => {
    for (const step of [2, 4, 4]) {
      const state = { global_step: step, log_history: [], seconds: 1, settings: {} };
      const snapshot = { tensors: {}, texts: {} };
      await saveCheckpoint({ runFolder: folder, snapshot, state, limit: 2 });
    }
    assert.deepEqual(namesIn(folder), ["checkpoint-2", "checkpoint-4"]);
  }));

inFolder("a restart that is interrupted leaves none of the earlier results", async (settings) => {
  await collect(settings, { prepare: fakeTrainer().prepare });
  const results = ["summary.csv", "report.html", "plots"].map((name) => join(settings.out, name));
  assert.ok(existsSync(results[0]!));
  await Deno.writeTextFile(results[1]!, "old");
  await Deno.mkdir(results[2]!);
  const controller = new AbortController();
  const options = { prepare: fakeTrainer().prepare, restart: true, signal: controller.signal };
  await collect(settings, options, ({ type }) => {
    if (type === "record") controller.abort();
  });
  assert.deepEqual(results.filter((path) => existsSync(path)), []);
});

inFolder("a run that begins anew begins in an empty folder", async (settings) => {
  const never = { ...settings, saveStrategy: "no" as const };
  const { prepare } = fakeTrainer();
  await collect(never, { prepare }, ({ type }) => {
    if (type === "record") throw new Error("killed here");
  }).catch(() => {});
  const leftover = join(runFolder(settings), "events.out.tfevents.1700000000.sdtrainer");
  await Deno.writeTextFile(leftover, "of an earlier attempt");
  await collect(never, { prepare: fakeTrainer().prepare });
  assert.deepEqual(namesIn(runFolder(settings)), ["done.json", "metrics.jsonl"]);
});

inFolder("a finished run keeps no checkpoints, one that diverged does", async (settings) => {
  await interruptAfter(4, settings, fakeTrainer().prepare);
  assert.ok(namesIn(runFolder(settings)).includes("checkpoint-4"));
  await collect(settings, { prepare: fakeTrainer().prepare });
  assert.deepEqual(namesIn(runFolder(settings)), ["done.json", "metrics.jsonl"]);
  await collect(settings, { prepare: fakeTrainer(5).prepare, restart: true });
  assert.deepEqual(
    namesIn(runFolder(settings)),
    ["checkpoint-2", "checkpoint-4", "done.json", "metrics.jsonl"],
  );
});

Deno.test("a parameter has the sides that its configuration asks for, no more and no fewer", async () => {
  const { architecture, config, tensors } = await loadPretrained(TINY);
  const plan = (name: string, change: (shape: readonly number[]) => number[]) => {
    const shapes = new Map([...tensors].map(([name, { shape }]) => [name, shape]));
    shapes.set(name, change(tensors.get(name)!.shape));
    return () => planCheckpoint(architecture, config, shapes, "model.safetensors");
  };
  for (const name of ["cls.predictions.bias", "bert.embeddings.word_embeddings.weight"]) {
    plan(name, (shape) => [...shape])();
    const sides: ((shape: readonly number[]) => number[])[] = [
      (shape) => [...shape, 1],
      (shape) => shape.slice(0, -1),
      () => [],
    ];
    for (const change of sides) {
      assert.throws(plan(name, change), /its shape is \[[\d, ]*\] but config\.json asks for/);
    }
  }
});

Deno.test("a text may give exactly as many chunks as are asked for", () =>
  withFolder(async (folder) => {
    const data = join(folder, "text.txt");
    await Deno.writeTextFile(data, "The house is old. ".repeat(40));
    const tokenizer = await loadTokenizer(TINY);
    const chunks = (trainChunks: number, evalChunks: number) =>
      experimentChunks({
        ...resolveSettings({ overrides: { data, chunkLength: 8, dataConstruction: "passages" } }),
        ...{ evalSplit: "train", trainChunks, evalChunks },
      }, tokenizer);
    const error = await chunks(1e6, 1).then(() => undefined, (error: Error) => error);
    const count = Number(/gives (\d+) chunks of 8 tokens/.exec(error!.message)![1]);
    const { train, evaluation } = await chunks(count - 1, 1);
    assert.deepEqual([train.length, evaluation.length], [count - 1, 1]);
    await assertRefused(chunks(count, 1), new RegExp(`gives ${count} chunks .* but ${count + 1}`));
  }));

Deno.test("tensors without numbers may stand in a header wherever they like", () => {
  const tensor = (shape: number[], ...data_offsets: number[]) => ({
    dtype: "F32",
    shape,
    data_offsets,
  });
  const header = {
    numbers: tensor([1], 0, 4),
    before: tensor([0, 3], 0, 0),
    last: tensor([2], 4, 12),
    between: tensor([0], 4, 4),
    after: tensor([2, 0], 12, 12),
  };
  for (const entries of [Object.entries(header), Object.entries(header).reverse()]) {
    const text = JSON.stringify(Object.fromEntries(entries));
    const bytes = new Uint8Array(8 + text.length + 12);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
    bytes.set(new TextEncoder().encode(text), 8);
    const { tensors } = decodeSafetensors(bytes, "model.safetensors");
    assert.deepEqual(tensors.get("between")!.shape, [0]);
    assert.equal(tensors.get("last")!.data.length, 2);
  }
});

Deno.test("an expectation's products are exact, also where those of the model are not", () => {
  const { parts } = chooseGamma("paper:prediction=expectation");
  const build = () => {
    const builder = new ProgramBuilder();
    const words = builder.placeholder("words", [-1], "int32");
    const logits = builder.placeholder("logits", [-1, WORDS.length]);
    const inputs = { logits, predictions: words, labels: words, vocabSize: WORDS.length };
    builder.output("gamma", gammaGraph(builder, parts, inputs).gamma);
    return builder.build();
  };
  const graphOf = (precision: "float32" | "bfloat16") => writeSavedModel(build(), { precision });
  assert.deepEqual(graphOf("bfloat16").bytes, graphOf("float32").bytes);
});

Deno.test("scores that are kept for one vocabulary are not another's", () =>
  withFolder(async (cacheFolder) => {
    const scored: string[][] = [];
    const classifier: SemanticClassifier = {
      ...{ name: "lengths", modelSha256: "ab".repeat(32), uncased: true },
      scores(words) {
        scored.push([...words]);
        return Promise.resolve(
          Float32Array.from(words.flatMap(({ length }) => Array(6).fill(length / 8))),
        );
      },
    };
    const scoresOf = async (...words: (string | undefined)[]) => {
      const vocabulary = { vocabSize: words.length, wordOf: (id: number) => words[id] };
      const { scores } = await vocabularyScores(classifier, vocabulary, { cacheFolder });
      return words.map((_, id) => Math.round(8 * scores[6 * id]!));
    };
    assert.deepEqual(await scoresOf("a", undefined, "for"), [1, 0, 3]);
    assert.deepEqual(await scoresOf("four", "by"), [4, 2]);
    assert.deepEqual(scored, [["a", "for"], ["four", "by"]]);
    assert.deepEqual(await scoresOf("a", undefined, "for"), [1, 0, 3]);
    assert.equal(scored.length, 2, "the third time they are read");
  }));

const WORDS = ["it", "was", "##n", "[MASK]", "[SEP]", "a", "[CLS]", "[UNK]", "[PAD]"];

Deno.test("special tokens are told in the order of their ids, wherever they stand", () => {
  const { specialTokenIds, padTokenId } = createTokenizer({ vocabulary: WORDS });
  assert.deepEqual([specialTokenIds, padTokenId], [[3, 4, 6, 7, 8], 8]);
});

for (const lacking of ["[CLS]", "[SEP]"]) {
  Deno.test(`a tokenizer that puts no ${lacking} is refused`, () =>
    withFolder(async (folder) => {
      const files = createTokenizer({ vocabulary: WORDS }).files();
      const json = JSON.parse(files["tokenizer.json"]!);
      const piece = (token: string) => ({ SpecialToken: { id: token, type_id: 0 } });
      const text = { Sequence: { id: "A", type_id: 0 } };
      const single = [piece("[CLS]"), text, piece("[SEP]")]
        .filter((part) => !("SpecialToken" in part) || part.SpecialToken.id !== lacking);
      const special_tokens = Object.fromEntries(
        ["[CLS]", "[SEP]"].map((id) => [id, { id, ids: [WORDS.indexOf(id)], tokens: [id] }]),
      );
      json.post_processor = { type: "TemplateProcessing", single, pair: single, special_tokens };
      files["tokenizer.json"] = JSON.stringify(json);
      // BERT's own class puts both around texts, whatever the file says.
      const config = JSON.parse(files["tokenizer_config.json"]!);
      files["tokenizer_config.json"] = JSON.stringify({
        ...config,
        tokenizer_class: "PreTrainedTokenizerFast",
      });
      for (const [name, content] of Object.entries(files)) {
        await Deno.writeTextFile(join(folder, name), content);
      }
      await assertRefused(
        loadTokenizer(folder),
        /does not put "\[CLS\]" before a text and "\[SEP\]" behind/,
      );
    }));
}
