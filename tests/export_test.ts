/** Models as ONNX: what ONNX Runtime and transformers.js make of them, and what is refused. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import "@tensorflow/tfjs-backend-cpu";
import { BinaryReader } from "@bufbuild/protobuf/wire";
import { parse } from "yaml";
import { env, pipeline } from "@huggingface/transformers";
import {
  type ArchitectureDefinition,
  ARCHITECTURES,
  BERT_DEFAULTS,
  defineArchitecture,
  exportModel,
  loadPretrained,
  MaskedLm,
  ONNX_FILES,
  onnxFile,
  program,
  Random,
  Registry,
  savePretrained,
  selectBackend,
} from "../lib/mod.ts";
import { exportCard, tellOnnx } from "../lib/export/export_card.ts";
import { EMBEDDED_MODEL } from "../lib/experiment/embedded.ts";
import { disk, lockFolder, writeParts } from "../lib/io/mod.ts";
import { bert } from "../lib/model/bert/bert.ts";
import { assertRefused, withFolder } from "./_files.ts";
import fillMask from "./fixtures/fill-mask.json" with { type: "json" };
import { makeHeadless } from "./_headless.ts";
import { openOnnx } from "./_onnx.ts";
import { inFolder, MINE, ONE_RUN, task } from "./_own_text.ts";

env.allowRemoteModels = false;

const FIXTURES = join(import.meta.dirname!, "fixtures");
const FAMILIES = [...Deno.readDirSync(join(FIXTURES, "families"))]
  .filter(({ isDirectory }) => isDirectory).map(({ name }) => join("families", name)).sort();
const MODELS = [...FAMILIES, "tiny-bert"];

/** Those that tell segments apart. */
const SEGMENTED = ["families/albert", "families/electra", "tiny-bert"];

/** How far logits may be from ours, which are Transformers'. */
const LIMITS = { float32: 1e-4, float16: 2e-2 };

const silent = { onMessage: () => {} };

/** The versions of the format and of the operators that a file names. */
function versionsOf(bytes: Uint8Array) {
  const reader = new BinaryReader(bytes), found = { ir: 0, opset: 0 };
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === 1) found.ir = Number(reader.int64());
    else if (field === 8) {
      const opset = new BinaryReader(reader.bytes());
      assert.deepEqual([opset.tag()[0], opset.string(), opset.tag()[0]], [1, "", 2]);
      found.opset = Number(opset.int64());
    } else reader.skip(type);
  }
  return found;
}

/** Random words of three lengths: what is shorter than the longest is filled up. */
function sequences(length: number, vocabulary: number): number[][] {
  const random = new Random(length, "words");
  return [length, Math.ceil(length / 2), Math.max(1, length - 1)].map((tokens) =>
    Array.from({ length: tokens }, () => 5 + random.integer(vocabulary - 5))
  );
}

for (const model of MODELS) {
  Deno.test(`${model}: ONNX Runtime computes our logits, with padding, at three lengths`, () =>
    withFolder(async (folder) => {
      const out = join(folder, "out");
      await exportModel(join(FIXTURES, model), out, silent);
      const { config, tensors } = await loadPretrained(join(FIXTURES, model), silent);
      const ours = new MaskedLm({
        config,
        tensors,
        backend: await selectBackend({ backend: "cpu" }),
      });
      const { maxPositionEmbeddings: longest, vocabSize, padTokenId } = config;
      for (const [precision, name] of Object.entries(ONNX_FILES)) {
        await using session = await openOnnx(join(out, name));
        const hasSegments = SEGMENTED.includes(model);
        const shape = ["batch_size", "sequence_length"];
        assert.deepEqual(
          session.inputs,
          ["input_ids", "attention_mask", ...(hasSegments ? ["token_type_ids"] : [])]
            .map((name) => ({ name, isTensor: true, type: "int64", shape })),
        );
        assert.deepEqual(session.outputs, [
          { name: "logits", isTensor: true, type: "float32", shape: [...shape, vocabSize] },
        ]);
        assert.deepEqual(versionsOf(await Deno.readFile(join(out, name))), { ir: 8, opset: 17 });
        const batches = [3, Math.ceil(longest / 2) + 1, longest].flatMap((length) => {
          const rows = sequences(length, vocabSize);
          return [{ length, rows }, { length, rows: rows.slice(1, 2) }];
        });
        for (const { length, rows } of batches) {
          const shape = [rows.length, length];
          const filled = (value: (row: number[], i: number) => number) => ({
            shape,
            data: Int32Array.from(
              rows.flatMap((row) => Array.from({ length }, (_, i) => value(row, i))),
            ),
          });
          const { logits } = await session.run({
            input_ids: filled((row, i) => row[i] ?? padTokenId),
            attention_mask: filled((row, i) => Number(i < row.length)),
            ...(hasSegments ? { token_type_ids: filled(() => 0) } : {}),
          });
          assert.deepEqual(logits!.shape, [...shape, vocabSize]);
          const places = rows.flatMap((row, sequence) =>
            [...row.keys()].map((token) => ({ sequence, token }))
          );
          const expected = await ours.logits(rows, places);
          places.forEach(({ sequence, token }, at) => {
            const begin = (sequence * length + token) * vocabSize;
            const off = expected[at]!.reduce(
              (most, x, i) => Math.max(most, Math.abs(x - logits!.data[begin + i]!)),
              0,
            );
            assert.ok(off <= LIMITS[precision as keyof typeof LIMITS], `${name}: off by ${off}`);
          });
        }
      }
      ours.dispose();
    }));
}

for (const model of SEGMENTED) {
  Deno.test(`${model}: an exported model adds to each token its own segment`, () =>
    withFolder(async (folder) => {
      await exportModel(join(FIXTURES, model), join(folder, "out"), silent);
      await using session = await openOnnx(join(folder, "out", ONNX_FILES.float32));
      const { config, tensors } = await loadPretrained(join(FIXTURES, model), silent);
      const table = (name: string) =>
        [...tensors].find(([key]) => key.endsWith(`.${name}_embeddings.weight`))![1];
      // In ours the words of the vocabulary's second half have the second segment in themselves.
      const half = config.vocabSize >> 1, words = table("word"), segments = table("token_type");
      const width = words.shape[1]!;
      for (let i = half * width; i < words.data.length; i++) {
        words.data[i]! += segments.data[width + i % width]! - segments.data[i % width]!;
      }
      const backend = await selectBackend({ backend: "cpu" });
      const ours = new MaskedLm({ config, tensors, backend });
      const ids = [6, half + 1, 7, half, half + 3], shape = [1, ids.length];
      const places = [...ids.keys()].map((token) => ({ sequence: 0, token }));
      const expected = await ours.logits([ids], places);
      ours.dispose();
      const { logits } = await session.run({
        input_ids: { shape, data: Int32Array.from(ids) },
        attention_mask: { shape, data: new Int32Array(ids.length).fill(1) },
        token_type_ids: { shape, data: Int32Array.from(ids, (id) => Number(id >= half)) },
      });
      // The words themselves are the decoder's weights, so those of the second half have others.
      expected.forEach((row, token) =>
        row.slice(0, half).forEach((x, word) => {
          const off = Math.abs(x - logits!.data[token * config.vocabSize + word]!);
          assert.ok(off <= LIMITS.float32, `token ${token}, word ${word}: off by ${off}`);
        })
      );
    }));
}

/** What transformers.js fills a text with, from an exported folder. */
async function filled(folder: string, text: string, dtype: "fp32" | "fp16") {
  const fill = await pipeline("fill-mask", folder, { dtype });
  try {
    return await fill(text, { top_k: 5 }) as { score: number; token: number; sequence: string }[];
  } finally {
    await fill.dispose();
  }
}

for (const model of MODELS) {
  Deno.test(`${model}: transformers.js fills a mask as Transformers does`, () =>
    withFolder(async (folder) => {
      const out = join(folder, "out");
      await exportModel(join(FIXTURES, model), out, silent);
      const { text, results } = model === "tiny-bert"
        ? fillMask.cases.find(({ results }) => !Array.isArray(results[0]))!
        : JSON.parse(await Deno.readTextFile(join(FIXTURES, `${model}.json`))).fill;
      for (const dtype of ["fp32", "fp16"] as const) {
        const found = (await filled(out, text, dtype)).slice(0, results.length);
        const expected = results as typeof found;
        assert.deepEqual(found.map(({ token }) => token), expected.map(({ token }) => token));
        assert.deepEqual(found.map((x) => x.sequence), expected.map((x) => x.sequence));
        found.forEach(({ score }, i) =>
          assert.ok(Math.abs(score - expected[i]!.score) < (dtype === "fp32" ? 1e-6 : 2e-3))
        );
      }
    }));
}

Deno.test("an exported folder has a card, and the model's own where it has one", () =>
  withFolder(async (folder) => {
    const model = join(folder, "mine"), out = join(folder, "for the web");
    const loaded = await loadPretrained(join(FIXTURES, "tiny-bert"), silent);
    await savePretrained(model, loaded);
    await Deno.copyFile(join(FIXTURES, "tiny-bert/vocab.txt"), join(model, "vocab.txt"));
    await exportModel(model, out, silent);
    const card = await Deno.readTextFile(join(out, "README.md"));
    assert.match(
      card,
      /^---\nlibrary_name: transformers\.js\npipeline_tag: fill-mask\n---\n\n# mine\n/,
    );
    assert.match(card, /pipeline\("fill-mask", "\.\/for the web", \{ dtype: "fp32" \}\)/);
    const own = "---\nlibrary_name: transformers\ntags:\n- mine\n---\n\n# Mine\n\nSeen.\n";
    await Deno.writeTextFile(join(model, "README.md"), own);
    await exportModel(model, join(folder, "again"), silent);
    assert.match(
      await Deno.readTextFile(join(folder, "again", "README.md")),
      /^---\nlibrary_name: transformers\.js\ntags:\n- mine\n---\n\n# Mine\n\nSeen\.\n\n## ONNX\n/,
    );
  }));

Deno.test("nothing is exported into the model's folder, and nothing is left where it fails", () =>
  withFolder(async (folder) => {
    const model = join(folder, "mine");
    await savePretrained(model, await loadPretrained(join(FIXTURES, "tiny-bert"), silent));
    await Deno.copyFile(join(FIXTURES, "tiny-bert/vocab.txt"), join(model, "vocab.txt"));
    await Deno.symlink(model, join(folder, "link"));
    for (const out of ["mine/export", "mine/onnx", "link/web"]) {
      await assertRefused(
        exportModel(model, join(folder, out), silent),
        /: it lies in .*mine, which model names, and nothing is written among what is read\./,
      );
      assert.ok(!existsSync(join(folder, out)));
    }
    const { rename } = disk;
    disk.rename = () => Promise.reject(Object.assign(new Error("full"), { code: "ENOSPC" }));
    try {
      const out = join(folder, "web");
      await assert.rejects(exportModel(model, out, silent));
      assert.ok(!existsSync(out));
      await Deno.mkdir(out);
      await assert.rejects(exportModel(model, out, silent));
      assert.deepEqual([...Deno.readDirSync(out)], [], "it was there before");
    } finally {
      disk.rename = rename;
    }
  }));

Deno.test("the embedded model's card says its licence and language, also when it is exported", async () => {
  const card = await exportCard(fileURLToPath(EMBEDDED_MODEL), "embedded", "out");
  const metadata = parse(/^---\n([^]*?)\n---\n/.exec(card)![1]!);
  assert.deepEqual(metadata, {
    ...{ library_name: "transformers.js", license: "cc0-1.0", language: "en" },
    pipeline_tag: "fill-mask",
  });
  assert.match(card, /, float16 in SDTrainer itself\./);
  assert.match(card, /: its data\/README\.md\nnames the sources/);
});

Deno.test("ONNX files beside a model are told of in its card, once", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "README.md"), "---\nlicense: mit\n---\n\n# Mine\n");
    await tellOnnx(folder);
    const card = await Deno.readTextFile(join(folder, "README.md"));
    assert.match(card, /^---\nlicense: mit\n---\n\n# Mine\n\n## ONNX\n\n`onnx\/model\.onnx` is/);
    await tellOnnx(folder);
    assert.equal(await Deno.readTextFile(join(folder, "README.md")), card);
    const exported = await exportCard(folder, "mine", "web");
    assert.equal(exported.split("## ONNX").length, 2);
    assert.match(exported, /"\.\/web"/);
  }));

Deno.test("an exported card's metadata is YAML, wherever its library stood and whatever ends its lines", () =>
  withFolder(async (folder) => {
    const cardOf = async (own: string | undefined, base?: string) => {
      if (own !== undefined) await Deno.writeTextFile(join(folder, "README.md"), own);
      const card = await exportCard(folder, "bert", "out", base);
      const [, metadata, text] = /^---\n([^]*?)\n---\n([^]*)$/.exec(card)!;
      return { metadata: parse(metadata!), text: text! };
    };
    const onHub = await cardOf(undefined, "some/bert");
    assert.deepEqual(onHub.metadata, {
      library_name: "transformers.js",
      pipeline_tag: "fill-mask",
      base_model: "some/bert",
    });
    assert.match(
      onHub.text,
      /^\n# bert\n\n\[some\/bert\]\(https:\/\/huggingface\.co\/some\/bert\) as ONNX/,
    );
    const metadata = { library_name: "transformers.js", license: "mit" };
    for (
      const lines of [
        ["license: mit", "library_name: transformers"],
        ["library_name: transformers", "", "license: mit"],
        ["license: mit"],
      ]
    ) {
      for (const end of ["\n", "\r\n"]) {
        const own = ["---", ...lines, "---", "", "# Mine", ""].join(end);
        const card = await cardOf(own);
        assert.deepEqual(card.metadata, metadata, JSON.stringify(own));
        assert.match(card.text, /^\n# Mine\n\n## ONNX\n/);
      }
    }
    // Its own says better what it was made of.
    const known = await cardOf("---\nbase_model: other/bert\n---", "some/bert");
    assert.equal(known.metadata.base_model, "other/bert");
    const empty = await cardOf("---\n---\n# Mine");
    assert.deepEqual(empty.metadata, { library_name: "transformers.js" });
    assert.match(empty.text, /^\n# Mine\n/);
  }));

Deno.test("an export writes over nothing, and leaves nothing where it fails", () =>
  withFolder(async (folder) => {
    const model = join(FIXTURES, "tiny-bert"), out = join(folder, "out");
    const refused = (message: RegExp, from = model) =>
      assertRefused(exportModel(from, out, silent), message);
    await Deno.mkdir(out);
    await Deno.writeTextFile(join(out, "notes.txt"), "Mine.");
    await refused(/out: this folder has a notes\.txt, so nothing is written into it\. Choose/);
    // As in a folder of runs whose process was killed.
    await Deno.writeTextFile(join(out, ".lock"), "{}");
    await refused(/out: this folder has a notes\.txt, so nothing is written into it\. Choose/);
    assert.equal(await Deno.readTextFile(join(out, "notes.txt")), "Mine.");
    await Deno.remove(join(out, "notes.txt"));
    await Deno.remove(join(out, ".lock"));
    // A disk that is full when the last file comes.
    const { rename } = disk;
    disk.rename = (from, to) =>
      to.endsWith("config.json") && !to.endsWith("tokenizer_config.json")
        ? Promise.reject(Object.assign(new Error("full"), { code: "ENOSPC" }))
        : rename(from, to);
    try {
      await refused(/config\.json: it cannot be written \(ENOSPC\)\. Make space on the disk/);
    } finally {
      disk.rename = rename;
    }
    assert.deepEqual([...Deno.readDirSync(out)], []);
    await assertRefused(
      exportModel(join(FIXTURES, "families"), join(folder, "none"), silent),
      /families: the folder has no config\.json/,
    );
    assert.ok(!existsSync(join(folder, "none")));
    {
      await using _ = await lockFolder(out);
      await refused(/out: another process is at work in this folder/);
    }
    await Deno.writeTextFile(join(out, ".lock"), "{}");
    await Deno.writeTextFile(join(out, "config.json"), "{}");
    await refused(/out: this folder has a .*, so nothing is written into it/);
    await Deno.remove(join(out, "config.json"));
    // What a killed one leaves: its lock, which nobody holds, and some of the files.
    await Deno.writeTextFile(join(out, ".lock"), "{}");
    await Deno.mkdir(join(out, "onnx"));
    await Deno.writeTextFile(join(out, "onnx/model.onnx"), "half");
    await exportModel(model, out, silent);
    assert.ok((await Deno.stat(join(out, "onnx/model.onnx"))).size > 1000);
    await refused(/out: this folder has a /);
  }));

Deno.test("a model whose head is yet to be trained is refused, and nothing is told besides", () =>
  withFolder(async (folder) => {
    await makeHeadless(join(folder, "encoder"));
    const told: string[] = [], onMessage = (line: string) => void told.push(line);
    await assertRefused(
      exportModel(join(folder, "encoder"), join(folder, "out"), { onMessage }),
      /encoder: the weights have no cls\..*: without this part of .* at random\. Train the model/,
    );
    assert.deepEqual(told, []);
    assert.ok(!existsSync(join(folder, "out")));
  }));

Deno.test("a model with damaged weights is refused before anything is written", () =>
  withFolder(async (folder) => {
    const model = join(folder, "model");
    const { config, tensors } = await loadPretrained(join(FIXTURES, "tiny-bert"), silent);
    tensors.get("bert.embeddings.LayerNorm.weight")!.data[0] = NaN;
    await savePretrained(model, { config, tensors });
    await Deno.copyFile(join(FIXTURES, "tiny-bert/vocab.txt"), join(model, "vocab.txt"));
    await assertRefused(exportModel(model, join(folder, "out"), silent), /LayerNorm\.weight/);
    assert.ok(!existsSync(join(folder, "out")));
  }));

Deno.test("what float16 has not is neither infinite nor far from float32", async (t) => {
  const cases = {
    "a weight beyond it keeps its product": ["weight", 1e5],
    "an activation beyond it": ["bias", 1e6],
  } as const;
  for (const [name, [part, value]] of Object.entries(cases)) {
    await t.step(name, () =>
      withFolder(async (folder) => {
        const loaded = await loadPretrained(join(FIXTURES, "tiny-bert"), silent);
        const { architecture, config, tensors } = loaded;
        const dense = "bert.encoder.layer.0.intermediate.dense";
        tensors.get(`${dense}.${part}`)!.data[0] = value;
        const logits = await Promise.all(
          (["float32", "float16"] as const).map(async (precision) => {
            const path = join(folder, precision);
            const file = onnxFile({ architecture, config, tensors }, precision, "model");
            await writeParts(path, file.parts());
            await using session = await openOnnx(path);
            const ids = { shape: [1, 4], data: Int32Array.of(2, 7, 8, 3) };
            const ones = { shape: [1, 4], data: Int32Array.of(1, 1, 1, 1) };
            const zeros = { shape: [1, 4], data: new Int32Array(4) };
            const given = { input_ids: ids, attention_mask: ones, token_type_ids: zeros };
            return (await session.run(given)).logits!.data;
          }),
        );
        logits[0]!.forEach((x, i) =>
          assert.ok(Math.abs(x - logits[1]![i]!) < 0.05, `${i}: ${logits[1]![i]} for ${x}`)
        );
      }));
  }
});

type Lengthened = program.Operation<number>;

/** Times the length of the texts, the only thing that is a length. */
const lengthened: Lengthened = {
  name: "lengthened",
  types: ([x]) => [x!],
  graph: (writer, [x], { attributes }) => [writer.float("Mul", [x!, writer.scalar(attributes)])],
  onnx: (writer, [x], { attributes }) => [writer.emit("Mul", [x!, writer.scalar(attributes)])],
  run: ({ tf }, [x], length) => [tf.mul(x!, length)],
};

/** BERT with something done to what its encoder gives. */
function family(
  then: (hidden: program.Value, length: number) => program.Value,
): Registry<ArchitectureDefinition> {
  const mine = defineArchitecture({
    ...bert,
    name: "mine",
    parseConfig: (json, file) => ({
      ...bert.parseConfig({ ...json, model_type: "bert" }, file),
      modelType: "mine" as "bert",
    }),
    encoder: (layers, config, inputs) =>
      then(bert.encoder(layers, config, inputs), inputs.inputIds.shape[1]!),
  });
  return new Registry("architecture", [mine as unknown as ArchitectureDefinition]);
}

Deno.test("a family that has no ONNX form is refused in a sentence", () =>
  withFolder(async (folder) => {
    const model = join(folder, "model"), out = join(folder, "out");
    await savePretrained(model, await loadPretrained(join(FIXTURES, "tiny-bert"), silent));
    await Deno.copyFile(join(FIXTURES, "tiny-bert/vocab.txt"), join(model, "vocab.txt"));
    const config = JSON.parse(await Deno.readTextFile(join(model, "config.json")));
    await Deno.writeTextFile(
      join(model, "config.json"),
      JSON.stringify({ ...config, model_type: "mine" }),
    );
    const refused = (then: Parameters<typeof family>[0], message: RegExp) =>
      assertRefused(exportModel(model, out, { architectures: family(then), ...silent }), message);
    const odd: program.Operation<null> = {
      name: "odd",
      types: ([x]) => [x!],
      graph: (_, inputs) => inputs,
      run: (_, inputs) => inputs,
    };
    await refused(
      (hidden) => hidden.node.builder.apply(odd, [hidden], null)[0]!,
      /model: a model of the architecture mine cannot be exported: its operation odd has no ONNX form\. Export another model\./,
    );
    const otherwise =
      /mine cannot be exported: what it computes depends on the text's length otherwise than by/;
    await refused((hidden, length) => program.scale(hidden, 1 / length), otherwise);
    // The longest texts, and those of one token less, are computed alike.
    await refused((hidden, length) => length < 20 ? program.scale(hidden, 2) : hidden, otherwise);
    const ofLength = (onnx: Lengthened["onnx"]) => (hidden: program.Value, length: number) =>
      hidden.node.builder.apply({ ...lengthened, onnx }, [hidden], length)[0]!;
    // An ONNX form that computes with the open length.
    for (const made of [(x: number) => x + 1, (x: number) => 2 * x, (x: number) => x / 2]) {
      const asScalar = ofLength((writer, [x], { attributes }) => [
        writer.emit("Mul", [x!, writer.scalar(made(attributes))]),
      ]);
      const asLength = ofLength((writer, [x], { attributes }) => [
        writer.emit("Mul", [x!, writer.cast(writer.length(made(attributes)), "float32")]),
      ]);
      const asShape = ofLength((writer, [x], { attributes }) => [
        writer.emit("Reshape", [x!, writer.lengths([-1, made(attributes)])]),
      ]);
      for (const form of [asScalar, asLength, asShape]) await refused(form, otherwise);
    }
    assert.ok(!existsSync(out));
    // The length itself is one.
    await exportModel(model, out, {
      architectures: family((hidden, length) => program.scale(hidden, length)),
      ...silent,
    });
  }));

Deno.test("an operation of one's own is a part of the exported model by its ONNX form", () =>
  withFolder(async (folder) => {
    const { config, tensors } = await loadPretrained(join(FIXTURES, "tiny-bert"), silent);
    const architecture = family((hidden, length) =>
      hidden.node.builder.apply(lengthened, [hidden], length)[0]!
    ).get("mine");
    const path = join(folder, "model.onnx");
    const file = onnxFile({ architecture, config, tensors }, "float32", "model");
    await writeParts(path, file.parts());
    await using session = await openOnnx(path);
    const backend = await selectBackend({ backend: "cpu" });
    const ours = new MaskedLm({ architecture, config, tensors, backend });
    const length = config.maxPositionEmbeddings, shape = [1, length];
    const [ids] = sequences(length, config.vocabSize);
    const [expected] = await ours.logits([ids!], [{ sequence: 0, token: 0 }]);
    ours.dispose();
    const { logits } = await session.run({
      input_ids: { shape, data: Int32Array.from(ids!) },
      attention_mask: { shape, data: new Int32Array(length).fill(1) },
      token_type_ids: { shape, data: new Int32Array(length) },
    });
    expected!.forEach((x, i) => assert.ok(Math.abs(x - logits!.data[i]!) < 1e-3 * length));
    const { config: plain } = await loadPretrained(join(FIXTURES, "tiny-bert"), silent);
    assert.throws(
      () =>
        onnxFile(
          {
            architecture: ARCHITECTURES.get("bert"),
            config: { ...plain, maxPositionEmbeddings: 1 },
            tensors,
          },
          "float32",
          "model",
        ),
      /^InputError: model: .* bert cannot be exported: it takes texts of one token alone\. Export/,
    );
  }));

Deno.test("a ModernBERT is exported wherever its window ends", async () => {
  const model = await loadPretrained(join(FIXTURES, "families", "modernbert"), silent);
  const { maxPositionEmbeddings: longest } = model.config;
  for (let most = 1; most <= longest; most++) {
    const config = { ...model.config, localAttention: 2 * most };
    assert.ok(onnxFile({ ...model, config }, "float32", "model").size > 1000, `${most}`);
  }
});

Deno.test("a model that a file cannot hold is refused", () => {
  const config = { ...BERT_DEFAULTS, hiddenSize: 15_360, numAttentionHeads: 12 };
  const architecture = ARCHITECTURES.get("bert");
  assert.throws(() => onnxFile({ architecture, config, tensors: new Map() }, "float32", "model"), {
    name: "InputError",
    message:
      /^model: a model .* bert cannot be exported: it would have \d{11} bytes, of which an ONNX/,
  });
});

inFolder("the task export writes a folder with its own permissions", async (folder) => {
  const made = await task(folder, "export", "--model=model", "--out=web");
  assert.equal(made.code, 0, made.err);
  assert.match(
    made.out,
    /^web\/onnx\/model\.onnx: 0\.1 MB\nweb\/onnx\/model_fp16\.onnx: 0\.1 MB\n$/,
  );
  const again = await task(folder, "export", "--model=model", "--out=web");
  assert.equal(again.code, 1);
  assert.match(again.err, /^web: this folder has a .*, so nothing is written into it\. Choose/m);
});

inFolder("the card of the hub's model that the task export took names it", async (folder) => {
  const cache = join(folder, "cache"), model = join(cache, "models", "some--bert");
  await Deno.mkdir(join(cache, "models"), { recursive: true });
  await Deno.rename(join(folder, "model"), model);
  const before = Deno.env.get("SDTRAINER_CACHE");
  Deno.env.set("SDTRAINER_CACHE", cache);
  try {
    const made = await task(folder, "export", "--model=some/bert", "--out=web", "--offline");
    assert.equal(made.code, 0, made.err);
  } finally {
    if (before === undefined) Deno.env.delete("SDTRAINER_CACHE");
    else Deno.env.set("SDTRAINER_CACHE", before);
  }
  const card = await Deno.readTextFile(join(folder, "web", "README.md"));
  assert.match(card, /^base_model: "some\/bert"$/m);
  assert.match(card, /^# bert$/m);
});

/** A plugin's family, with an operation of its own. */
const PLUGIN = `import { ARCHITECTURES, defineArchitecture } from "sdtrainer";

const bert = ARCHITECTURES.get("bert");
const doubled = {
  name: "doubled",
  types: ([x]) => [x],
  graph: (writer, [x]) => [writer.float("AddV2", [x, x])],
  onnx: (writer, [x]) => [writer.emit("Add", [x, x])],
  run: ({ tf }, [x]) => [tf.add(x, x)],
};

export const mine = defineArchitecture({
  ...bert,
  name: "mine",
  parseConfig: (json, file) => ({
    ...bert.parseConfig({ ...json, model_type: "bert" }, file),
    modelType: "mine",
  }),
  encoder(layers, config, inputs) {
    const hidden = bert.encoder(layers, config, inputs);
    return hidden.node.builder.apply(doubled, [hidden], null)[0];
  },
});
`;

inFolder("the task export takes a plugin's family", async (folder) => {
  await Deno.writeTextFile(join(folder, "mine.js"), PLUGIN);
  const config = JSON.parse(await Deno.readTextFile(join(folder, "model/config.json")));
  await Deno.writeTextFile(
    join(folder, "model/config.json"),
    JSON.stringify({ ...config, model_type: "mine" }),
  );
  const without = await task(folder, "export", "--model=model", "--out=web");
  assert.equal(without.code, 1);
  assert.match(without.err, /model\/config\.json/);
  const made = await task(folder, "export", "--model=model", "--out=web", "--plugin=mine.js");
  assert.equal(made.code, 0, made.err);
  await using session = await openOnnx(join(folder, "web/onnx/model.onnx"));
  assert.equal(session.inputs.length, 3);
});

inFolder("train --export makes its folder one that transformers.js opens", async (folder) => {
  const args = [...MINE, "--out=mine", "--epochs=1", "--export=onnx"];
  const made = await task(folder, "train", ...args);
  assert.equal(made.code, 0, made.err);
  assert.match(made.out, /^ONNX: mine\/onnx$/m);
  const [best] = await filled(join(folder, "mine"), "the [MASK] sat", "fp32");
  const ours = JSON.parse(
    (await task(
      folder,
      "fill-mask",
      ...["--model=mine", "--text=the [MASK] sat", "--backend=cpu", "--json"],
    )).out,
  );
  assert.equal(best!.token, ours[0].token);
  assert.ok(Math.abs(best!.score - ours[0].score) < 1e-5);
  const file = join(folder, "mine", "onnx", "model.onnx");
  const { mtime } = await Deno.stat(file);
  assert.equal((await task(folder, "train", ...args)).code, 0);
  assert.deepEqual((await Deno.stat(file)).mtime, mtime, "it is there already");
  await Deno.remove(file);
  assert.equal((await task(folder, "train", ...args)).code, 0);
  assert.ok(existsSync(file), "the one that was gone");
  // Made anew without it, the model has none of the one before.
  const anew = await task(folder, "train", ...MINE, "--out=mine", "--epochs=2", "--restart");
  assert.equal(anew.code, 0, anew.err);
  assert.ok(!existsSync(file));
});

inFolder("reproduce --export exports the models that it keeps", async (folder) => {
  const refused = await task(folder, "reproduce", ...ONE_RUN, "--export=onnx");
  assert.equal(refused.code, 2);
  assert.match(refused.err, /--export is of the models that are kept: give --save-models, too\./);
  const all = [...ONE_RUN, "--save-models", "--export=onnx"];
  const made = await task(folder, "reproduce", ...all);
  assert.equal(made.code, 0, made.err);
  const target = join(folder, "runs/runs/linear-none-seed0/export");
  assert.match(made.out, /^ONNX: runs\/runs\/linear-none-seed0\/export$/m);
  assert.equal((await filled(target, "the [MASK] sat", "fp16")).length, 5);
  const file = join(target, "onnx/model.onnx");
  const before = await Deno.readFile(file);
  await Deno.remove(file);
  const again = await task(folder, "reproduce", ...all);
  assert.equal(again.code, 0, again.err);
  assert.deepEqual(await Deno.readFile(file), before, "the one that was gone");
  const other = await task(folder, "reproduce", ...all, "--restart", "--learning-rate=1e-2");
  assert.equal(other.code, 0, other.err);
  assert.notDeepEqual(await Deno.readFile(file), before);
  // What a killed export leaves goes with the runs.
  await Deno.writeTextFile(join(target, ".lock"), "{}");
  const half = "model.onnx.01234567-89ab-cdef-0123-456789abcdef.unfinished";
  await Deno.rename(file, join(target, "onnx", half));
  await Deno.writeTextFile(join(target, "onnx/.lock"), "{}");
  const anew = await task(folder, "reproduce", ...ONE_RUN, "--restart");
  assert.equal(anew.code, 0, anew.err);
  assert.ok(!existsSync(target));
});
