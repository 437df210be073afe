/** `deno task reproduce` as a process of its own, with a tiny model on tfjs' JavaScript backend. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readConfig, readRuns } from "../lib/experiment/results.ts";
import type { StepRecord } from "../lib/training/records.ts";
import { unlessGiven } from "./_arguments.ts";

const TASK = fileURLToPath(new URL("../tasks/reproduce.ts", import.meta.url));
const MODEL = fileURLToPath(new URL("fixtures/tiny-bert", import.meta.url));

/** @param given In the place of usual options, or besides. */
async function reproduce(usual: readonly string[], ...given: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", TASK, ...unlessGiven(usual, given)],
    // A hub that nobody can reach: no test downloads anything.
    env: { HF_ENDPOINT: "http://127.0.0.1:1" },
    stdout: "piped",
    stderr: "piped",
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

/** Text of words that the tiny model knows. */
const TEXT = [
  "The cat sat on the mat. It was good. A quick man ran in the house.",
  "A dog was in the house. The slow man walked. It is a bad walk.",
  "The man sang. The dog ran on. A good cat is quick in the house.",
].join("\n\n");

/** Runs a test in a folder of its own, with the options of a small experiment in it. */
function inFolder(name: string, test: (options: string[], folder: string) => Promise<void>) {
  Deno.test(name, async () => {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(`${folder}/text.txt`, `${TEXT}\n\n`.repeat(4));
      const options = {
        model: MODEL,
        data: `${folder}/text.txt`,
        "data-construction": "passages",
        "eval-split": "train",
        beta: "table",
        backend: "cpu",
        "chunk-length": 16,
        "train-chunks": 4,
        "eval-chunks": 2,
        "batch-size": 2,
        epochs: 2,
        out: `${folder}/out`,
      };
      await test(Object.entries(options).map(([key, value]) => `--${key}=${value}`), folder);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

inFolder(
  "reproduce trains the nine models and writes table, summary and report",
  async (options, folder) => {
    const { code, out, err } = await reproduce(options);
    assert.equal(code, 0, err);
    const lines = out.trimEnd().split("\n");
    assert.equal(lines.length, 11, "heading, nine runs, where the report is");
    assert.match(lines[0]!, /^schedule {2}method/);
    assert.match(lines[9]!, /^cosine {4}SD2/);
    assert.equal(lines[10], `Report: ${folder}/out/report.html`);
    assert.match(err, /9 runs of 4 steps to make\./);
    assert.match(
      err,
      /\[9\/9\] cosine-SD2-seed0 {2}epoch 2\/2 {2}loss [\d.]+ {2}eval_loss [\d.]+ /,
    );
    assert.ok(existsSync(`${folder}/out/report.html`));
    assert.equal(
      (await Deno.readTextFile(`${folder}/out/summary.csv`)).trim().split("\n").length,
      10,
    );

    const runs = await readRuns(`${folder}/out`);
    assert.equal(runs.length, 9);
    for (const { method, records } of runs) {
      const steps = records.filter((record) => record.type === "step") as StepRecord[];
      assert.equal(steps.length, 4);
      for (const { scheduled_learning_rate, learning_rate, gamma_root } of steps) {
        assert.ok(gamma_root !== null && gamma_root > 1, `Γ root ${gamma_root}`);
        const power = { none: 0, SD: -1, SD2: 1 }[method]!;
        const expected = scheduled_learning_rate * gamma_root ** power;
        assert.ok(Math.abs(learning_rate - expected) <= 1e-5 * expected);
      }
    }
    const losses = new Set(runs.map(({ records }) => JSON.stringify(records.at(-1))));
    assert.equal(losses.size, 9, "nine different models");
  },
);

inFolder(
  "reproduce gives the same figures for the same seed, others for another",
  async (options, folder) => {
    const figures = async (name: string, ...more: string[]) => {
      const grid = ["--schedules=linear", "--methods=SD", `--out=${folder}/${name}`];
      const { code, err } = await reproduce(options, ...grid, ...more);
      assert.equal(code, 0, err);
      const [run] = await readRuns(`${folder}/${name}`);
      return run!.records.map((record) => ({ ...record, seconds: 0 }));
    };
    const first = await figures("first", "--gamma=paper");
    assert.deepEqual(await figures("second"), first);
    assert.notDeepEqual(await figures("third", "--seed=1"), first);
  },
);

inFolder(
  "reproduce goes on in a folder, and refuses other settings there",
  async (options, folder) => {
    const grid = ["--schedules=constant", "--methods=none"];
    assert.equal((await reproduce(options, ...grid)).code, 0);
    const again = await reproduce(options, ...grid);
    assert.equal(again.code, 0);
    // Nothing is loaded or trained.
    assert.equal(again.err, "Nothing is left to make: 1 run is finished.\n");
    const more = await reproduce(options, "--schedules=constant", "--methods=none,SD");
    assert.match(more.err, /1 run of 4 steps to make \(1 is finished\)\./);
    const other = await reproduce(options, ...grid, "--epochs=3");
    assert.equal(other.code, 1);
    assert.equal(
      other.err,
      `${folder}/out/config.json: the runs of this folder were made otherwise (epochs was 2, is 3). ` +
        "Choose another folder with --out, or have them made again with --restart.\n",
    );
    assert.equal((await reproduce(options, ...grid, "--epochs=3", "--restart")).code, 0);
    assert.equal((await readRuns(`${folder}/out`)).length, 1);
  },
);

inFolder(
  "reproduce takes its settings from a file, and the command line over it",
  async (options, folder) => {
    const config = `${folder}/mine.json`;
    await Deno.writeTextFile(config, '{"schedules": ["linear"], "methods": ["SD2"], "seeds": [5]}');
    const { code, err } = await reproduce(options, `--config=${config}`, "--methods=none");
    assert.equal(code, 0, err);
    assert.ok(existsSync(`${folder}/out/runs/linear-none-seed5/done.json`));
    await Deno.writeTextFile(config, '{"epoch": 3}');
    const mistaken = await reproduce(options, `--config=${config}`);
    assert.equal(mistaken.code, 1);
    assert.equal(
      mistaken.err,
      `${config}, epoch: there is no such setting. Perhaps epochs is meant.\n`,
    );
  },
);

inFolder("reproduce keeps models that can be trained on", async (options, folder) => {
  const grid = ["--schedules=constant", "--methods=none", "--save-models"];
  assert.equal((await reproduce(options, ...grid)).code, 0);
  const model = `${folder}/out/runs/constant-none-seed0/model`;
  const { code, err } = await reproduce(
    options,
    "--schedules=constant",
    "--methods=none",
    `--model=${model}`,
    `--out=${folder}/next`,
  );
  assert.equal(code, 0, err);
  // The masks are the same, so the next run begins where the first one ended.
  const [before] = await readRuns(`${folder}/out`);
  const [after] = await readRuns(`${folder}/next`);
  const last = before!.records.at(-1) as { eval_loss: number };
  const first = after!.records[0] as { eval_loss: number };
  assert.equal(first.eval_loss, last.eval_loss);
});

inFolder(
  "reproduce says in one line what cannot be used, and writes nothing",
  async (options, folder) => {
    await Deno.writeTextFile(`${folder}/short.txt`, "It was good.");
    const cases: [number, string[], RegExp][] = [
      [1, ["--model=/nowhere"], /\/nowhere: there is no such folder\./],
      [
        1,
        ["--model=bert-base-cased"],
        /bert-base-cased\/.*could not be downloaded: no connection.*or give a folder/,
      ],
      [1, ["--data=/nowhere"], /\/nowhere: there is no such file or folder\./],
      [
        1,
        [`--data=${folder}/short.txt`],
        /short\.txt: the text has \d+ tokens, but a chunk has 16\./,
      ],
      [
        1,
        ["--train-chunks=1000"],
        /text gives \d+ chunks of 16 tokens, but 1002 are asked for \(--train-chunks 1000, --eval-chunks 2\)\. Set --train-chunks and --eval-chunks to at most \d+ together/,
      ],
      [1, ["--chunk-length=64"], /takes 40 tokens at most, a chunk has 64\./],
      [
        1,
        ["--preset=paper", "--config=/nowhere.json"],
        /\/nowhere\.json: there is no such file\./,
      ],
      [
        2,
        ["--schedules=cyclic"],
        /--schedules: there is no schedule "cyclic"\. The schedules are constant, linear, cosine/,
      ],
      [
        2,
        ["--methods=SD3"],
        /--methods: there is no method "SD3"\. Perhaps SD is meant\. The methods are none, SD, SD2/,
      ],
      [
        2,
        ["--sweep=colour=1"],
        /--sweep: no run has a setting "colour"\. The settings of a run are/,
      ],
      [2, ["--sweep=epochs=0"], /--sweep, epochs: the value 0 cannot be used\./],
      [2, ["--sweep=epochs"], /--sweep: it gives no values for epochs\. Write epochs=VALUE/],
      [
        2,
        ["--metrics=eval_los"],
        /--metrics: there is no metric "eval_los"\. Perhaps eval_loss is/,
      ],
      [2, ["--report-to=wandb"], /--report-to: there is no sink "wandb"\. The sinks are jsonl, /],
      [2, ["--gamma=cube"], /--gamma: there is no gamma "cube"\. The definitions of Γ are paper, /],
      [1, ["--baseline=cube"], /baseline: there is no method "cube"\./],
      [1, ["--plugin=/nowhere.ts"], /\/nowhere\.ts: there is no such file\./],
      [1, ["--methods=replay:of=SD"], /needs one by SD, and the experiment has none\. Add SD to/],
      [2, ["--epochs=0"], /--epochs: the value 0 cannot be used\. It must be a whole number/],
      [
        2,
        ["--learning-rate=fast"],
        /--learning-rate takes a number above 0 that float32 can hold, .*: got "fast"\./,
      ],
      [2, ["--epoch=3"], /Unknown option '--epoch'\. Did you mean --epochs\?/],
      [2, ["--seed=1", "--seeds=2"], /Give --seed or --seeds, not both\./],
      [2, ["results"], /Unexpected argument 'results'\./],
    ];
    for (const [expected, args, message] of cases) {
      const { code, out, err } = await reproduce(options, ...args);
      assert.equal(code, expected, `${args}: ${err}`);
      const lines = err.trimEnd().split("\n");
      const told = expected === 2 ? lines.at(-2)! : lines.at(-1)!;
      assert.match(told, message);
      assert.equal(lines.at(-1) === "See: deno task reproduce --help", expected === 2);
      assert.doesNotMatch(err, /^ {4}at /m, "no stack trace");
      assert.equal(out, "");
    }
    assert.ok(!existsSync(`${folder}/out`));
  },
);

inFolder("reproduce sweeps, measures and reports as the options say", async (options, folder) => {
  const { code, out, err } = await reproduce(
    options,
    ...["--schedules=linear", "--methods=none,SD", "--sweep", "learning-rate=1e-4,3e-3"],
    ...["--sweep=batchSize=2", "--metrics=eval_loss,eval_mrr", "--report-to=tensorboard"],
    ...["--baseline=SD", "--gamma=paper:distance=kl"],
  );
  assert.equal(code, 0, err);
  const lines = out.trimEnd().split("\n");
  assert.match(lines[0]!, / {2}mean reciprocal rank {2}Γ root .* {2}seconds$/);
  assert.match(lines[1]!, /^linear +none learningRate=0\.0001 batchSize=2 +0 /);
  const runs = await readRuns(`${folder}/out`);
  assert.deepEqual(runs.map(({ run }) => run.name), [
    "linear-none-learningRate=0.0001-batchSize=2-seed0",
    "linear-none-learningRate=0.003-batchSize=2-seed0",
    "linear-SD-learningRate=0.0001-batchSize=2-seed0",
    "linear-SD-learningRate=0.003-batchSize=2-seed0",
  ]);
  for (const { run, records } of runs) {
    const names = [...Deno.readDirSync(`${folder}/out/runs/${run.name}`)].map(({ name }) => name);
    assert.ok(names.some((name) => name.includes("tfevents")), `${names}`);
    const [first] = records;
    assert.ok(first?.type === "evaluation" && (first["eval_mrr"] as number) > 0);
    assert.ok(!("eval_accuracy" in first));
  }
  const { settings } = await readConfig(`${folder}/out`);
  const { baseline, gamma, sweep, metrics } = settings;
  assert.deepEqual({ baseline, gamma, sweep, metrics }, {
    baseline: "SD",
    gamma: "paper:distance=kl",
    sweep: { learningRate: [1e-4, 3e-3], batchSize: [2] },
    metrics: ["eval_loss", "eval_mrr"],
  });
});

Deno.test("reproduce asks for the data that the paper preset cannot bring along", async () => {
  const { code, err } = await reproduce([], "--preset=paper");
  assert.equal(code, 1);
  assert.match(err, /^preset paper needs the setting data.*--data FOLDER\.\n$/);
});

Deno.test("reproduce --help lists the options with the presets' values", async () => {
  const { code, out } = await reproduce([], "--help");
  assert.equal(code, 0);
  for (const option of ["preset", "config", "model", "data", "beta", "epochs", "batch-size"]) {
    assert.match(out, new RegExp(`^ {2}--${option} `, "m"));
  }
  assert.match(out, /in preset paper: 64/);
  for (const option of ["plugin FILE", "sweep NAME=V1,V2", "report-to", "metrics", "baseline"]) {
    assert.match(out, new RegExp(`^ {2}--${option} `, "m"));
  }
  assert.match(
    out.replaceAll(/\s+/g, " "),
    /--methods NAME A″ \(none, SD, SD2, greedy, .*; several/,
  );
});
