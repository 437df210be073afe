/** What the bench computes of its measurements; it measures nothing here. */
import assert from "node:assert/strict";
import { MINI, stepFlop } from "../bench/cases.ts";
import { TextLineStream } from "../bench/lines.ts";
import { spread, tableOf, timeRows } from "../bench/rows.ts";
import { pythonSettings, trainerSubject } from "../bench/specs.ts";
import { Subject, SubjectError } from "../bench/subject.ts";

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

Deno.test("a subject answers what it is asked, and one that breaks says why", async () => {
  const script = `
    import { serve } from "${new URL("../bench/serve.ts", import.meta.url)}";
    console.log("a library says something");
    await serve({ step: () => ({ loss: 2 }), fail() { throw new Error("out of luck"); } });
  `;
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, script);
    const subject = await Subject.start({
      name: "probe",
      command: Deno.execPath(),
      args: ["run", "-A", "--quiet", file],
    });
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
    await Deno.remove(file);
  }
});
