/** What a terminal or a log is told of an experiment that goes on, and how long it took by the clock. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { readRuns } from "../lib/experiment/results.ts";
import { wallSeconds } from "../lib/experiment/wall_time.ts";
import { LineDisplay, shownProgress } from "../tasks/_progress.ts";
import { collect, fakeTrainer, inFolder, interruptAfter, runFolder } from "./_fake_experiment.ts";

inFolder("runs finished before are told again, and each epoch what time is left", async (base) => {
  const before = { ...base, methods: ["none"] };
  await collect(before, { prepare: fakeTrainer().prepare });
  const lines: string[] = [];
  const display = new LineDisplay((line) => lines.push(line));
  const grown = { ...base, methods: ["none", "SD"] };
  await collect(grown, { prepare: fakeTrainer().prepare }, (event) => display.show(event));
  const told = lines.findIndex((line) => line.includes("constant-none-seed0, finished before  "));
  assert.ok(told >= 0 && told < lines.findIndex((line) => line.includes("1 run of 6 steps")));
  assert.match(lines[told]!, /finished before {2}3 epochs {2}eval_loss [\d.]+ /);
  const epochs = lines.filter((line) => line.includes("[1/1] constant-SD-seed0  epoch "));
  assert.equal(epochs.length, 4);
  // Nothing has been made at the first, whose pace could tell anything.
  assert.doesNotMatch(epochs[0]!, /left/);
  for (const line of epochs.slice(1)) assert.match(line, / {2}\(\d+ s, about \d+ s left\)$/);
});

inFolder(
  "the time by the clock leaves pauses out, and is not known of older runs",
  async (settings) => {
    await interruptAfter(3, settings, fakeTrainer().prepare);
    assert.equal(await wallSeconds(settings.out), null);
    const pause = 300;
    await new Promise((go) => setTimeout(go, pause));
    await collect(settings, { prepare: fakeTrainer().prepare });
    const file = join(runFolder(settings), "done.json");
    const mark = JSON.parse(await Deno.readTextFile(file));
    assert.equal(mark.spans.length, 2);
    const [[, stopped], [resumed]] = mark.spans;
    assert.ok(resumed - stopped >= pause - 1);
    const [run] = await readRuns(settings.out);
    const wall = (await wallSeconds(settings.out))!;
    assert.ok(Math.abs(wall - run!.seconds) < 0.1, `${wall} and ${run!.seconds} s`);
    const { spans: _, ...older } = mark;
    await Deno.writeTextFile(file, JSON.stringify(older));
    assert.equal(await wallSeconds(settings.out), null);
  },
);

inFolder("a finished run that is damaged is told before the others are made", async (base) => {
  await collect({ ...base, methods: ["none"] }, { prepare: fakeTrainer().prepare });
  const log = join(base.out, "runs", "constant-none-seed0", "metrics.jsonl");
  await Deno.writeTextFile(log, "{}\n");
  const trainer = fakeTrainer();
  await assert.rejects(
    collect({ ...base, methods: ["none", "SD"] }, { prepare: trainer.prepare }),
    { name: "InputError", message: /metrics\.jsonl, line 1: this is not a log record/ },
  );
  assert.ok(!JSON.stringify(trainer.log).includes("SD"));
});

inFolder("a run that goes on is told of with the steps that it has", async (base) => {
  const settings = { ...base, methods: ["none", "SD"] };
  await interruptAfter(3, settings, fakeTrainer().prepare);
  const lines: string[] = [];
  const display = new LineDisplay((line) => lines.push(line));
  await collect(settings, { prepare: fakeTrainer().prepare }, (event) => display.show(event));
  assert.ok(
    lines.includes(
      "2 runs of 6 steps to make. Saved before: constant-none-seed0 has 3 of 6.",
    ),
    lines.join("\n"),
  );
});

inFolder("one run alone needs no name", async (settings) => {
  await interruptAfter(3, settings, fakeTrainer().prepare);
  const lines: string[] = [];
  const display = new LineDisplay((line) => lines.push(line));
  await collect(settings, { prepare: fakeTrainer().prepare }, (event) => display.show(event));
  assert.ok(lines.includes("1 run of 6 steps to make. Saved before: 3 of 6."), lines.join("\n"));
  assert.match(lines.at(-1)!, /^Training {2}epoch 3\/6 {2}eval_loss /);
  assert.ok(!lines.some((line) => line.includes("seed0")), lines.join("\n"));
});

inFolder("a run that another process makes is told once, as others are", async (settings) => {
  const lines: string[] = [];
  const display = new LineDisplay((line) => lines.push(line));
  await collect(settings, { prepare: fakeTrainer().prepare }, (event) => {
    // One that another process makes has no start here.
    if (event.type !== "run-start") display.show(event);
  });
  assert.equal(lines.filter((line) => line.includes("epoch 3/")).length, 1, lines.join("\n"));
  assert.equal(lines.at(-1), lines.find((line) => line.includes("epoch 3/")));
});

Deno.test("things are counted, and of bytes the share is told", () => {
  assert.equal(shownProgress({ done: 767, total: 1529 }), "767/1529");
  assert.equal(shownProgress({ done: 19_136_512, total: 80_000_128 }), "23 %");
});

Deno.test("of long reading a log is told how much time is left, at the pace since it was first told of", () => {
  const lines: string[] = [];
  const display = new LineDisplay((line) => lines.push(line));
  const { now } = performance;
  let seconds = 0;
  performance.now = () => 1000 * seconds;
  try {
    const tell = (at: number, done: number, message = "Reading a.txt") => {
      seconds = at;
      display.show({ type: "setup", message, progress: { done, total: 1_000_000 } });
    };
    tell(0, 200_000);
    tell(5, 210_000);
    tell(10, 300_000);
    tell(30, 500_000);
    // Something else begins.
    tell(31, 0, "Reading b.txt");
  } finally {
    performance.now = now;
  }
  assert.deepEqual(lines, [
    "Reading a.txt: 20 %",
    "Reading a.txt: 30 %, about 1 min 10 s left",
    "Reading a.txt: 50 %, about 50 s left",
    "Reading b.txt: 0 %",
  ]);
});
