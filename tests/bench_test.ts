/** What the bench computes of its measurements; what it measures here is too small to count. */
import assert from "node:assert/strict";
import { MINI, stepFlop } from "../bench/cases.ts";
import { SubjectGroup } from "../bench/group.ts";
import { benchExport } from "../bench/export.ts";
import { TextLineStream } from "../bench/lines.ts";
import { groupsOf, measureBlocks } from "../bench/blocks.ts";
import { benchData, IN_MEMORY, ON_DISK, OURS } from "../bench/data.ts";
import { FreshSubject } from "../bench/fresh.ts";
import { checkLosses, measure, type Measurement } from "../bench/measure.ts";
import { BENCHES } from "../bench/mod.ts";
import type { BenchOptions } from "../bench/options.ts";
import {
  isQuoted,
  quoted,
  QUOTES,
  quotesSentence,
  quotesTable,
  replaceMarked,
  writeDocs,
} from "../bench/quotes.ts";
import { lessFlattering, type Row, spread, tableOf, timeRows } from "../bench/rows.ts";
import { readRows, writeRows } from "../bench/rows_file.ts";
import { benchScale } from "../bench/scale.ts";
import { scalePlot, scalePoints } from "../bench/scale_plot.ts";
import { pythonSettings, torchSubject, trainerSubject } from "../bench/specs.ts";
import { GRAPH, HUGGING_FACE } from "../bench/step.ts";
import { type Measurable, Subject, SubjectError, type SubjectSpec } from "../bench/subject.ts";
import { memoryVariables } from "../lib/io/mod.ts";
import { InputError, renderSvg } from "../lib/mod.ts";
import { countMarks } from "../lib/report/_test_runs.ts";

Deno.test("the median is the middle, or the mean of the two middles", () => {
  assert.deepEqual(spread([3, 1, 2]), { median: 2, min: 1, max: 3, runs: 3 });
  assert.deepEqual(spread([4, 1, 3, 2]), { median: 2.5, min: 1, max: 4, runs: 4 });
  assert.throws(() => spread([]), RangeError);
});

Deno.test("ratios are of medians, to the reference; without it there are none", () => {
  const subjects = [{ subject: "ours", times: [1, 9, 2] }, { subject: "theirs", times: [4] }];
  const place = { bench: "step", case: "mini" };
  const rows = timeRows(place, subjects, "theirs");
  assert.deepEqual(rows.map(({ median_ms, ratio }) => [median_ms, ratio]), [[2, 0.5], [4, 1]]);
  assert.equal(timeRows(place, subjects, "nobody")[0]!.ratio, undefined);
});

Deno.test("the table has a line a row, and says what must be known beside it", () => {
  const [row] = timeRows({ bench: "step", case: "mini" }, [
    { subject: "ours", times: [512.34, 500, 600], note: "two threads", matmul_share: 0.345 },
  ], "ours");
  const lines = tableOf([row!]).split("\n");
  assert.equal(lines.length, 5);
  assert.match(lines[2]!, /^\| step mini \| ours +\| 512 ms \| 500–600 \| +3 \| +1\.00 \|/);
  assert.match(lines[2]!, /35 % \|$/);
  assert.equal(lines[4], "- step mini, ours: two threads");
});

Deno.test("the table leaves out what no row has, and a GPU's memory stands where one has it", () => {
  const place = { bench: "step", case: "base", subject: "ours", min: 1, max: 2, runs: 2 };
  const [head] = tableOf([{ ...place, median_ms: 1, gpu_mib: 8793 }]).split("\n");
  assert.match(head!, /^\| bench +\| subject \| median +\| spread +\| runs \| GPU MiB \|$/);
});

Deno.test("the rows of a GPU that are committed are those that the docs show", async () => {
  const file = new URL("../bench/results/2026-11-27-h200.json", import.meta.url).pathname;
  const rows = await readRows(file);
  const page = await Deno.readTextFile(new URL("../docs/performance.md", import.meta.url));
  const squeezed = (text: string) => text.replaceAll(/[\s-]+/g, " ");
  assert.ok(squeezed(page).includes(squeezed(tableOf(rows))));
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/docs`);
    await Deno.writeTextFile(`${folder}/docs/performance.md`, page);
    // README, which only a processor's rows change, is not asked for.
    await writeDocs(folder, rows, file, "new");
    const written = await Deno.readTextFile(`${folder}/docs/performance.md`);
    assert.equal(written, replaceMarked(page, "gpu", "new", "docs/performance.md"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a mini step needs 46 GFLOP, counted by hand", () => {
  // Tokens: 16 · 128 = 2048. A layer, forward: the dense parts 2 · 2048 · (4 · 256² + 2 · 256 · 1024)
  // = 3,221,225,472; attention, two products of every token with 128 others, 2 · 2 · 2048 · 128 · 256
  // = 268,435,456. Head on 300 positions: 2 · 300 · (256² + 256 · 8000) = 1,268,121,600.
  // Backward twice the forward: 3 · (4 · 3,489,660,928 + 1,268,121,600).
  assert.equal(stepFlop(MINI, 300), 45_680_295_936);
});

Deno.test("subjects are told what to compute on, and how PyTorch may round", () => {
  const files = { model: "model", batches: "batches.json" };
  assert.equal(trainerSubject("ours", files, 2, "graph").args.at(-1), "cpu");
  const env = { NVIDIA_TF32_OVERRIDE: "1" };
  const gpu = trainerSubject("ours", files, 2, "graph", { device: "gpu", env });
  assert.deepEqual([gpu.args.at(-1), gpu.env], ["gpu", { ...memoryVariables(), ...env }]);
  const peer = torchSubject("PyTorch", files, { python: "python", threads: 2 }, "masked");
  const pages = peer.tries![1]?.settings[0]?.env ?? {};
  assert.deepEqual(pages, memoryVariables(), "PyTorch may have them, too");
  const python = (settings: string) => {
    const { device, precision, matmulSize } = JSON.parse(settings);
    return [device, precision, matmulSize];
  };
  assert.deepEqual(python(pythonSettings()), ["cpu", "float32", 2048]);
  assert.deepEqual(
    python(pythonSettings({ device: "cuda", precision: "bfloat16" })),
    ["cuda", "bfloat16", 8192],
  );
});

Deno.test("text in pieces comes out as lines", async () => {
  const pieces = ReadableStream.from(['{"a"', ":1}\n\n{", "}\nrest"]);
  const lines = await Array.fromAsync(pieces.pipeThrough(new TextLineStream()));
  assert.deepEqual(lines, ['{"a":1}', "{}", "rest"]);
});

/** Writes a program that serves some actions, and gives what starts it. */
async function probe(folder: string, actions: string): Promise<SubjectSpec> {
  const file = `${folder}/probe.ts`;
  const serve = new URL("../bench/serve.ts", import.meta.url);
  await Deno.writeTextFile(
    file,
    `import { serve } from "${serve}";
    console.log("a library says something");
    await serve({ ${actions} });`,
  );
  return { name: "probe", command: Deno.execPath(), args: ["run", "-A", "--quiet", file] };
}

Deno.test("a subject answers what it is asked, and one that breaks says why", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const spec = await probe(
      folder,
      'step: () => ({ loss: 2 }), fail() { throw new Error("out of luck"); }',
    );
    const subject = await Subject.start(spec);
    const { loss, ms } = await subject.ask("step");
    assert.equal(loss, 2);
    assert.ok(ms >= 0);
    if (Deno.build.os === "linux") {
      assert.ok((await subject.peakRssMib())! > 10);
      subject.hold(true);
      let answered = false;
      const answer = subject.ask("step").then(() => answered = true);
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.ok(!answered, "one that is held does not work");
      subject.hold(false);
      await answer;
    }
    await assert.rejects(
      subject.ask("fail"),
      (error) => error instanceof SubjectError && error.message.includes("out of luck"),
    );
    await subject.stop();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Programs that need no process, and what was done with them, in its order. */
class Stage {
  readonly log: string[] = [];
  readonly failed: string[] = [];
  readonly resident = new Set<string>();
  /** Those of them that are not held. */
  readonly running = new Set<string>();
  /** The most that were resident, and that ran while one was asked. */
  most = 0;
  mostRunning = 0;

  /** @param time What each takes, told what it is started with and how many are resident. */
  constructor(readonly time: (spec: SubjectSpec, resident: number) => number) {}

  readonly start = (spec: SubjectSpec): Promise<Measurable> => {
    const { name } = spec;
    this.resident.add(name);
    this.running.add(name);
    this.most = Math.max(this.most, this.resident.size);
    return Promise.resolve({
      spec,
      ask: (what) =>
        Promise.resolve().then(() => {
          this.log.push(`${name} ${what}`);
          assert.ok(this.running.has(name), `${name} is held`);
          this.mostRunning = Math.max(this.mostRunning, this.running.size);
          return { ms: this.time(spec, this.resident.size), loss: 4, count: 2 };
        }),
      peakRssMib: () => Promise.resolve(100),
      hold: (held) => held ? this.running.delete(name) : this.running.add(name),
      stop: () => {
        this.resident.delete(name);
        this.running.delete(name);
        return Promise.resolve();
      },
    });
  };

  readonly fail = (message: string): void => {
    this.failed.push(message);
  };

  readonly told = {
    wanted: () => true,
    trials: new Map(),
    say: () => {},
    fail: this.fail,
  };

  /** Runs of the same subject, as `3 ours`. */
  blocks(): string[] {
    const blocks: { name: string; count: number }[] = [];
    for (const line of this.log) {
      const name = line.split(" ")[0]!;
      if (blocks.at(-1)?.name === name) blocks.at(-1)!.count++;
      else blocks.push({ name, count: 1 });
    }
    return blocks.map(({ name, count }) => `${count} ${name}`);
  }
}

const specOf = (name: string, more: Partial<SubjectSpec> = {}): SubjectSpec => ({
  ...{ name, command: "", args: [] },
  ...more,
});

const measurementOf = (stage: Stage): Measurement => ({
  ...{ bench: "step", case: "mini", what: "step", reference: "theirs" },
  ...{ warmup: 1, rounds: 2, start: stage.start },
});

Deno.test("losses that differ, or are none, are refused before anything is measured", async () => {
  const losses = (second: number | undefined) => new Map([["good", 4], ["other", second]]);
  checkLosses(losses(4.04), "gpu");
  assert.throws(() => checkLosses(losses(4.04), "cpu"), /losses before training differ/);
  for (const wrong of [5, NaN]) {
    assert.throws(() => checkLosses(losses(wrong), "gpu"), /losses before training differ/);
  }
  assert.throws(() => checkLosses(losses(undefined), "gpu"), /other: no loss/);
  const stage = new Stage(() => 1);
  const start = async (spec: SubjectSpec) => {
    const subject = await stage.start(spec);
    return { ...subject, ask: () => Promise.resolve({ ms: 1 }) };
  };
  await assert.rejects(
    measure([specOf("theirs")], { ...measurementOf(stage), start, sameLoss: "cpu" }, stage.told),
    /theirs: no loss/,
  );
});

Deno.test("steps are asked for in blocks, in an order that turns round; the first does not count", async () => {
  const counts = new Map<string, number>();
  const stage = new Stage(({ name }) => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return counts.get(name)!;
  });
  const answers = await measureBlocks([specOf("a"), specOf("b"), specOf("slow", { slow: true })], {
    ...{ what: "step", warmup: 2, rounds: 2, start: stage.start, say: () => {}, fail: stage.fail },
  });
  assert.deepEqual(stage.blocks(), ["2 a", "2 b", "2 slow", "6 a", "6 b", "6 slow", "6 b", "6 a"]);
  // Of a: two of the warm-up, then the first of each block.
  assert.deepEqual(answers.get("a")!.map(({ ms }) => ms), [4, 5, 6, 7, 8, 10, 11, 12, 13, 14]);
  assert.equal(answers.get("slow")!.length, 5);
  assert.equal(stage.resident.size, 0);
});

Deno.test("few subjects are resident at once, the reference among them", async () => {
  const specs = ["a", "b", "theirs", "c"].map((name) => specOf(name));
  const names = (reference: string) =>
    groupsOf(specs, reference).map((group) => group.map(({ name }) => name));
  assert.deepEqual(names("theirs"), [["a", "b", "theirs"], ["c", "theirs"]]);
  assert.deepEqual(names("nobody"), [["a", "b", "theirs"], ["c"]]);
  const stage = new Stage(() => 1);
  await measure(specs, measurementOf(stage), stage.told);
  assert.equal(stage.most, 3);
  assert.equal(stage.mostRunning, 1, "none runs beside the one that is measured");
  assert.equal(stage.resident.size, 0);
});

Deno.test("a row has the ratio in blocks and alone, and the less flattering one is quoted", async () => {
  // Beside others theirs takes twice as long.
  const stage = new Stage(({ name }, resident) => name === "ours" ? 3 : resident > 1 ? 10 : 5);
  const specs = [specOf("ours"), specOf("theirs")];
  const { rows } = await measure(specs, measurementOf(stage), stage.told);
  assert.deepEqual(rows.map(({ ratio, ratio_alone }) => [ratio, ratio_alone]), [[0.3, 0.6], [
    1,
    1,
  ]]);
  assert.deepEqual(rows.map((row) => [row.median_ms, row.median_alone]), [[3, 3], [10, 5]]);
  assert.equal(lessFlattering(rows[0]!, rows[1]!), 0.6);
  assert.equal(lessFlattering({ ...rows[0]!, ratio: 0.7 }, rows[1]!), 0.7);
  assert.match(tableOf(rows).split("\n")[2]!, /\| +0\.30 \|.*\| +0\.60 \|/);
  const alone = await measure(specs.slice(0, 1), measurementOf(stage), stage.told);
  assert.deepEqual([alone.rows[0]!.median_alone, alone.rows[0]!.ratio], [3, undefined]);
});

Deno.test("one that fails is told of in its own words, alone or in blocks, and the others measured", async () => {
  for (const when of [1, 2]) {
    const stage = new Stage(({ name }, resident) => {
      if (name === "broken" && resident >= when) {
        throw new SubjectError("broken ended:\n  UNIMPLEMENTED");
      }
      return 1;
    });
    const specs = [specOf("ours"), specOf("broken"), specOf("theirs")];
    const { rows } = await measure(specs, measurementOf(stage), stage.told);
    assert.deepEqual(stage.failed, ["broken ended:\n  UNIMPLEMENTED"]);
    const whole = rows.filter(({ ratio }) => ratio !== undefined);
    assert.deepEqual(whole.map(({ subject }) => subject), ["ours", "theirs"]);
    assert.equal(stage.resident.size, 0);
  }
  const stage = new Stage(() => {
    throw new TypeError("of the bench's own");
  });
  await assert.rejects(measure([specOf("ours")], measurementOf(stage), stage.told), TypeError);
});

Deno.test("a peer is measured with the best of its settings, which its row names", async () => {
  const stage = new Stage(({ env, args }) => {
    if (args.includes("broken")) throw new SubjectError("no such mode");
    return env?.WAIT === "active" ? args.includes("fast") ? 2 : 4 : 5;
  });
  const theirs = specOf("theirs", {
    tries: [
      { key: "threads", settings: [{ name: "awake", env: { WAIT: "active" } }] },
      {
        key: "mode",
        settings: [{ name: "fast", args: ["fast"] }, { name: "b", args: ["broken"] }],
      },
    ],
  });
  const { rows } = await measure([theirs], measurementOf(stage), stage.told);
  assert.equal(rows[0]!.median_ms, 2);
  assert.equal(
    rows[0]!.settings,
    "awake (tried with mini: as it is 5 ms, awake 4 ms); " +
      "fast (tried with mini: as it is 4 ms, fast 2 ms, b fails)",
  );
  assert.ok(tableOf(rows).endsWith(`step mini, theirs: ${rows[0]!.settings}`));
  assert.deepEqual(stage.failed, []);
  // The next case goes by what this one found.
  const before = stage.log.length;
  const again = await measure([theirs], { ...measurementOf(stage), case: "base" }, stage.told);
  assert.equal(again.rows[0]!.settings, rows[0]!.settings);
  assert.equal(stage.log.length - before, 1 + 5);
});

Deno.test("a whole run has a process of its own each time, and one ratio for both ways", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const spec = await probe(folder, "run: () => ({ pid: Deno.pid, count: 9 })");
    const fresh = new FreshSubject(spec, true);
    const pids = [await fresh.ask("run"), await fresh.ask("run")]
      .map((answer) => (answer as { pid?: number }).pid);
    assert.notEqual(pids[0], pids[1]);
    const stage = new Stage(() => 1);
    const { rows } = await measure([{ ...spec, name: "ours" }, { ...spec, name: "theirs" }], {
      ...measurementOf(stage),
      ...{ what: "run", fresh: true, sameCount: true, block: 1, warmup: 0, rounds: 1 },
      start: (each) => Promise.resolve(new FreshSubject(each, false)),
    }, stage.told);
    assert.deepEqual(rows.map(({ runs }) => runs), [1, 1]);
    assert.equal(rows[0]!.ratio_alone, rows[0]!.ratio);
    assert.ok(rows[0]!.ratio !== undefined);
    if (Deno.build.os === "linux") assert.ok(rows[0]!.peak_rss_mib! > 10);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Rows that hold all that is quoted: each of ours at 0.6 in blocks and 0.7 alone. */
const QUOTED_ROWS: Row[] = Object.values(QUOTES).flatMap(({ bench, case: name, ours, peer }) => {
  const common = { bench, case: `${name} and so on`, min: 1, max: 1, runs: 1, median_ms: 1 };
  return [
    { ...common, subject: ours, ratio: 0.6, ratio_alone: 0.7, peak_rss_mib: 90 },
    { ...common, subject: peer, ratio: 1, ratio_alone: 1, peak_rss_mib: 100 },
  ];
});

Deno.test("what is quoted is the worse of both ways, and of all that it is compared with", () => {
  assert.equal(quoted(QUOTED_ROWS, "mini", "rows.json"), 0.7);
  assert.equal(quoted(QUOTED_ROWS, "memoryMini", "rows.json"), 0.9);
  const { bench, case: name, also } = QUOTES.strongestMini;
  const compiled: Row = {
    ...{ bench, case: name, subject: also, min: 1, max: 1, runs: 1 },
    ...{ ratio: 0.8, ratio_alone: 0.5 },
  };
  assert.equal(quoted([...QUOTED_ROWS, compiled], "strongestMini", "rows.json"), 0.7 / 0.5);
  const less = QUOTED_ROWS.filter(({ bench }) => bench !== "nine");
  assert.throws(() => quotesSentence(less, "rows.json"), /rows\.json.*nine quick/);
  assert.throws(() => quotesTable(less, "rows.json"), InputError);
  const table = quotesTable(QUOTED_ROWS, "rows.json");
  assert.equal(table.split("\n").length, 2 + Object.keys(QUOTES).length);
  assert.match(table, /mini \| 0\.55 \| \*\*0\.70\*\* \|/);
  assert.match(quotesSentence(QUOTED_ROWS, "rows.json"), /takes 0\.70 of the time/);
});

Deno.test("all that is quoted names a bench, and README and docs have a place for it", async () => {
  assert.ok(Object.values(QUOTES).every(({ bench }) => bench in BENCHES));
  assert.ok(QUOTED_ROWS.every(isQuoted));
  assert.ok(!isQuoted({ bench: "step", case: "mini", subject: "somebody else" }));
  const places = [
    ["README.md", "sentence"],
    ...["targets", "rows", "gpu"].map((mark) => ["docs/performance.md", mark] as const),
  ] as const;
  for (const [name, mark] of places) {
    const page = await Deno.readTextFile(new URL(`../${name}`, import.meta.url));
    const written = replaceMarked(page, mark, "new", name);
    assert.ok(written.includes(`<!-- bench: ${mark} -->\n\nnew\n\n<!-- /bench -->`));
    assert.equal(replaceMarked(written, mark, "new", name), written);
  }
  assert.throws(() => replaceMarked("", "rows", "new", "page.md"), InputError);
});

Deno.test("a group works at once, answers as its slowest and holds the memory of all", async () => {
  const folder = await Deno.makeTempDir();
  try {
    // Only one can make the folder; the other takes 300 ms longer than that one says it took.
    const spec = await probe(
      folder,
      `async step() {
        const start = performance.now(), done = "${folder}/done";
        if (await Deno.mkdir("${folder}/first").then(() => true, () => false)) {
          Deno.writeTextFileSync(done, String(performance.now() - start));
          return { count: 1 };
        }
        const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
        let took = "";
        while (took === "") {
          await wait(10);
          took = await Deno.readTextFile(done).catch(() => "");
        }
        await wait(Number(took) + 300);
        return { count: 2 };
      }`,
    );
    const group = await SubjectGroup.start(spec, 2);
    const { count, ms } = await group.ask("step");
    assert.equal(count, 2);
    assert.ok(ms >= 290);
    const single = await Subject.start(spec);
    if (Deno.build.os === "linux") {
      const [one, two] = [await single.peakRssMib(), await group.peakRssMib()];
      assert.ok(two! > 1.5 * one!, `${two} MiB of two, ${one} of one`);
    }
    await single.stop();
    await group.stop();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("rows come back from their file; other files are refused", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const rows = [
      ...timeRows({ bench: "step", case: "mini" }, [{ subject: "ours", times: [1, 2] }], "ours"),
      ...timeRows({ bench: "data", case: "CSV" }, [{ subject: "ours", times: [3] }], "ours"),
    ];
    await writeRows(`${folder}/made/rows.json`, rows);
    await Deno.rename(`${folder}/made/rows.json`, `${folder}/rows.json`);
    assert.deepEqual(await readRows(`${folder}/rows.json`), rows);
    assert.deepEqual(await readRows(`${folder}/rows.json`, ["data"]), [rows[1]]);
    await assert.rejects(readRows(`${folder}/none.json`), InputError);
    for (const text of ["{", "{}", "[1]", '[{ "bench": "step" }]']) {
      await Deno.writeTextFile(`${folder}/other.json`, text);
      await assert.rejects(readRows(`${folder}/other.json`), InputError, text);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** A bench is tried, not measured. */
const TRIED: BenchOptions = {
  python: undefined,
  threads: 2,
  rounds: 1,
  wanted: () => true,
  trials: new Map(),
  device: "cpu",
  megabytes: undefined,
  short: false,
  tiny: true,
  say: () => {},
  fail: assert.fail,
};

Deno.test("the bench of export has a row with the files' sizes", async () => {
  const [row, ...more] = await Array.fromAsync(benchExport(TRIED));
  assert.deepEqual([row!.bench, row!.case, row!.runs, more], ["export", "tiny 2×32", 3, []]);
  assert.match(row!.note!, /^onnx\/model\.onnx 0\.\d MB, onnx\/model_fp16\.onnx 0\.\d MB$/);
});

Deno.test("the bench of scale goes along all its curves, which meet in one point", async () => {
  const rows = await Array.fromAsync(
    benchScale(TRIED),
  );
  const values = { batch: [2, 4], length: [8, 16], layers: [1, 2], hidden: [32, 64] };
  const curves = { ...values, vocabulary: [100, 200], runs: [1, 2] };
  assert.deepEqual(
    rows.map((row) => row.case),
    Object.entries(curves).flatMap(([name, points]) => points.map((value) => `${name} ${value}`)),
  );
  assert.ok(rows.every(({ subject, median_ms }) => subject === GRAPH && median_ms! > 0));
  const at = (name: string) => rows.find((row) => row.case === name)!;
  assert.equal(at("length 16").median_ms, at("batch 4").median_ms);
  assert.match(at("runs 2").note!, /^2 processes, threads of each: 1/);
  if (Deno.build.os === "linux") {
    assert.ok(at("runs 2").peak_rss_mib! > 1.5 * at("runs 1").peak_rss_mib!);
  }
});

Deno.test("a long text goes into a store, and steps with it are those with its tokens in memory", async () => {
  const said: string[] = [];
  const rows = await Array.fromAsync(
    benchData({
      ...TRIED,
      megabytes: 1,
      wanted: ({ case: name }) => name.includes("long text"),
      say: (line) => said.push(line),
    }),
  );
  const long = "long text, 1.2 MB";
  assert.deepEqual(rows.map((row) => [row.case, row.subject]), [
    [long, OURS],
    [`steps with ${long}`, ON_DISK],
    [`steps with ${long}`, IN_MEMORY],
  ]);
  assert.deepEqual(rows.map(({ unit }) => unit), ["MB/s", undefined, undefined]);
  // How long anything takes is no test's matter.
  const ratio = rows[1]!.ratio!;
  assert.ok(Number.isFinite(ratio) && ratio > 0, String(ratio));
});

const SCALE_ROWS: Row[] = [
  { case: "batch 8", subject: GRAPH, median_ms: 500, min: 400, max: 900, peak_rss_mib: 512 },
  { case: "batch 16", subject: GRAPH, median_ms: 1000, min: 900, max: 1100, peak_rss_mib: 1024 },
  { case: "batch 8", subject: HUGGING_FACE, median_ms: 900, min: 800, max: 950, peak_rss_mib: 768 },
  { case: "runs 1", subject: GRAPH, median_ms: 1000, min: 900, max: 1100, peak_rss_mib: 1024 },
].map((row) => ({ bench: "scale", runs: 3, ...row }));

Deno.test("the plot of scale has a panel for time and one for memory of each curve", async () => {
  assert.deepEqual(scalePoints(SCALE_ROWS)[0], {
    sweep: "batch",
    value: 8,
    subject: GRAPH,
    seconds: 0.5,
    least: 0.4,
    most: 0.9,
    gib: 0.5,
  });
  const svg = await renderSvg(scalePlot(SCALE_ROWS));
  // Batch has both subjects' lines, runs only one: each once for time and once for memory.
  assert.equal(countMarks(svg, "line"), 2 * (2 + 1));
  // Each measured time has its spread.
  assert.equal(countMarks(svg, "rule"), 4);
  const titles = ["Chunks in a batch", "Runs at once", "Time of a step (s)", "Peak memory (GiB)"];
  for (const text of [...titles, GRAPH, HUGGING_FACE]) {
    assert.equal(svg.split(`>${text}</text>`).length - 1, 1, text);
  }
  assert.ok(!svg.includes(">Layers</text>"));
});

Deno.test("where memory is not known, or nothing was measured, nothing is made up", async () => {
  const rows = SCALE_ROWS.map(({ peak_rss_mib: _, ...row }) => row);
  assert.ok(!(await renderSvg(scalePlot(rows))).includes("Peak memory"));
  assert.throws(() => scalePlot([{ ...SCALE_ROWS[0]!, bench: "step" }]), RangeError);
});
