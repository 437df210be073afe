/** A sentence encoder's folder, looked at without the encoder: what it needs, and what is said of what it lacks. */
import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { checkEncoderFiles } from "../lib/semantics/encoder_files.ts";
import {
  encoderFolder,
  encoderNeedsDownload,
  encoderWeights,
  missingFile,
} from "../lib/semantics/encoder_folder.ts";
import { withFolder } from "./_files.ts";

const FILES: Readonly<Record<string, unknown>> = {
  "config.json": { model_type: "bert" },
  "tokenizer.json": { model: { vocab: { a: 0 } }, normalizer: { lowercase: true } },
  "tokenizer_config.json": {},
  "onnx/model_quantized.onnx": "quantized",
  "onnx/model.onnx": "whole",
};
const [QUANTIZED, FLOAT] = ["onnx/model_quantized.onnx", "onnx/model.onnx"] as const;

/** Writes a whole folder, some files otherwise. */
async function write(folder: string, others: Readonly<Record<string, unknown>> = {}) {
  for (const [name, content] of Object.entries({ ...FILES, ...others })) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  }
}

Deno.test("the files of an encoder are looked at one by one, and say whether it sees capitals", () =>
  withFolder(async (folder) => {
    const again = "The file may be damaged: delete it and fetch the model again.";
    const check = (others = {}) =>
      write(folder, others).then(() => checkEncoderFiles(folder, QUANTIZED));
    assert.deepEqual(await check(), { uncased: true });
    const normalizers = [undefined, null, {}, [], "lowercase", { lowercase: "true" }, [true]];
    for (const normalizer of normalizers) {
      const others = { "tokenizer.json": { model: { vocab: [["a", -1]] }, normalizer } };
      assert.deepEqual(await check(others), { uncased: false }, JSON.stringify(normalizer));
    }
    const wrong: [file: string, content: unknown, problem: string][] = [
      ...["config.json", "tokenizer_config.json", "tokenizer.json"].flatMap((file) =>
        [[], null, "5", '"text"'].map((content): [string, unknown, string] => [
          ...[file, content] as const,
          ": it is not a JSON object",
        ])
      ),
      ...[{}, { model_type: 5 }].map((content): [string, unknown, string] => [
        ...["config.json", content] as const,
        ", model_type: it does not say what kind of model it is of",
      ]),
      ...[{}, { model: [] }, { model: {} }, { model: { vocab: null } }, { model: { vocab: 5 } }]
        .map((
          content,
        ): [string, unknown, string] => [
          ...["tokenizer.json", content] as const,
          ", model.vocab: it has no vocabulary",
        ]),
    ];
    for (const [file, content, problem] of wrong) {
      await assert.rejects(check({ [file]: content }), {
        name: "InputError",
        message: `${join(folder, file)}${problem}. ${again}`,
      });
    }
    await write(folder);
    const noFile = { message: `${join(folder, QUANTIZED)}: this is not a file. ${again}` };
    await rm(join(folder, QUANTIZED));
    await assert.rejects(checkEncoderFiles(folder, QUANTIZED), noFile);
    assert.deepEqual(await checkEncoderFiles(folder, FLOAT), { uncased: true });
    await mkdir(join(folder, QUANTIZED));
    await assert.rejects(checkEncoderFiles(folder, QUANTIZED), noFile);
  }));

Deno.test("what a folder lacks is named in order, and the smaller weights come first", () =>
  withFolder(async (folder) => {
    await write(folder);
    assert.deepEqual(encoderWeights(folder), { file: QUANTIZED, dtype: "q8" });
    assert.equal(missingFile(folder), undefined);
    await rm(join(folder, QUANTIZED));
    assert.deepEqual(encoderWeights(folder), { file: FLOAT, dtype: "fp32" });
    assert.equal(missingFile(folder), undefined);
    await rm(join(folder, FLOAT));
    assert.equal(encoderWeights(folder), undefined);
    assert.equal(missingFile(folder), `${QUANTIZED} or ${FLOAT}`);
    for (const file of ["tokenizer_config.json", "tokenizer.json", "config.json"]) {
      await rm(join(folder, file));
      assert.equal(missingFile(folder), file);
    }
  }));

Deno.test("a folder is an encoder by its path, and its name is owner and model", () =>
  withFolder(async (folder) => {
    const [plain, kept] = [join(folder, "owner/model"), join(folder, "hub/owner--a--model")];
    await write(plain);
    await write(kept);
    assert.deepEqual(await encoderFolder(plain), { folder: plain, name: "owner/model" });
    assert.deepEqual(await encoderFolder(relative(Deno.cwd(), plain)), {
      ...{ folder: plain, name: "owner/model" },
    });
    assert.deepEqual(await encoderFolder(kept), { folder: kept, name: "owner/a--model" });
    await rm(join(plain, "tokenizer.json"));
    await assert.rejects(encoderFolder(plain), {
      name: "InputError",
      message:
        `${plain}: a sentence encoder's folder needs tokenizer.json. Take the whole folder ` +
        "of a model made for transformers.js.",
    });
    const file = join(plain, "config.json");
    await assert.rejects(encoderFolder(file), {
      name: "InputError",
      message: `${file}: there is no such folder, and no model on the hub can have such a name. ` +
        "Name a sentence encoder's folder, or one on the hub such as Xenova/all-MiniLM-L6-v2.",
    });
    for (
      const [model, needs] of [[plain, false], [file, false], ["no model/at all", false], [
        "owner/model",
        true,
      ]] as const
    ) assert.equal(await encoderNeedsDownload(model, join(folder, "cache")), needs, model);
  }));
