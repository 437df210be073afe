/** Experiments on disk: what is written, how they go on, and what damaged folders get. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { experimentChunks } from "../lib/experiment/chunks.ts";
import type { ExperimentEvent } from "../lib/experiment/events.ts";
import type { Prepare } from "../lib/experiment/prepared.ts";
import { runExperiment, type RunExperimentOptions } from "../lib/experiment/run.ts";
import { PRESETS, readGridConfig, resolveSettings } from "../lib/experiment/settings/presets.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { readConfig, readRuns } from "../lib/experiment/results.ts";
import { training } from "./_fake_experiment.ts";
import type { Tokenizer } from "../lib/tokens/mod.ts";
import type { LogRecord } from "../lib/training/records.ts";
import { NonFiniteError } from "../lib/training/mod.ts";

const ENVIRONMENT = { backend: "fake", model_sha256: "a", chunks_sha256: "b", scores_sha256: "c" };

/** A trainer that needs no model: the loss falls by a tenth of the rate at each of two epochs. */
function fakeTrainer(environment: Record<string, string> = ENVIRONMENT) {
  const log = { prepared: 0, trained: [] as string[], saved: [] as string[], disposed: 0 };
  const prepare: Prepare = (_, say) => {
    log.prepared++;
    say("Reading nothing");
    return Promise.resolve({
      environment,
      steps: () => 2,
      open: (run) =>
        Promise.resolve({
          async *train() {
            log.trained.push(run.name);
            await Promise.resolve();
            const { learningRate } = run.settings;
            let loss = 4 - run.seed;
            yield evaluation(0, loss, null);
            for (const epoch of [1, 2]) {
              yield step(epoch, learningRate, loss);
              yield evaluation(epoch, loss -= learningRate / 10, loss);
            }
          },
          save(folder) {
            const finished = existsSync(join(folder, "..", "done.json"));
            log.saved.push(`${folder}${finished ? " too late" : ""}`);
            return Promise.resolve();
          },
        }),
      dispose() {
        log.disposed++;
      },
    });
  };
  return { log, prepare };
}

function step(epoch: number, rate: number, loss: number): LogRecord {
  return {
    type: "step",
    step: epoch,
    epoch,
    loss,
    grad_norm: 1,
    scheduled_learning_rate: rate,
    learning_rate: rate,
    gamma: 8,
    gamma_root: 2,
    gamma_pairs: 3,
    seconds: 0.1,
  };
}

function evaluation(epoch: number, loss: number, trainLoss: number | null): LogRecord {
  return {
    type: "evaluation",
    step: epoch,
    epoch,
    eval_loss: loss,
    eval_perplexity: Math.exp(loss),
    eval_accuracy: 0.5,
    eval_masked_tokens: 10,
    train_loss: trainLoss,
  };
}

async function collect(
  settings: ExperimentSettings,
  options: RunExperimentOptions,
): Promise<ExperimentEvent[]> {
  const events: ExperimentEvent[] = [];
  for await (const event of runExperiment(settings, options)) events.push(event);
  return events;
}

/** Runs a test in a folder of its own, with the settings of a small grid in it. */
function inFolder(
  name: string,
  test: (settings: ExperimentSettings, folder: string) => Promise<void>,
) {
  Deno.test(name, async () => {
    const folder = await Deno.makeTempDir();
    try {
      const overrides = {
        out: `${folder}/out`,
        schedules: ["constant" as const, "linear" as const],
        methods: ["none", "SD"],
      };
      await test(resolveSettings({ overrides }), folder);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

const NAMES = ["constant-none-seed0", "constant-SD-seed0", "linear-none-seed0", "linear-SD-seed0"];

inFolder("An experiment makes every run and writes what they came to", async (settings) => {
  const { log, prepare } = fakeTrainer();
  const events = await collect(settings, { prepare });
  assert.deepEqual(log, { prepared: 1, trained: NAMES, saved: [], disposed: 1 });

  const types = events.map(({ type }) => type);
  const run = ["run-start", ...Array(5).fill("record"), "run-end"];
  assert.deepEqual(types, ["setup", "ready", ...run, ...run, ...run, ...run, "done"]);

  const config = JSON.parse(await Deno.readTextFile(`${settings.out}/config.json`));
  assert.deepEqual(config, { settings, environment: ENVIRONMENT });
  const metrics = await Deno.readTextFile(`${settings.out}/runs/linear-SD-seed0/metrics.jsonl`);
  const lines = metrics.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.equal(lines.length, 5);
  assert.deepEqual(lines[0], evaluation(0, 4, null));
  assert.deepEqual(lines[1], step(1, settings.learningRate, 4));
  const csv = await Deno.readTextFile(`${settings.out}/summary.csv`);
  assert.equal(csv.trimEnd().split(/\r?\n/).length, 5);
  assert.match(csv, /linear,SD,0,2,2,4,/);

  const names = [...Deno.readDirSync(settings.out)].map(({ name }) => name).sort();
  assert.deepEqual(names, ["config.json", "runs", "summary.csv"], "no temporary file is left");
});

inFolder("readRuns() gives finished runs in the grid's order", async (settings) => {
  await collect(settings, { prepare: fakeTrainer().prepare });
  const runs = await readRuns(settings.out);
  assert.deepEqual(
    runs.map(({ schedule, method, seed }) => `${schedule}-${method}-seed${seed}`),
    NAMES,
  );
  assert.deepEqual(runs[3]!.records[0], evaluation(0, 4, null));
  assert.ok(runs.every(({ seconds }) => seconds >= 0 && seconds < 60));
  assert.deepEqual(await readRuns(settings.out, ["linear-SD-seed0"]), [runs[3]]);
});

inFolder("A finished experiment is not made again, nor is anything loaded", async (settings) => {
  await collect(settings, { prepare: fakeTrainer().prepare });
  const { log, prepare } = fakeTrainer();
  const events = await collect(settings, { prepare });
  assert.deepEqual(log.trained, []);
  assert.equal(log.prepared, 0);
  assert.deepEqual(events.map(({ type }) => type), ["done"]);
  assert.equal((events[0] as { summaries: unknown[] }).summaries.length, 4);
});

inFolder("An interrupted experiment goes on with its first unfinished run", async (settings) => {
  const controller = new AbortController();
  const first = fakeTrainer();
  const events: ExperimentEvent[] = [];
  const options = { prepare: first.prepare, signal: controller.signal };
  for await (const event of runExperiment(settings, options)) {
    events.push(event);
    // In the middle of the second run.
    if (event.type === "record" && event.run.name === NAMES[1]) controller.abort();
  }
  assert.deepEqual(events.at(-1), { type: "interrupted", left: 3 });
  assert.equal(first.log.disposed, 1);
  assert.ok(existsSync(`${settings.out}/runs/${NAMES[0]}/done.json`));
  assert.ok(existsSync(`${settings.out}/runs/${NAMES[1]}/metrics.jsonl`));
  assert.ok(!existsSync(`${settings.out}/runs/${NAMES[1]}/done.json`));
  assert.ok(!existsSync(`${settings.out}/summary.csv`));
  assert.equal((await readRuns(settings.out)).length, 1);

  const second = fakeTrainer();
  const rest = await collect(settings, { prepare: second.prepare });
  assert.deepEqual(second.log.trained, NAMES.slice(1));
  const ready = rest.find((event) => event.type === "ready");
  assert.equal(ready?.finished, 1);
  const runs = await readRuns(settings.out);
  assert.deepEqual(runs.map(({ records }) => records.length), [5, 5, 5, 5]);
});

inFolder("A run that was killed in the middle of a line is made anew", async (settings) => {
  await collect(settings, { prepare: fakeTrainer().prepare });
  const folder = `${settings.out}/runs/${NAMES[2]}`;
  await Deno.remove(`${folder}/done.json`);
  await Deno.writeTextFile(`${folder}/metrics.jsonl`, '{"type":"step","st');
  const { log, prepare } = fakeTrainer();
  await collect(settings, { prepare });
  assert.deepEqual(log.trained, [NAMES[2]]);
  assert.equal((await readRuns(settings.out))[2]!.records.length, 5);
});

inFolder(
  "A folder that another process works in is left alone; a lock left behind is not one",
  async (settings) => {
    await collect({ ...settings, methods: ["none"] }, { prepare: fakeTrainer().prepare });
    await Deno.writeTextFile(
      `${settings.out}/.lock`,
      '{"pid": 1, "host": "gone", "since": "1970"}',
    );
    await collect({ ...settings, methods: ["SD"] }, { prepare: fakeTrainer().prepare });
    const lock = new URL("../lib/io/lock.ts", import.meta.url).href;
    const code = `const { lockFolder } = await import(${JSON.stringify(lock)});` +
      `await lockFolder(${JSON.stringify(settings.out)}); console.log("held");` +
      "await new Promise((resolve) => setTimeout(resolve, 60_000));";
    const holder = new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-check", code],
      stdout: "piped",
    }).spawn();
    const reader = holder.stdout.getReader();
    await reader.read();
    const { log, prepare } = fakeTrainer();
    const more = { ...settings, methods: ["SD2"] };
    await assert.rejects(collect(more, { prepare }), {
      name: "InputError",
      message: new RegExp(
        `^${settings.out}: another process is at work in this folder \\(process ${holder.pid} on ` +
          '"[^"]+", since "\\d{4}-[^"]+"\\)\\. Wait until it is done, or choose another folder',
      ),
    });
    assert.equal(log.prepared, 0);
    holder.kill("SIGKILL");
    await holder.status;
    await reader.cancel();
    await collect(more, { prepare });
    assert.equal(log.trained.length, 2, "the killed process holds nothing any more");
  },
);

inFolder("Nothing is written where the set-up fails", async (settings, folder) => {
  const prepare = () => Promise.reject(new RangeError("no model"));
  await assert.rejects(collect(settings, { prepare }), RangeError);
  assert.deepEqual([...Deno.readDirSync(folder)], []);
});

inFolder("A folder with other settings is left alone, the differences named", async (settings) => {
  await collect(settings, { prepare: fakeTrainer().prepare });
  const { log, prepare } = fakeTrainer();
  const other = { ...settings, epochs: 9, gamma: "notebook" as const };
  await assert.rejects(collect(other, { prepare }), {
    name: "InputError",
    message: `${settings.out}/config.json: the runs of this folder were made otherwise ` +
      `(gamma was "paper", is "notebook"; epochs was ${settings.epochs}, is 9). ` +
      "Choose another folder with the setting out, or have them made again with restart.",
  });
  assert.equal(log.prepared, 0);
});

inFolder("A folder whose data or backend changed is left alone", async (settings) => {
  await collect(settings, { prepare: fakeTrainer().prepare });
  const more = { ...settings, seeds: [0, 1] };
  const { prepare, log } = fakeTrainer({ ...ENVIRONMENT, chunks_sha256: "other", deno: "3" });
  await assert.rejects(
    collect(more, { prepare }),
    /chunks_sha256 was "b", is "other"; embedded once stood for what is now embedded-addresses\)/,
  );
  assert.deepEqual(log.trained, []);
  assert.equal(log.disposed, 1);
  const gpu = fakeTrainer({ ...ENVIRONMENT, backend: "fake on a GPU" });
  await assert.rejects(collect(more, gpu), /backend was "fake", is "fake on a GPU"\)/);
});

inFolder("Another device may be named, also where none was before", async (settings) => {
  await collect({ ...settings, device: "cpu" }, { prepare: fakeTrainer().prepare });
  const file = `${settings.out}/config.json`;
  const config = JSON.parse(await Deno.readTextFile(file));
  assert.equal(config.settings.device, "cpu");
  delete config.settings.device;
  await Deno.writeTextFile(file, JSON.stringify(config));
  assert.equal((await readConfig(settings.out)).settings.device, "auto");
  const { log, prepare } = fakeTrainer();
  const more = { ...settings, device: "gpu:1" as const, seeds: [0, 1] };
  await collect(more, { prepare });
  assert.equal(log.trained.length, 4, "the new runs");
  assert.equal((await readConfig(settings.out)).settings.device, "gpu:1");
});

inFolder("restart makes all runs again with the new settings", async (settings) => {
  await collect(settings, { prepare: fakeTrainer().prepare });
  await Deno.writeTextFile(`${settings.out}/report.html`, "old");
  await Deno.writeTextFile(`${settings.out}/notes.txt`, "mine");
  const other = { ...settings, epochs: 9, methods: ["SD2"] };
  const { log, prepare } = fakeTrainer();
  await collect(other, { prepare, restart: true });
  assert.deepEqual(log.trained, ["constant-SD2-seed0", "linear-SD2-seed0"]);
  assert.equal((await readRuns(settings.out)).length, 2);
  assert.equal((await readConfig(settings.out)).settings.epochs, 9);
  assert.ok(!existsSync(`${settings.out}/report.html`));
  assert.ok(existsSync(`${settings.out}/notes.txt`), "what is not ours stays");
});

inFolder("The grid of a folder may grow: only new runs are made", async (settings) => {
  await collect({ ...settings, methods: ["SD"] }, { prepare: fakeTrainer().prepare });
  const { log, prepare } = fakeTrainer();
  const grown = { ...settings, methods: ["none"], seeds: [1] };
  const events = await collect(grown, { prepare });
  assert.deepEqual(log.trained, ["constant-none-seed1", "linear-none-seed1"]);
  const { methods, seeds } = (await readConfig(settings.out)).settings;
  assert.deepEqual([methods, seeds], [["SD", "none"], [0, 1]]);
  assert.equal((events.at(-1) as { results: unknown[] }).results.length, 4);
});

inFolder(
  "What may change in a folder whose runs are finished is written there",
  async (settings) => {
    const { log, prepare } = fakeTrainer();
    await collect(settings, { prepare });
    const file = `${settings.out}/config.json`;
    const before = await Deno.readTextFile(file);
    await collect(settings, { prepare });
    assert.equal(await Deno.readTextFile(file), before);
    log.trained.length = 0;
    const methods = [settings.methods[0]!];
    await collect({ ...settings, methods, baseline: "SD", saveSteps: 7 }, { prepare });
    const now = await readConfig(settings.out);
    const { baseline, saveSteps, ...rest } = now.settings;
    assert.deepEqual([baseline, saveSteps, log.trained], ["SD", 7, []]);
    // All else stays, also what was not asked for this time.
    const whole = JSON.parse(before);
    assert.deepEqual({ ...rest, baseline: "none", saveSteps: 500 }, whole.settings);
    assert.deepEqual(now.environment, whole.environment);
  },
);

inFolder(
  "saveModels keeps each run's final model before the run counts as finished",
  async (settings) => {
    const { log, prepare } = fakeTrainer();
    await collect({ ...settings, saveModels: true }, { prepare });
    assert.deepEqual(log.saved, NAMES.map((name) => `${settings.out}/runs/${name}/model`));
  },
);

inFolder("A run that diverges is kept up to there, and the others are made", async (settings) => {
  const { prepare } = fakeTrainer();
  const diverging = training(prepare, (run, open) =>
    async function* (more) {
      if (run.name !== NAMES[1]) return yield* open.train(more);
      yield evaluation(0, 4, null);
      throw new NonFiniteError("Step 1 was not made.");
    });
  const events = await collect(settings, { prepare: diverging });
  assert.equal(events.at(-1)!.type, "done");
  const runs = await readRuns(settings.out);
  assert.deepEqual(runs.map(({ diverged }) => diverged), [
    null,
    "Step 1 was not made.",
    null,
    null,
  ]);
  assert.equal(runs[1]!.records.length, 1);
  assert.match(await Deno.readTextFile(`${settings.out}/summary.csv`), /,Step 1 was not made\./);
  const { log, prepare: again } = fakeTrainer();
  await collect(settings, { prepare: again });
  assert.deepEqual(log.trained, [], "it counts as finished");
});

inFolder("A run that fails stops the experiment and is made anew", async (settings) => {
  const { log, prepare } = fakeTrainer();
  const failing = training(prepare, () =>
    // deno-lint-ignore require-yield
    async function* () {
      await Promise.resolve();
      throw new TypeError("broken");
    });
  await assert.rejects(collect(settings, { prepare: failing }), TypeError);
  assert.equal(log.disposed, 1);
  assert.deepEqual(await readRuns(settings.out), []);
});

inFolder("Numbers that are not finite survive metrics.jsonl", async (settings) => {
  const { prepare } = fakeTrainer();
  const wild = training(prepare, () =>
    async function* () {
      await Promise.resolve();
      yield evaluation(0, 4, null);
      yield { ...step(1, 1, 3), grad_norm: Infinity, gamma: null, gamma_root: null };
    });
  await collect(settings, { prepare: wild });
  const [run] = await readRuns(settings.out);
  assert.ok(Number.isNaN((run!.records[1] as { grad_norm: number }).grad_norm));
  assert.equal((run!.records[1] as { gamma: null }).gamma, null);
  assert.equal((run!.records[0] as { train_loss: null }).train_loss, null);
});

inFolder("Damaged files of finished runs are named with line and mend", async (settings) => {
  await collect(settings, { prepare: fakeTrainer().prepare });
  const folder = `${settings.out}/runs/${NAMES[0]}`;
  const whole = await Deno.readTextFile(`${folder}/metrics.jsonl`);
  const mend = `\\. Delete the folder ${folder}, and the next call makes this run again\\.$`;
  const damages: [string, string, string][] = [
    [
      "metrics.jsonl",
      whole.replace('"type":"step"', '"type":"stop"'),
      "metrics.jsonl, line 2: this is not a log record",
    ],
    ["metrics.jsonl", whole + "[]\n", "metrics.jsonl, line 6: this is not a log record"],
    ["metrics.jsonl", whole + "null\n", "metrics.jsonl, line 6: this is not a log record"],
    ["metrics.jsonl", whole.slice(0, -20), "metrics.jsonl, line 5: this is not a log record"],
    [
      "metrics.jsonl",
      whole.split("\n").slice(0, 3).join("\n"),
      "metrics.jsonl: the file has 3 records, but the run made 5",
    ],
    ["done.json", "{", "done.json, line 1, column 2: it is not valid JSON"],
    ["done.json", "{}", "done.json: the file is damaged"],
  ];
  for (const [file, content, problem] of damages) {
    const before = await Deno.readTextFile(`${folder}/${file}`);
    await Deno.writeTextFile(`${folder}/${file}`, content);
    await assert.rejects(readRuns(settings.out), {
      name: "InputError",
      message: new RegExp(`^${folder}/${problem}${mend}`),
    });
    await Deno.writeTextFile(`${folder}/${file}`, before);
  }
  assert.equal((await readRuns(settings.out)).length, 4);
});

inFolder(
  "Another run's log, or one that was edited, is not taken for a run's",
  async (settings) => {
    const both = { ...settings, seeds: [0, 1] };
    await collect(both, { prepare: fakeTrainer().prepare });
    const log = (run: string) => `${settings.out}/runs/${run}/metrics.jsonl`;
    const own = await Deno.readTextFile(log(NAMES[0]!));
    const loss = /"eval_loss":[\d.]+/g;
    for (
      const other of [
        await Deno.readTextFile(log("constant-none-seed1")),
        own.replace(loss, '"eval_loss":1'),
      ]
    ) {
      assert.notEqual(other, own);
      await Deno.writeTextFile(log(NAMES[0]!), other);
      const refusal =
        /metrics\.jsonl: this is not the log that the run wrote \(its SHA-256 is not the/;
      await assert.rejects(readRuns(settings.out), refusal);
      await assert.rejects(collect(both, { prepare: fakeTrainer().prepare }), refusal);
    }
    // Folders of before say nothing of it, and are read as they were.
    const done = `${settings.out}/runs/${NAMES[0]}/done.json`;
    const { metrics_sha256, ...older } = JSON.parse(await Deno.readTextFile(done));
    assert.match(metrics_sha256, /^[0-9a-f]{64}$/);
    await Deno.writeTextFile(done, JSON.stringify(older));
    assert.equal((await readRuns(settings.out)).length, 8);
  },
);

inFolder("A damaged config.json is named; restart writes a new one", async (settings) => {
  await collect(settings, { prepare: fakeTrainer().prepare });
  const file = `${settings.out}/config.json`;
  for (const content of ["{", "[]", "null", '{"settings": {}}']) {
    await Deno.writeTextFile(file, content);
    await assert.rejects(collect(settings, { prepare: fakeTrainer().prepare }), {
      name: "InputError",
      message: content === "{"
        ? /config\.json, line 1, column 2: it is not valid JSON\. .*restart\.$/
        : /config\.json: this is not an experiment's config\.json.*restart\.$/,
    });
  }
  await collect(settings, { prepare: fakeTrainer().prepare, restart: true });
  assert.deepEqual((await readConfig(settings.out)).settings, settings);
});

inFolder("Runs without a config.json are not touched", async (settings) => {
  await Deno.mkdir(`${settings.out}/runs`, { recursive: true });
  for (const restart of [false, true]) {
    await assert.rejects(collect(settings, { prepare: fakeTrainer().prepare, restart }), {
      name: "InputError",
      message: /has runs but no config\.json.*the setting out\.$/,
    });
  }
});

inFolder("A folder that cannot be written is named", async (settings, folder) => {
  await Deno.writeTextFile(`${folder}/file`, "");
  const { prepare } = fakeTrainer();
  await assert.rejects(collect({ ...settings, out: `${folder}/file/out` }, { prepare }), {
    name: "InputError",
    message: /\/file: a file stands where a folder is to be made \(ENOTDIR\)\. Move it elsewhere/,
  });
});

inFolder("readConfig() names a folder without an experiment", async (settings) => {
  await assert.rejects(readConfig(settings.out), /config\.json: there is no experiment here/);
});

inFolder("a preset's file that is copied is the preset", async (_, folder) => {
  for (const preset of PRESETS) {
    const file = `${folder}/mine.json`;
    await Deno.copyFile(`data/presets/${preset}.json`, file);
    const overrides = { data: "CLOTH", out: "out" };
    assert.deepEqual(
      resolveSettings({ config: await readGridConfig(file), overrides }),
      resolveSettings({ preset, overrides }),
    );
  }
});

inFolder("a file of settings names plugins beside it", async (_, folder) => {
  const file = `${folder}/mine.json`;
  await Deno.writeTextFile(file, JSON.stringify({ plugins: ["a.ts", "../b.ts", "/c.ts"] }));
  const { settings } = await readGridConfig(file);
  assert.deepEqual(settings.plugins, [`${folder}/a.ts`, join(folder, "../b.ts"), "/c.ts"]);
});

inFolder("readGridConfig() reads settings and names what is wrong in them", async (_, folder) => {
  const file = `${folder}/grid.json`;
  await Deno.writeTextFile(file, '{"preset": "paper", "epochs": 3, "methods": ["SD"]}');
  assert.deepEqual(await readGridConfig(file), {
    file,
    preset: "paper",
    settings: { epochs: 3, methods: ["SD"] },
  });
  const mistakes: [string, RegExp][] = [
    ['{"epochs": 3', /grid\.json, line 1, column 13: it is not valid JSON/],
    ["[]", /grid\.json: this is not a JSON object/],
    ['{"epoch": 3}', /grid\.json, epoch: there is no such setting\. Perhaps epochs is meant\./],
    ['{"epochs": "3"}', /grid\.json, epochs: the value "3" cannot be used/],
    ['{"preset": "big"}', /grid\.json, preset: there is no preset "big"/],
  ];
  for (const [content, message] of mistakes) {
    await Deno.writeTextFile(file, content);
    await assert.rejects(readGridConfig(file), { name: "InputError", message });
  }
  await assert.rejects(
    readGridConfig(`${folder}/none.json`),
    /none\.json: there is no such file/,
  );
});

/** A tokenizer that gives each different word an id of its own. */
function wordTokenizer(): Tokenizer {
  const ids = new Map<string, number>();
  const encode = (text: string) =>
    text.split(" ").map((word) => ids.get(word) ?? ids.set(word, ids.size).get(word)!);
  return { encode } as Partial<Tokenizer> as Tokenizer;
}

inFolder(
  "experimentChunks() draws disjoint chunks, decided by dataSeed",
  async (settings, folder) => {
    const data = `${folder}/text.txt`;
    const paragraphs = Array.from({ length: 50 }, (_, i) => {
      return Array.from({ length: 8 }, (_, j) => `w${i}x${j}`).join(" ");
    });
    await Deno.writeTextFile(data, paragraphs.join("\n\n"));
    const tokenizer = wordTokenizer();
    const base = {
      ...settings,
      data,
      dataConstruction: "passages" as const,
      evalSplit: "train" as const,
      chunkLength: 8,
      trainChunks: 30,
      evalChunks: 20,
    };
    // 50 paragraphs of 8 words that come nowhere else: each chunk is known by its first id.
    const firsts = async (changed: Partial<ExperimentSettings> = {}) => {
      const { train, evaluation } = await experimentChunks({ ...base, ...changed }, tokenizer);
      const first = (ids: Int32Array) => ids[0]!;
      return { train: Array.from(train, first), evaluation: Array.from(evaluation, first) };
    };
    const drawn = await firsts();
    assert.equal(drawn.train.length, 30);
    assert.equal(new Set([...drawn.train, ...drawn.evaluation]).size, 50, "every chunk once");
    assert.deepEqual(await firsts(), drawn);
    assert.notDeepEqual(await firsts({ dataSeed: 1 }), drawn);

    // With splits, the first 80 % are for training and the next 10 % for validation.
    const split = await firsts({ evalSplit: "valid", trainChunks: 40, evalChunks: 5 });
    assert.deepEqual(
      split.train.toSorted((a, b) => a - b),
      Array.from({ length: 40 }, (_, i) => 8 * i),
    );
    assert.deepEqual(split.evaluation.toSorted((a, b) => a - b), [320, 328, 336, 344, 352]);

    const limited = { passageLimit: 10, trainChunks: 8, evalChunks: 2 };
    const few = await firsts(limited);
    assert.ok([...few.train, ...few.evaluation].every((id) => id < 80), "the first ten paragraphs");
    await assert.rejects(firsts({ ...limited, evalChunks: 3 }), {
      name: "InputError",
      message:
        `${data}: its training text gives 10 chunks of 8 tokens, but 11 are asked for (trainChunks 8, evalChunks 3). ` +
        "Set trainChunks and evalChunks to at most 10 together, or set chunkLength lower, or give more text.",
    });
  },
);
