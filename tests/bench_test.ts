/** What the bench computes of its measurements; what it measures here is too small to count. */
import assert from "node:assert/strict";
import { MINI, stepFlop } from "../bench/cases.ts";
import { SubjectGroup } from "../bench/group.ts";
import { TextLineStream } from "../bench/lines.ts";
import { checkLosses } from "../bench/measure.ts";
import { type Row, spread, tableOf, timeRows } from "../bench/rows.ts";
import { readRows, writeRows } from "../bench/rows_file.ts";
import { benchScale } from "../bench/scale.ts";
import { scalePlot, scalePoints } from "../bench/scale_plot.ts";
import { pythonSettings, trainerSubject } from "../bench/specs.ts";
import { GRAPH, HUGGING_FACE } from "../bench/step.ts";
import { type Measurable, Subject, SubjectError, type SubjectSpec } from "../bench/subject.ts";
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
  assert.equal(lines[4], "step mini, ours: two threads");
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
  assert.deepEqual([gpu.args.at(-1), gpu.env], ["gpu", env]);
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
    if (Deno.build.os === "linux") assert.ok((await subject.peakRssMib())! > 10);
    await assert.rejects(
      subject.ask("fail"),
      (error) => error instanceof SubjectError && error.message.includes("out of luck"),
    );
    await subject.stop();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** A subject that needs no process: what it answers when asked for its loss. */
function pretended(name: string, loss: () => number): Measurable {
  return {
    spec: { name, command: "", args: [] },
    ask: () => Promise.resolve().then(() => ({ ms: 1, loss: loss() })),
    peakRssMib: () => Promise.resolve(undefined),
    stop: () => Promise.resolve(),
  };
}

Deno.test("one that cannot compute its loss is told of and left out, other losses refused", async () => {
  const said: string[] = [];
  const options = { device: "gpu", say: (line: string) => said.push(line) } as const;
  const good = pretended("good", () => 4), near = pretended("near", () => 4.01);
  const broken = pretended("broken", () => {
    throw new SubjectError("broken ended:\n  UNIMPLEMENTED");
  });
  assert.deepEqual(await checkLosses([good, broken, near], options), [good, near]);
  assert.deepEqual(said, ["left out: broken ended:\n  UNIMPLEMENTED"]);
  for (const wrong of [pretended("far", () => 5), pretended("none", () => NaN)]) {
    await assert.rejects(checkLosses([good, wrong], options), /losses before training differ/);
  }
  await assert.rejects(checkLosses([broken], options), /No subject could compute a loss/);
  const fault = pretended("fault", () => {
    throw new TypeError("of the bench's own");
  });
  await assert.rejects(checkLosses([good, fault], options), TypeError);
});

Deno.test("a group works at once, answers as its slowest and holds the memory of all", async () => {
  const folder = await Deno.makeTempDir();
  try {
    // Only one can make the folder; the other waits until both have been asked.
    const spec = await probe(
      folder,
      `async step() {
        const first = await Deno.mkdir("${folder}/first").then(() => true, () => false);
        await new Promise((resolve) => setTimeout(resolve, first ? 0 : 300));
        return { count: first ? 1 : 2 };
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
    await writeRows(`${folder}/rows.json`, rows);
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

Deno.test("the bench of scale goes along all its curves, which meet in one point", async () => {
  const rows = await Array.fromAsync(
    benchScale({
      python: undefined,
      threads: 2,
      rounds: 1,
      device: "cpu",
      tiny: true,
      say: () => {},
    }),
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
