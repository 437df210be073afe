/** `deno task train` and `deno task evaluate`, as a person with a CSV uses them. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { experimentChunks } from "../lib/experiment/chunks.ts";
import {
  BUILT_IN,
  evaluateModel,
  type ExperimentSettings,
  loadPretrained,
  loadTokenizer,
  presetSettings,
  resolveSettings,
  savePretrained,
  SETTING_NAMES,
  type Split,
} from "../lib/mod.ts";
import { trainOptions } from "../tasks/_train_options.ts";
import { planOf } from "../tasks/_plans.ts";
import { unlessGiven } from "./_arguments.ts";
import {
  csv,
  decoder,
  inFolder,
  MINE,
  runOf,
  sha256,
  task,
  TINY,
  trainAlone,
} from "./_own_text.ts";

inFolder("train makes a Hugging Face folder of a CSV, evaluate measures it", async (folder) => {
  const args = [...MINE, "--out=mine", "--epochs=2", "--eval-fraction=0.2"];
  const made = await task(folder, "train", ...args);
  assert.equal(made.code, 0, made.err);
  assert.match(made.out, /^Model: mine$/m);
  assert.match(made.err, /Data: mine\.csv, \d+ chunks of 16 tokens to train on, \d+ to evaluate/);
  const out = join(folder, "mine");
  const { tensors } = await loadPretrained(out);
  const { tensors: before } = await loadPretrained(join(folder, "model"));
  const [name] = [...tensors.keys()];
  assert.notDeepEqual(tensors.get(name!)!.data, before.get(name!)!.data);
  assert.equal((await loadTokenizer(out)).vocabSize, 97);
  const done = JSON.parse(await Deno.readTextFile(join(runOf(out), "done.json")));
  assert.equal(done.weights_sha256, await sha256(join(out, "model.safetensors")));
  assert.ok(!existsSync(join(runOf(out), "model")), "the weights are there once");
  const card = await Deno.readTextFile(join(out, "README.md"));
  assert.match(card, /^---\nlibrary_name: transformers\npipeline_tag: fill-mask\n/);
  assert.match(card, /- type: "loss"\n {6}name: "evaluation loss"\n {6}value: \d+\.\d+/);
  assert.match(card, /\nmodel, trained further as a masked language model on mine\.csv\./);
  assert.ok(existsSync(join(out, "run", "report.html")));

  // Called again it has nothing to do, and writes over nothing.
  await Deno.writeTextFile(join(out, "README.md"), "My own words.\n");
  const marks = await sha256(join(out, "model.safetensors"));
  const again = await task(folder, "train", ...args);
  assert.equal(again.code, 0, again.err);
  assert.match(again.err, /Nothing is left to do: the training is finished\./);
  assert.equal(await sha256(join(out, "model.safetensors")), marks);
  assert.equal(await Deno.readTextFile(join(out, "README.md")), "My own words.\n");

  const measure = (...more: string[]) =>
    task(folder, "evaluate", ...unlessGiven(MINE, ["--model=mine", ...more]));
  const told = await measure("--json", "--metrics=eval_loss,eval_mrr");
  assert.equal(told.code, 0, told.err);
  const values = JSON.parse(told.out);
  assert.deepEqual(Object.keys(values), [
    ...["eval_loss", "eval_mrr", "eval_masked_tokens", "texts", "tokens", "chunks", "seed"],
  ]);
  assert.equal(values.texts, 40);
  assert.equal(values.chunks, Math.ceil(values.tokens / 16));
  assert.notEqual(values.tokens % 16, 0, "the last piece is shorter than the others");
  const other = JSON.parse((await measure("--json", "--metrics=eval_loss", "--batch-size=7")).out);
  assert.equal(other.eval_masked_tokens, values.eval_masked_tokens);
  assert.ok(Math.abs(other.eval_loss / values.eval_loss - 1) < 1e-6);
  const words = await measure("--seed=3");
  assert.match(
    words.out,
    /^evaluation loss +\d+\.\d{4} .*\n(.*\n)*on \d+ masked tokens of \d+ in 40 texts/,
  );
  assert.match(words.out, /^top-5 accuracy /m);
});

for (
  const [what, further] of [
    ["of chunks", []],
    ["of lines, partly frozen", [
      ...["--line-by-line", "--masking=whole-word", "--freeze=embeddings,layers:0"],
      "--layer-decay=0.9",
    ]],
  ] as const
) {
  inFolder(
    `a training ${what} that is killed goes on and ends with the same bits`,
    async (folder) => {
      const args = ["--epochs=3", "--eval-steps=5", "--save-strategy=steps", "--save-steps=2"];
      // A checkpoint that is waited for stays, however late it is seen.
      const kept = "--save-total-limit=1000";
      const more = [...args, kept, "--warmup-ratio=0.2", "--method=SD", ...further];
      const whole = await trainAlone(folder, "--out=whole", ...more).output();
      assert.equal(whole.code, 0, decoder.decode(whole.stderr));
      const run = (out: string) => join(folder, out, "run", "runs", "linear-SD-seed0");
      const killed = trainAlone(folder, "--out=killed", ...more).spawn();
      const saved = () => existsSync(join(run("killed"), "checkpoint-4"));
      let hasEnded = false;
      killed.status.then(() => hasEnded = true);
      while (!saved()) {
        assert.ok(!hasEnded, "it ended before it saved");
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      killed.kill("SIGKILL");
      const { stderr } = await killed.output();
      assert.ok(!existsSync(join(folder, "killed", "model.safetensors")), decoder.decode(stderr));
      const rest = await trainAlone(folder, "--out=killed", ...more).output();
      assert.equal(rest.code, 0, decoder.decode(rest.stderr));
      assert.match(decoder.decode(rest.stderr), /Saved before: \d+ of \d+\./);
      for (const name of ["model.safetensors", "config.json", "tokenizer_config.json"]) {
        assert.equal(
          await sha256(join(folder, "killed", name)),
          await sha256(join(folder, "whole", name)),
        );
      }
      const log = async (out: string) =>
        (await Deno.readTextFile(join(run(out), "metrics.jsonl"))).replaceAll(
          /"seconds":[^,}]+/g,
          "",
        );
      assert.equal(await log("killed"), await log("whole"));
    },
  );
}

inFolder(
  "a training ends early and keeps its best weights, or after so many steps",
  async (folder) => {
    const early = [
      "--learning-rate=0.5",
      "--epochs=20",
      "--early-stopping-patience=2",
      "--schedule=constant",
    ];
    const stopped = await trainAlone(folder, "--out=early", ...early).output();
    assert.equal(stopped.code, 0, decoder.decode(stopped.stderr));
    const done = join(folder, "early", "run", "runs", "constant-none-seed0");
    const records = (await Deno.readTextFile(join(done, "metrics.jsonl"))).trim().split("\n")
      .map((line) => JSON.parse(line));
    const evaluations = records.filter(({ type }) => type === "evaluation").slice(1);
    const best = Math.min(...evaluations.map(({ eval_loss }) => eval_loss));
    assert.ok(evaluations.length < 20);
    assert.equal(evaluations.at(-3).eval_loss, best);
    const { best_global_step: step } = JSON.parse(await Deno.readTextFile(join(done, "done.json")));
    assert.equal(step, evaluations.at(-3).step);

    const short = await trainAlone(folder, "--out=short", "--max-steps=3", "--eval-steps=2")
      .output();
    assert.equal(short.code, 0, decoder.decode(short.stderr));
    const steps = (await Deno.readTextFile(join(runOf(join(folder, "short")), "metrics.jsonl")))
      .trim()
      .split("\n").map((line) => JSON.parse(line)).map(({ type, step }) => `${type} ${step}`);
    assert.deepEqual(steps, [
      ...["evaluation 0", "step 1", "step 2", "evaluation 2", "step 3", "evaluation 3"],
    ]);
  },
);

inFolder("what train cannot use is one sentence, and nothing is written", async (folder) => {
  await Deno.writeTextFile(join(folder, "few.csv"), csv().split("\n").slice(0, 9).join("\n"));
  await Deno.mkdir(join(folder, "other"));
  await Deno.writeTextFile(join(folder, "other", "config.json"), "{}");
  const alone = (...args: string[]) => trainAlone(folder, ...args).output();
  const cases: [string[], RegExp][] = [
    [
      ["--text-column=reviews"],
      /^mine\.csv, row 1: there is no column "reviews"\. Perhaps review is/,
    ],
    [["--out=other"], /^other: this folder has a config\.json, but no training was begun here/],
    [
      ["--data=few.csv", "--chunk-length=39"],
      /^few\.csv \(held-out\): the text has \d+ tokens, but a chunk has 39\. Give more text, hold more/,
    ],
    [
      ["--warmup-steps=2", "--warmup-ratio=0.1"],
      /^--warmup-steps and --warmup-ratio are both set\./,
    ],
    [
      ["--eval-data=mine.csv", "--eval-fraction=0.1"],
      /^Give one of --eval-data, --eval-fraction and/,
    ],
    ...["steps", "no"].map((strategy): [string[], RegExp] => [
      ["--early-stopping-patience=2", `--save-strategy=${strategy}`],
      /^--early-stopping-patience keeps the best weights, which must have been saved at each eval/,
    ]),
    [
      ["--eval-data=./mine.csv"],
      /^\.\/mine\.csv: it is trained on, .* Give --data and --eval-data different files/,
    ],
    [["--out=model", "--restart"], /^model: this is what --model names, and nothing is written/],
    [["--out=."], /^\.: mine\.csv, which --data names, lies in it, and nothing is written among/],
    [
      ["--freeze=embeddings,layers:0-7"],
      /^--freeze: there is no layer 7\. The model's 2 layers are 0 to 1\.$/,
    ],
    [["--freeze=layer:0"], /^--freeze: .* must be parts with commas between them, each embeddings/],
    [["--eval-fraction=1"], /^--eval-fraction: .* It must be a number above 0 and below 1/],
    [
      ["--chunk-length=64"],
      /the model takes 40 tokens at most, a chunk has 64|, but a chunk has 64/,
    ],
  ];
  for (const [args, expected] of cases) {
    const { code, stderr } = await alone(...unlessGiven(["--out=out"], args));
    const lines = decoder.decode(stderr).trim().split("\n")
      .filter((line) => !/^(Model:|See:|β:|Reading)/.test(line));
    assert.notEqual(code, 0, args.join(" "));
    assert.match(lines.at(-1)!, expected);
    assert.ok(!existsSync(join(folder, "out")), args.join(" "));
  }
});

inFolder("one folder has one model", async (folder) => {
  const args = ["--out=mine", "--max-steps=1", "--eval-chunks=1"];
  assert.equal((await trainAlone(folder, ...args).output()).code, 0);
  const other = await trainAlone(folder, ...args, "--seed=1").output();
  assert.equal(other.code, 1);
  assert.match(
    decoder.decode(other.stderr),
    /made otherwise \(seeds was \[0\], is \[1\]\)\. Choose another folder with --out, or .*--restart/,
  );
  await Deno.remove(join(folder, "mine", "model.safetensors"));
  const gone = await trainAlone(folder, ...args).output();
  assert.equal(gone.code, 1);
  assert.match(
    decoder.decode(gone.stderr),
    /the training is finished, but the model's model\.safeten/,
  );
  const anew = await trainAlone(folder, ...args, "--restart", "--seed=1").output();
  assert.equal(anew.code, 0, decoder.decode(anew.stderr));
  assert.ok(existsSync(join(folder, "mine", "model.safetensors")));
});

inFolder("a restart that is interrupted leaves no model that looks finished", async (folder) => {
  const out = join(folder, "mine");
  assert.equal((await trainAlone(folder, "--out=mine", "--max-steps=1").output()).code, 0);
  await Deno.writeTextFile(join(out, "notes.txt"), "Mine.\n");
  const args = ["--out=mine", "--restart", "--max-steps=5000", "--eval-steps=2"];
  // Here, too, the checkpoint stays that is waited for.
  args.push("--save-total-limit=10000");
  const killed = trainAlone(folder, ...args).spawn();
  let hasEnded = false;
  killed.status.then(() => hasEnded = true);
  while (!existsSync(join(runOf(out), "checkpoint-2"))) {
    assert.ok(!hasEnded, "it ended before it saved");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  killed.kill("SIGKILL");
  await killed.output();
  assert.deepEqual([...Deno.readDirSync(out)].map(({ name }) => name).sort(), ["notes.txt", "run"]);
});

inFolder("a training that cannot begin says why there is no model", async (folder) => {
  // A model that knows the text already has a Γ of 0, with which no rate can be compared.
  const model = join(folder, "model");
  const { config, tensors } = await loadPretrained(model);
  const words = (await Deno.readTextFile(join(model, "vocab.txt"))).split("\n");
  tensors.get("cls.predictions.bias")!.data[words.indexOf("cat")] = 1e4;
  await savePretrained(model, { config, tensors });
  const texts = Array.from({ length: 40 }, (_, i) => "cat ".repeat(i + 1)).join("\n\n");
  await Deno.writeTextFile(join(folder, "cats.txt"), texts);
  const args = [...TINY, "--data=cats.txt", "--reader=text", "--gamma=osgood", "--out=none"];
  for (let time = 0; time < 2; time++) {
    const { code, err } = await task(folder, "train", ...args, "--gamma-reference=initial");
    assert.equal(code, 1);
    assert.match(
      err.trim().split("\n").at(-1)!,
      /^none: training ended before it began, so there is no model\. No step was made: Γ .*--restart\.$/,
    );
  }
});

inFolder("lines are trained on and evaluated each by itself, with padding", async (folder) => {
  const lines = csv().trim().split("\n").slice(1).map((row, i) =>
    row.split(",")[1]!.split(" ").slice(0, 4 + i % 9).join(" ")
  );
  // Two paragraphs, whose lines would be two texts.
  const text = [lines.slice(0, 20), lines.slice(20)].map((some) => some.join("\n")).join("\n\n");
  await Deno.writeTextFile(join(folder, "lines.txt"), `${text}\n\n   \n`);
  const args = [...TINY, "--data=lines.txt", "--line-by-line", "--batch-size=4"];
  const { code, err } = await task(folder, "train", ...args, "--out=mine");
  assert.equal(code, 0, err);
  assert.match(
    err,
    /^Data: lines\.txt, 38 lines of at most 16 tokens to train on, 2 to evaluate\.$/m,
  );
  const card = await Deno.readTextFile(join(folder, "mine", "README.md"));
  assert.match(card, /Measured on 2 lines of at most 16 tokens of texts/);
  const measured = await task(folder, "evaluate", ...args, "--json");
  assert.equal(measured.code, 0, measured.err);
  const { texts, chunks, tokens } = JSON.parse(measured.out);
  assert.deepEqual([texts, chunks], [40, 40]);
  assert.ok(tokens > 40 * 3 && tokens < 40 * 16);
  // A table has a text in each row, without the name of a reader.
  const table = await trainAlone(folder, "--line-by-line", "--max-steps=1", "--out=table").output();
  assert.match(
    decoder.decode(table.stderr),
    /38 lines of at most 16 tokens to train on, 2 to evaluate/,
  );
});

inFolder("a training masks whole words, and leaves frozen parts as they were", async (folder) => {
  const args = ["--masking=whole-word", "--freeze=embeddings,layers:0", "--layer-decay=0.9"];
  const made = await trainAlone(folder, ...args, "--out=mine", "--max-steps=2").output();
  assert.equal(made.code, 0, decoder.decode(made.stderr));
  const { tensors: before } = await loadPretrained(join(folder, "model"));
  const { tensors: after } = await loadPretrained(join(folder, "mine"));
  for (const [name, { data }] of before) {
    const same = data.every((value, i) => Object.is(value, after.get(name)!.data[i]));
    assert.equal(same, /\.embeddings\.|layer\.0\./.test(name), name);
  }
  const card = await Deno.readTextFile(join(folder, "mine", "README.md"));
  assert.match(card, /\n\| masking \| whole-word \|\n/);
  assert.match(card, /\n\| freeze \| embeddings,layers:0 \|\n\| layerDecay \| 0\.9 \|\n/);
});

inFolder("no chunk to train on has a word of a text that is held out", async (folder) => {
  const tokenizer = await loadTokenizer(join(folder, "model"));
  const settings = {
    ...presetSettings("quick"),
    data: join(folder, "mine.csv"),
    textColumn: "review",
    dataConstruction: "passages",
    chunkLength: 16,
    trainChunks: 8,
    evalChunks: 4,
    evalFraction: 0.25,
  } as Parameters<typeof experimentChunks>[0];
  const { evaluationPassages, trainSources } = await experimentChunks(settings, tokenizer);
  const held = new Set((await evaluationPassages()).map(({ source }) => source));
  assert.ok(held.size > 1);
  const trained = await trainSources([...Array(settings.trainChunks).keys()]);
  assert.deepEqual(trained.filter((source) => held.has(source)), []);
});

inFolder(
  "a split is measured alone, of windows each blank's one, of a plugin's reader all",
  async (folder) => {
    const at = (name: string) => join(folder, name);
    const article = (blanks: number) => {
      const article = "The cat _ in the house . ".repeat(blanks);
      const options = Array(blanks).fill(["sat", "ran", "sang", "slow"]);
      return JSON.stringify({ article, options, answers: Array(blanks).fill("A") });
    };
    for (const [name, blanks] of [["train/a", 3], ["train/b", 2], ["test/c", 4]] as const) {
      await Deno.mkdir(at(`cloth/${name.split("/")[0]}/high`), { recursive: true });
      await Deno.writeTextFile(at(`cloth/${name.replace("/", "/high/")}.json`), article(blanks));
    }
    await Deno.writeTextFile(
      at("words.ts"),
      `export const WORDS = { kind: "reader", name: "words",
    description: "words, each a passage", read: async (path) => (await Deno.readTextFile(path))
      .split(" ").map((text, i) => ({ source: path + i, text, blanks: [] })) };`,
    );
    await Deno.writeTextFile(at("words.txt"), "cat dog man child house mat tree");
    const textsOf = async (overrides: Partial<ExperimentSettings>, split?: Split) => {
      const settings = resolveSettings({
        overrides: {
          ...{
            model: at("model"),
            data: at("cloth"),
            backend: "cpu",
            beta: "table",
            chunkLength: 16,
          },
          ...{ schedules: ["constant"], methods: ["none"], maskProbability: 0.5, ...overrides },
        },
      });
      const { texts, metrics } = await evaluateModel(
        settings,
        split === undefined ? {} : { split },
      );
      assert.ok(metrics.eval_masked_tokens > 0);
      return texts;
    };
    const passages = { dataConstruction: "passages" } as const;
    assert.deepEqual([await textsOf(passages), await textsOf(passages, "test")], [2, 1]);
    const windows = { dataConstruction: "windows" } as const;
    assert.deepEqual([await textsOf(windows), await textsOf(windows, "test")], [5, 4]);
    const words = {
      ...passages,
      data: at("words.txt"),
      reader: "words",
      plugins: [at("words.ts")],
    };
    assert.equal(await textsOf(words), 7);
  },
);

Deno.test("train takes each setting of a run, and says so", () => {
  const others = [
    "schedules",
    "methods",
    "seeds",
    "sweep",
    "conditions",
    "baseline",
    "plugins",
    "saveModels",
  ];
  const TRAIN_OPTIONS = trainOptions(BUILT_IN);
  for (const name of SETTING_NAMES.filter((name) => !others.includes(name))) {
    assert.ok(Object.hasOwn(TRAIN_OPTIONS, name), name);
  }
  assert.ok(TRAIN_OPTIONS["data"]!.required && TRAIN_OPTIONS["out"]!.required);
  for (const name of ["schedule", "method", "seed"]) assert.ok(!TRAIN_OPTIONS[name]!.list, name);
});

Deno.test("train may read its data and write its folder, evaluate may write none", async () => {
  const train = await planOf("train", ["--data=a.csv", "--eval-data=b.csv", "--out=mine"]);
  assert.ok(["a.csv", "b.csv", "mine"].every((path) => train.permissions.read.includes(path)));
  assert.ok(train.permissions.write.includes("mine"));
  const fresh = ["--model-type=bert", "--tokenizer=words", "--data=a.csv", "--out=mine"];
  assert.ok((await planOf("train", fresh)).permissions.read.includes("words"));
  assert.equal(train.shared?.asked.jobs, 1);
  const evaluate = await planOf("evaluate", ["--data=a.csv", "--model=tests/fixtures/tiny-bert"]);
  assert.ok(evaluate.permissions.read.includes("a.csv"));
  const held = await planOf("evaluate", ["--data=a.csv", "--model=embedded", "--held-out-by=mine"]);
  assert.ok(held.permissions.read.includes("mine"));
  assert.ok(!evaluate.permissions.write.includes("a.csv"));
});
