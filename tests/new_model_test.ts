/** `deno task train` with `--model-type`: a new model from random weights, as a person trains it. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";
import { ARCHITECTURES, freshModel, loadPretrained, loadTokenizer } from "../lib/mod.ts";
import { readJson } from "../lib/io/mod.ts";
import { trainOptions } from "../tasks/_train_options.ts";
import { BUILT_IN } from "../lib/mod.ts";
import { unlessGiven } from "./_arguments.ts";
import { decoder, inFolder, MINE, runOf, sha256, task } from "./_own_text.ts";

const TEXT = MINE.filter((arg) => !arg.startsWith("--model="));
const SMALL = ["--tokenizer=model", "--layers=1", "--hidden-size=8", "--heads=2"];

/** Without the process that gives it its permissions, so that it can be killed. */
function alone(folder: string, ...args: string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", join(PROJECT_FOLDER, "tasks/train.ts"), ...TEXT, ...args],
    cwd: folder,
    env: { TF_NUM_INTRAOP_THREADS: "1", TF_NUM_INTEROP_THREADS: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

for (const family of ARCHITECTURES.names) {
  inFolder(`a new ${family} is trained on a small text and opens`, async (folder) => {
    const args = [...TEXT, ...SMALL, `--model-type=${family}`, "--max-steps=2", "--out=mine"];
    const made = await task(folder, "train", ...args);
    assert.equal(made.code, 0, made.err);
    assert.match(made.err, new RegExp(`^Model: a new ${family}, 1 layers × 8, 97 tokens\\.$`, "m"));
    assert.doesNotMatch(made.err, /knows no more of this text/, "that is meant");
    const out = join(folder, "mine");
    const { config, tensors, fresh, architecture } = await loadPretrained(out);
    assert.deepEqual([architecture.name, fresh], [family, []]);
    assert.deepEqual([config.numHiddenLayers, config.hiddenSize], [1, 8]);
    assert.equal(config.maxPositionEmbeddings, 16, "as many as a chunk has");
    const tokenizer = await loadTokenizer(out, { onMessage: () => {} });
    assert.equal(tokenizer.vocabSize, config.vocabSize);
    // It began where its name says, and went on.
    const name = `${family}:tokenizer=model:layers=1:hiddenSize=8:heads=2:maxPositionEmbeddings=16`;
    const { tensors: first, config: drawn } = await freshModel(name, tokenizer);
    assert.deepEqual(config, drawn);
    assert.ok([...first].some(([name, { data }]) => {
      const now = tensors.get(name)!.data;
      return data.some((value, i) => value !== now[i]);
    }));
    const json = await readJson(join(out, "config.json"), "") as Record<string, number>;
    assert.deepEqual(Object.keys(json), Object.keys(json).sort());
    const ids = Object.entries(json).filter(([name]) => /^(?!pad).*_token_id$/.test(name));
    // Where Transformers' class has others by default, which are those of another vocabulary.
    const ends = { bos_token_id: tokenizer.clsTokenId, eos_token_id: tokenizer.sepTokenId };
    const all = { ...ends, cls_token_id: tokenizer.clsTokenId, sep_token_id: tokenizer.sepTokenId };
    const expected = { albert: ends, roberta: ends, modernbert: all }[family] ?? {};
    assert.deepEqual(Object.fromEntries(ids), expected);
    const card = await Deno.readTextFile(join(out, "README.md"));
    assert.match(
      card,
      new RegExp(`\nA new ${family}, trained from random weights as a masked lan`),
    );
    assert.match(card, /(hidden_size|\bdim) 8, .*max_position_embeddings \d+, /);
    assert.match(card, /First weights: seed 0\. Tokenizer: that of\nmodel\./);
    assert.doesNotMatch(card, /base_model|further|whatever those|token_id/);
  });
}

/** The weights that a command ends with, in a folder of its name. */
async function weightsOf(folder: string, out: string, ...args: string[]): Promise<string> {
  const { code, stderr } = await alone(folder, ...args, `--out=${out}`).output();
  assert.equal(code, 0, decoder.decode(stderr));
  return await sha256(join(folder, out, "model.safetensors"));
}

/** Kills a training once something is so. */
async function killed(folder: string, out: string, args: string[], when: (err: string) => boolean) {
  const child = alone(folder, ...args, `--out=${out}`).spawn();
  let err = "", hasEnded = false;
  child.status.then(() => hasEnded = true);
  const read = (async () => {
    for await (const piece of child.stderr) err += decoder.decode(piece);
  })();
  while (!when(err)) {
    assert.ok(!hasEnded, `it ended before: ${err}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  child.kill("SIGKILL");
  await Promise.all([child.status, child.stdout.cancel(), read]);
  assert.ok(!existsSync(join(folder, out, "model.safetensors")));
}

inFolder("a new model that is killed at any time ends with the same bits", async (folder) => {
  const args = [...SMALL, "--model-type=bert", "--initialization=local", "--epochs=3"];
  const steps = ["--save-strategy=steps", "--save-steps=2", "--eval-steps=5", "--dropout=0.2"];
  // A checkpoint that is waited for stays, however late it is seen.
  const all = [...args, ...steps, "--save-total-limit=1000"];
  const whole = await weightsOf(folder, "whole", ...all);
  for (
    const [out, when] of [
      ["reading", (err: string) => err.includes("text is lower-cased")],
      ["drawn", (err: string) => err.includes("Model: a new bert")],
      ["begun", () => existsSync(join(folder, "begun", "run", "config.json"))],
      ["saved", () => existsSync(join(runOf(join(folder, "saved")), "checkpoint-4"))],
    ] as const
  ) {
    await killed(folder, out, all, when);
    assert.equal(await weightsOf(folder, out, ...all), whole, out);
  }
  assert.notEqual(await weightsOf(folder, "other", ...all, "--seed=1"), whole);
  const { config } = await loadPretrained(join(folder, "whole"));
  assert.equal((config as unknown as { hiddenDropoutProb: number }).hiddenDropoutProb, 0.2);
});

inFolder("a training of a new model goes on with the same one alone", async (folder) => {
  const args = [...SMALL, "--model-type=bert", "--max-steps=1", "--eval-chunks=1"];
  await weightsOf(folder, "mine", ...args);
  const said = async (...more: string[]) => {
    const { code, stderr } = await alone(folder, ...unlessGiven([...args, "--out=mine"], more))
      .output();
    return `${code} ${decoder.decode(stderr).trim().split("\n").at(-1)}`;
  };
  assert.match(
    await said("--layers=2", "--seed=0"),
    /^1 mine\/run\/config\.json: the new model is another: the runs of this folder were made otherwise \(model_sha256 was "\w+", is "\w+"; layers was "1", is "2"\)\. Choose another/,
  );
  assert.match(await said("--model-type=electra"), /modelType was "bert", is "electra"/);
  assert.match(await said("--seed=1"), /\(seeds was \[0\], is \[1\]\)/);
  // What is said of it is what it is already, and the tokenizer has another path.
  await Deno.rename(join(folder, "model"), join(folder, "moved"));
  assert.match(await said("--tokenizer=moved", "--intermediate-size=32"), /^0 .*finished/);
  const plain = await alone(folder, "--model=moved", "--max-steps=1", "--out=mine").output();
  assert.match(
    decoder.decode(plain.stderr),
    /the model moved has changed: .*; model was "bert:tok/,
  );
});

inFolder(
  "a file of settings names a new model as a choice, for an experiment, too",
  async (folder) => {
    const model = "distilbert:tokenizer=model:layers=1:hiddenSize=8:heads=2";
    await Deno.writeTextFile(join(folder, "mine.json"), JSON.stringify({ model, seeds: [3] }));
    const typed = ["--model-type=distilbert", ...SMALL, "--max-steps=1"];
    const config = ["--config=mine.json", "--max-steps=1"];
    const asked = await weightsOf(folder, "typed", ...typed, "--seed=3");
    assert.equal(await weightsOf(folder, "file", ...config), asked, "its seed is the run's");
    assert.equal(
      await weightsOf(folder, "both", "--config=mine.json", ...typed),
      asked,
      "what is typed counts",
    );
    const grid = ["--schedules=constant", "--methods=none", "--train-chunks=4", "--eval-chunks=2"];
    const made = await task(folder, "reproduce", ...TEXT, ...grid, ...[
      ...["--eval-split=train", "--data-construction=passages", "--epochs=1", "--out=out"],
      ...[`--sweep=model=${model},bert:tokenizer=model:layers=1:hiddenSize=8:heads=2`],
    ]);
    assert.equal(made.code, 0, made.err);
    assert.equal([...Deno.readDirSync(join(folder, "out", "runs"))].length, 2);
  },
);

inFolder("what cannot be a new model is one sentence, and nothing is written", async (folder) => {
  await Deno.mkdir(join(folder, "empty"));
  const cases: [string[], number, RegExp][] = [
    [["--model=model"], 2, /^Give --model to train one further, or --model-type for a new one/],
    [["--heads=3"], 1, /^a new bert, --heads: --hidden-size 8 cannot be divided among 3/],
    [["--model-type=brt"], 2, /^there is no architecture "brt"\. Perhaps bert is meant\. The/],
    [["--embedding-size=4"], 2, /^the architecture bert has no parameter "--embedding-size"\. The/],
    [["--tokenizer=empty"], 1, /^empty: it holds neither tokenizer\.json nor vocab\.txt\. Give/],
    [
      ["--tokenizer=no/such/folder"],
      1,
      /^no\/such\/folder: there is no such folder\. Give a folder with vocab\.txt or tokenizer\.json, or a model's/,
    ],
    [["--tokenizer=a:b"], 2, /^the parameter "tokenizer" of "bert" has a colon in it\. Give it wi/],
    [["--tokenizer=."], 1, /^out: it lies in \., which --tokenizer names, and nothing is written/],
    [["--layers=0"], 2, /layers.* a whole number, at least 1/],
    [["--layers=1000000"], 1, /^a new bert, --layers: 1000000 cannot be used\. Make it a/],
    [["--hidden-size=4000000000000"], 1, /^there is no memory for the .* numbers of bert\./],
    [
      ["--max-position-embeddings=9"],
      1,
      /takes 9 tokens at most, a chunk has 16\. Set --chunk-len/,
    ],
    [["--model-type=electra", "--initialization=local"], 2, /choose one that has them: bert\.$/],
  ];
  for (const [args, expected, message] of cases) {
    const more = unlessGiven([...SMALL, "--model-type=bert", "--out=out"], args);
    const { code, stderr } = await alone(folder, ...more).output();
    const lines = decoder.decode(stderr).trim().split("\n")
      .filter((line) => !/^(Model:|See:|β:|Reading)/.test(line));
    assert.match(lines.at(-1)!, message);
    assert.equal(code, expected, lines.join("\n"));
    assert.ok(!existsSync(join(folder, "out")), args.join(" "));
  }
  const sizes = await alone(folder, "--layers=2", "--out=out").output();
  assert.match(
    decoder.decode(sizes.stderr),
    /^--layers is of a new model: give --model-type, too, or leave it out\.\n/,
  );
});

Deno.test("train takes all that a new model can be told", () => {
  const options = trainOptions(BUILT_IN);
  assert.deepEqual(options["modelType"]!.names, ARCHITECTURES.names);
  for (
    const name of ["tokenizer", "layers", "hiddenSize", "heads", "intermediateSize", "dropout"]
  ) {
    assert.ok(options[name]!.defaultText, name);
  }
});
