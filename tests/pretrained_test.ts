/** Model folders on disk: what Transformers wrote is read, and what is damaged is refused. */

import assert from "node:assert/strict";
import { rmSync, truncateSync } from "node:fs";
import {
  cp,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  checkVocabulary,
  initialTensors,
  loadPretrained,
  type NamedTensors,
  type PretrainedModel,
  readSafetensors,
  SafetensorsFile,
  savePretrained,
  writeSafetensors,
} from "../lib/model/mod.ts";
import { assertRefused } from "./_files.ts";
import { decodeTensors } from "./fixtures/decode.ts";
import fixture from "./fixtures/tiny-bert.json" with { type: "json" };

const TINY = join(import.meta.dirname!, "fixtures", "tiny-bert");
const SHARDED = join(import.meta.dirname!, "fixtures", "tiny-bert-sharded");
const WORDS = "bert.embeddings.word_embeddings.weight";

/** Runs a test in a folder of its own. */
function test(name: string, body: (folder: string) => Promise<void>): void {
  Deno.test(name, async () => {
    const folder = await mkdtemp(join(tmpdir(), "sdtrainer-"));
    try {
      await body(folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
}

/** The tiny model with its tensors changed, in a new folder. */
async function changed(folder: string, change: (tensors: NamedTensors) => void): Promise<string> {
  const model = join(folder, "changed");
  await cp(TINY, model, { recursive: true });
  const file = join(model, "model.safetensors");
  const { tensors } = await readSafetensors(file);
  change(tensors);
  await writeSafetensors(file, tensors);
  return model;
}

async function refuses(folder: string, ...parts: string[]): Promise<void> {
  await assert.rejects(loadPretrained(folder), (error: Error) => {
    assert.equal(error.name, "InputError", `${error.stack}`);
    assert.ok(!error.message.includes("\n"), "the message is one line");
    for (const part of parts) {
      assert.ok(error.message.includes(part), `"${error.message}" does not say "${part}"`);
    }
    return true;
  });
}

Deno.test("A model that Transformers saved is loaded to the bit", async () => {
  const { config, tensors, unused } = await loadPretrained(TINY);
  assert.equal(config.vocabSize, 97);
  assert.deepEqual(tensors, decodeTensors(fixture.parameters));
  assert.deepEqual(unused, []);
});

test("A saved model has the bytes of Transformers' own file", async (folder) => {
  await savePretrained(folder, await loadPretrained(TINY));
  assert.deepEqual((await readdir(folder)).sort(), ["config.json", "model.safetensors"]);
  assert.deepEqual(
    await readFile(join(folder, "model.safetensors")),
    await readFile(join(TINY, "model.safetensors")),
  );
  assert.deepEqual((await loadPretrained(folder)).config, (await loadPretrained(TINY)).config);
});

Deno.test("A model in bfloat16 shards is the same up to bfloat16's rounding", async () => {
  const { tensors } = await loadPretrained(SHARDED);
  const exact = decodeTensors(fixture.parameters);
  assert.deepEqual([...tensors.keys()], [...exact.keys()]);
  for (const [name, { shape, data }] of tensors) {
    assert.deepEqual(shape, exact.get(name)!.shape, name);
    data.forEach((value, i) => {
      const original = exact.get(name)!.data[i]!;
      // bfloat16 keeps 8 significant bits: half of the last one is at most 2^-8 of a value.
      assert.ok(Math.abs(value - original) <= Math.abs(original) * 2 ** -8, name);
    });
  }
});

for (const dtype of ["F16", "BF16"] as const) {
  test(`A model saved in ${dtype} has half the size and comes back the same twice`, async (folder) => {
    const model = await loadPretrained(TINY);
    await savePretrained(join(folder, "once"), { ...model, dtype });
    const once = await loadPretrained(join(folder, "once"));
    await savePretrained(join(folder, "twice"), { ...once, dtype });
    assert.deepEqual((await loadPretrained(join(folder, "twice"))).tensors, once.tensors);
    const bytes = (await readFile(join(folder, "once", "model.safetensors"))).length;
    const full = (await readFile(join(TINY, "model.safetensors"))).length;
    assert.ok(bytes < full * 0.55, `${bytes} of ${full} bytes`);
    assert.notDeepEqual(once.tensors, model.tensors);
  });
}

test("Names and extras of an older checkpoint are understood", async (folder) => {
  const model = await changed(folder, (tensors) => {
    for (const [name, tensor] of [...tensors]) {
      const old = name.replace(/(LayerNorm)\.weight$/, "$1.gamma")
        .replace(/(LayerNorm)\.bias$/, "$1.beta");
      tensors.delete(name);
      tensors.set(old, tensor);
    }
    tensors.set("cls.predictions.decoder.weight", tensors.get(WORDS)!);
    tensors.set("cls.predictions.decoder.bias", tensors.get("cls.predictions.bias")!);
    tensors.set("bert.pooler.dense.bias", { shape: [32], data: new Float32Array(32) });
    tensors.set("cls.seq_relationship.bias", { shape: [2], data: new Float32Array(2) });
  });
  const { tensors, unused } = await loadPretrained(model);
  assert.deepEqual(tensors, decodeTensors(fixture.parameters));
  assert.deepEqual(unused, ["bert.pooler.dense.bias", "cls.seq_relationship.bias"]);
});

/** A model with its tensors changed, loaded, and what was told. */
async function loadChanged(
  folder: string,
  change: (tensors: NamedTensors) => void,
): Promise<{ model: PretrainedModel; lines: string[] }> {
  const changedFolder = await changed(folder, change);
  const lines: string[] = [];
  const onMessage = (line: string) => lines.push(line.replace(changedFolder, "…"));
  return { model: await loadPretrained(changedFolder, { onMessage }), lines };
}

const DECODER = "cls.predictions.decoder";
const BIAS = "cls.predictions.bias";

test("A decoder that differs from the word embeddings is untied, and that is told", async (folder) => {
  const { shape, data } = (await loadPretrained(TINY)).tensors.get(WORDS)!;
  const other = data.slice();
  other[1000]! += 1;
  const { model, lines } = await loadChanged(folder, (tensors) => {
    tensors.set(`${DECODER}.weight`, { shape, data: other });
  });
  assert.deepEqual(lines, [
    `…/model.safetensors, ${DECODER}.weight: it differs from ${WORDS}, to which the configuration ` +
    "ties it: the decoder has weights of its own, then.",
  ]);
  assert.deepEqual(model.tensors.get(`${DECODER}.weight`)!.data, other);
  assert.deepEqual(model.tensors.get(WORDS)!.data, data);
  // Its bias has the name that an untied decoder's has.
  assert.ok(model.tensors.has(`${DECODER}.bias`) && !model.tensors.has(BIAS));
  await savePretrained(join(folder, "saved"), model);
  const json = JSON.parse(await readFile(join(folder, "saved", "config.json"), "utf8"));
  assert.equal(json.tie_word_embeddings, false);
  const again = await loadPretrained(join(folder, "saved"));
  assert.deepEqual(again.tensors, model.tensors);
  assert.deepEqual(again.config, model.config);
});

test("Of two biases that differ the decoder's own is used, and that is told", async (folder) => {
  const own = { shape: [97], data: new Float32Array(97).fill(0.5) };
  const { model, lines } = await loadChanged(folder, (tensors) => {
    tensors.set(`${DECODER}.bias`, own);
  });
  assert.deepEqual(model.tensors.get(BIAS), own);
  assert.deepEqual(lines, [
    `…/model.safetensors, ${DECODER}.bias: it differs from ${BIAS}, to which the configuration ` +
    "ties it: it is used in place of it.",
  ]);
});

test("A head that the weights lack starts afresh, and that is told", async (folder) => {
  const { model, lines } = await loadChanged(folder, (tensors) => {
    for (const name of [...tensors.keys()]) {
      const tensor = tensors.get(name)!;
      tensors.delete(name);
      if (!name.startsWith("cls.")) tensors.set(`module.${name.replace("bert.", "")}`, tensor);
    }
    tensors.set("module.pooler.dense.bias", { shape: [32], data: new Float32Array(32) });
  });
  const whole = await loadPretrained(TINY);
  assert.deepEqual([...model.tensors.keys()], [...whole.tensors.keys()]);
  const head = [...whole.tensors.keys()].filter((name) => name.startsWith("cls."));
  assert.deepEqual(model.fresh, head);
  assert.deepEqual(model.unused, ["module.pooler.dense.bias"]);
  assert.equal(lines.length, 1);
  assert.match(
    lines[0]!,
    /^…\/model\.safetensors: the weights have no cls\.predictions\.bias, cls/,
  );
  assert.match(lines[0]!, /starts afresh and is yet to be trained\.$/);
  const fresh = initialTensors(model.config, 0);
  for (const [name, tensor] of model.tensors) {
    assert.deepEqual(tensor, head.includes(name) ? fresh.get(name) : whole.tensors.get(name), name);
  }
  const seeded = await loadPretrained(join(folder, "changed"), { seed: 1, onMessage: () => {} });
  const transform = "cls.predictions.transform.dense.weight";
  assert.deepEqual(seeded.tensors.get(transform), initialTensors(model.config, 1).get(transform));
  assert.deepEqual(whole.fresh, []);
});

test("Weights that are NaN or infinite are refused, with the tensor and how many", async (folder) => {
  const bias = "bert.encoder.layer.1.output.dense.bias";
  const one = await changed(folder, (tensors) => {
    tensors.get(bias)!.data.set([NaN, 0, Infinity, -Infinity]);
  });
  await refuses(one, "model.safetensors", `${bias}: 3 of its 32 numbers are NaN or infinite.`);
  const two = await changed(folder, (tensors) => {
    tensors.get(bias)!.data[31] = NaN;
    tensors.get(WORDS)!.data.fill(-Infinity);
  });
  await refuses(two, `${WORDS}: 3104 of its 3104`, "and so are numbers of 1 further tensor.");
});

test("Missing and misshapen parameters are named", async (folder) => {
  const bias = "bert.encoder.layer.1.output.dense.bias";
  const without = await changed(folder, (tensors) => void tensors.delete(bias));
  await refuses(without, "model.safetensors", bias, "lack");
  const short = { shape: [31], data: new Float32Array(31) };
  const misshapen = await changed(folder, (tensors) => void tensors.set(bias, short));
  await refuses(misshapen, "model.safetensors", bias, "[31]", "[32]", "another model");
});

test("A damaged or missing file is refused with its name", async (folder) => {
  await refuses(join(folder, "nowhere"), "nowhere", "no such folder");
  await refuses(folder, folder, "no config.json");

  const model = join(folder, "model");
  await cp(TINY, model, { recursive: true });
  await truncate(join(model, "model.safetensors"), 50_000);
  await refuses(model, "model.safetensors", "only 50000", "cut off");
  await rm(join(model, "model.safetensors"));
  await refuses(model, model, "neither model.safetensors nor");
  await writeFile(join(model, "pytorch_model.bin"), "");
  await refuses(model, "pytorch_model.bin", "save_pretrained");
  await mkdir(join(model, "model.safetensors"));
  await refuses(model, "model.safetensors", "not a file");
  await rm(join(model, "config.json"));
  await mkdir(join(model, "config.json"));
  await refuses(model, "config.json", "not a file");
  await rm(join(model, "config.json"), { recursive: true });
  await writeFile(join(model, "config.json"), "{");
  await refuses(model, "config.json", "not valid JSON");
  await writeFile(join(model, "config.json"), '{"model_type": "gpt2"}');
  await refuses(model, "config.json", "gpt2");
});

test("A shard that is missing, or lacks what the index promises, is refused", async (folder) => {
  const model = join(folder, "model");
  await cp(SHARDED, model, { recursive: true });
  const index = join(model, "model.safetensors.index.json");
  const text = await readFile(index, "utf8");
  const moved = JSON.parse(text);
  moved.weight_map["cls.predictions.bias"] = "model-00001-of-00003.safetensors";
  await writeFile(index, JSON.stringify(moved));
  await refuses(model, "model-00001-of-00003.safetensors", "cls.predictions.bias");
  await writeFile(index, text.replaceAll("model-00002", "../model-00002"));
  await refuses(model, "index.json", "weight_map", "beside the index");
  await writeFile(index, text);
  await rm(join(model, "model-00002-of-00003.safetensors"));
  await refuses(model, "model-00002-of-00003.safetensors", "no such file");
});

test("savePretrained() leaves nothing half-written", async (folder) => {
  const model = await loadPretrained(TINY);
  const tensors = new Map(model.tensors);
  tensors.delete(WORDS);
  await assert.rejects(savePretrained(folder, { ...model, tensors }), RangeError);
  const extra = new Map(model.tensors).set("x", { shape: [0], data: new Float32Array(0) });
  await assert.rejects(savePretrained(folder, { ...model, tensors: extra }), RangeError);
  const short = new Map(model.tensors).set(WORDS, { shape: [1], data: new Float32Array(1) });
  await assert.rejects(savePretrained(folder, { ...model, tensors: short }), RangeError);
  assert.deepEqual(await readdir(folder), []);

  // The shape is right but the values are too few: found while the file is being written.
  const { shape } = model.tensors.get(WORDS)!;
  const broken = new Map(model.tensors).set(WORDS, { shape, data: new Float32Array(5) });
  await assert.rejects(savePretrained(folder, { ...model, tensors: broken }), RangeError);
  assert.deepEqual(await readdir(folder), []);
});

test("A folder that cannot be written is an InputError", async (folder) => {
  const model = await loadPretrained(TINY);
  await writeFile(join(folder, "file"), "");
  await assert.rejects(savePretrained(join(folder, "file", "model"), model), {
    name: "InputError",
    message: /cannot be made \(ENOTDIR\)/,
  });
  await mkdir(join(folder, "model", "model.safetensors"), { recursive: true });
  await assert.rejects(savePretrained(join(folder, "model"), model), {
    name: "InputError",
    message: /model\.safetensors: it cannot be written/,
  });
  assert.deepEqual(await readdir(join(folder, "model")), ["model.safetensors"]);
});

Deno.test("A vocabulary that is larger than the model is an InputError", async () => {
  const { config } = await loadPretrained(TINY);
  checkVocabulary(97, config, TINY);
  // Word embeddings are often filled up to a multiple of 8 or 64.
  checkVocabulary(96, config, TINY);
  assert.throws(() => checkVocabulary(98, config, TINY), {
    name: "InputError",
    message: /tiny-bert: the vocabulary has 98 entries but the model has 97 word embeddings/,
  });
});

for (
  const [name, source, file] of [
    ["config.json", TINY, "config.json"],
    ["the weights", TINY, "model.safetensors"],
    ["the index of shards", SHARDED, "model.safetensors.index.json"],
  ] as const
) {
  test(`a model of which ${name} vanish while it is read is refused by name`, async (folder) => {
    const model = join(folder, "model");
    await cp(source, model, { recursive: true });
    const reading = loadPretrained(model);
    // Before the first of its files has been read: nothing waits in between.
    rmSync(join(model, file));
    await assertRefused(reading, new RegExp(file.replaceAll(".", "\\.")));
  });
}

test("a file of weights that is cut while it is read is refused by name", async (folder) => {
  const model = join(folder, "model");
  await cp(TINY, model, { recursive: true });
  const reading = loadPretrained(model);
  truncateSync(join(model, "model.safetensors"), 5000);
  await assertRefused(reading, /model\.safetensors/);
});

Deno.test({
  name: "a file of weights is closed when it has been read, written or refused",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const folder = await mkdtemp(join(tmpdir(), "sdtrainer-"));
    try {
      const opened = () =>
        [...Deno.readDirSync("/proc/self/fd")].flatMap(({ name }) => {
          try {
            return [Deno.readLinkSync(`/proc/self/fd/${name}`)];
          } catch {
            return [];
          }
        }).filter((file) => file.startsWith(folder));
      const file = join(folder, "a.safetensors");
      await writeSafetensors(file, new Map([["a", { shape: [2], data: Float32Array.of(1, 2) }]]));
      assert.deepEqual(opened(), []);
      await readSafetensors(file);
      assert.deepEqual(opened(), []);
      {
        await using whole = await SafetensorsFile.open(file);
        assert.deepEqual([opened(), whole.file], [[file], file]);
        await assertRefused(whole.read("b"), /a\.safetensors, b: there is no such tensor\. Give a/);
      }
      assert.deepEqual(opened(), []);
      await truncate(file, 20);
      await assertRefused(readSafetensors(file), /a\.safetensors/);
      await rm(file);
      const wrong = new Map([["a", { shape: [3], data: Float32Array.of(1, 2) }]]);
      await assert.rejects(writeSafetensors(file, wrong));
      assert.deepEqual(opened(), []);
      const mend = "Give an existing safetensors file\\.";
      for (
        const [name, reason] of [
          ["none", "there is no such file"],
          ["file/below", "it cannot be opened \\(ENOTDIR\\)"],
          ["", "this is not a file"],
        ] as const
      ) {
        await writeFile(join(folder, "file"), "");
        await assertRefused(
          readSafetensors(join(folder, name)),
          new RegExp(`: ${reason}\\. ${mend}`),
        );
      }
      const shards = join(folder, "shards");
      await cp(SHARDED, shards, { recursive: true });
      await loadPretrained(shards);
      assert.deepEqual(opened(), []);
      await rm(join(shards, "model-00003-of-00003.safetensors"));
      await assertRefused(loadPretrained(shards), /00003-of-00003\.safetensors: there is no such/);
      assert.deepEqual(opened(), []);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
});

test("weights are read and written whole where the system moves less at a time than was asked for", async (folder) => {
  const file = join(folder, "a.safetensors"), data = Float32Array.from({ length: 50 }, (_, i) => i);
  const handle = await open(file, "w"), prototype = Object.getPrototypeOf(handle);
  await handle.close();
  const { read, write } = prototype;
  const limited = (whole: typeof read) =>
    function (this: unknown, bytes: Uint8Array, from: number, length: number, at: number) {
      assert.ok(from + length <= bytes.length, "no more than there is");
      return whole.call(this, bytes, from, Math.min(length, 30), at);
    };
  try {
    Object.assign(prototype, { read: limited(read), write: limited(write) });
    await writeSafetensors(file, new Map([["a", { shape: [50], data }]]));
    assert.deepEqual((await readSafetensors(file)).tensors.get("a")!.data, data);
  } finally {
    Object.assign(prototype, { read, write });
  }
  assert.deepEqual((await readSafetensors(file)).tensors.get("a")!.data, data);
});
