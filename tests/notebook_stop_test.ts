/** Stopping an experiment in a notebook, in a real Deno kernel that Jupyter interrupts and kills. */
import assert from "node:assert/strict";
import { join, relative } from "node:path";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";
import { isLocked } from "../lib/io/mod.ts";
import { withFolder } from "./_files.ts";
import { prepareSweep } from "./_kill/sweep.ts";
import { Kernel, type Said } from "./_notebook/kernel.ts";
import { becomes } from "./_waiting.ts";

const RUN = "linear-none-seed0";

/** More steps than anybody waits for. */
const settingsOf = (folder: string, out: string, more: Record<string, unknown> = {}) => ({
  ...{ model: `${folder}/model`, data: `${folder}/text.txt`, evalSplit: "train", beta: "table" },
  ...{ dataConstruction: "passages", backend: "tensorflow", schedules: ["linear"] },
  ...{ methods: ["none"], batchSize: 2, chunkLength: 16, trainChunks: 40, evalChunks: 4 },
  ...{ epochs: 5000, saveStrategy: "no", out, ...more },
});

const START = "const training = await startExperiment(settings);";
const WAIT = "const ended = await training.finished; " +
  "console.log(ended.complete, ended.results.length);";
const DRAW = [
  "await display(lossCurves(ended.results)); await display(lossDifferences(ended.results));",
  "await display(rateCurves(ended.results)); await display(gammaCurve(ended.results));",
  'await display(metricCurves(ended.results, "eval_loss")); await display(finalLosses(ended.results));',
  "await displayHtml(runTableHtml(ended.results)); await displayReport(settings.out);",
];

/** Begins a notebook. */
async function begin(kernel: Kernel, settings: Record<string, unknown>): Promise<void> {
  const lines = [
    "import { defineSink, display, displayHtml, displayReport, finalLosses, gammaCurve } from " +
    '"../lib/mod.ts";',
    "import { lossCurves, lossDifferences, metricCurves, pluginOf, rateCurves } from " +
    '"../lib/mod.ts";',
    'import { resolveSettings, runTableHtml, startExperiment } from "../lib/mod.ts";',
    `const settings = resolveSettings({ overrides: ${JSON.stringify(settings)} });`,
  ];
  assert.equal(await kernel.run(lines.join("\n")), "");
}

/** The steps in a run's log, and the checkpoint that it would go on from. */
async function stateOf(out: string): Promise<{ steps: number[]; checkpoint: number }> {
  const run = join(out, "runs", RUN);
  const lines = (await Deno.readTextFile(join(run, "metrics.jsonl"))).trimEnd().split("\n");
  const records = lines.map((line) => JSON.parse(line) as { type: string; step: number });
  const names = (await Array.fromAsync(Deno.readDir(run))).map(({ name }) => name);
  return {
    steps: records.filter(({ type }) => type === "step").map(({ step }) => step),
    checkpoint: Math.max(...names.map((name) => Number(/^checkpoint-(\d+)$/.exec(name)?.[1] ?? 0))),
  };
}

/** Each step is in the log once, and the last one is saved. */
async function assertSaved(out: string): Promise<number> {
  const { steps, checkpoint } = await stateOf(out);
  assert.equal(checkpoint, steps.length, "the state is that of the last step");
  assert.deepEqual(steps, steps.map((_, i) => i + 1), "each step once");
  return checkpoint;
}

/** Whether a run that nobody waits for has made more steps: one that was finished before is shown, too. */
const isStepAfter = (step: number) => ({ type, text }: Said) => {
  const [, value] = /max="\d{5,}" value="(\d+)/.exec(text ?? "") ?? [];
  return type === "update_display_data" && Number(value) > step;
};
const isStep = isStepAfter(0);

/** A test in a folder with a tiny model and its text. */
function inNotebook(name: string, body: (folder: string, kernel: Kernel) => Promise<void>): void {
  Deno.test(name, () =>
    withFolder(async (folder) => {
      await prepareSweep(folder);
      await using kernel = await Kernel.start();
      await body(folder, kernel);
      // The kernel lives on.
      assert.equal(await kernel.run("console.log(6 * 7);"), "42\n");
    }));
}

inNotebook(
  "the stop button stops and saves while a cell waits, and all cells go on",
  async (folder, kernel) => {
    // A path that is relative to the notebook, as JupyterLab opens them.
    const out = relative(join(PROJECT_FOLDER, "notebooks"), join(folder, "out"));
    // One run is finished before, so there is something to draw.
    const short = settingsOf(folder, out, { epochs: 1, conditions: [] });
    const long = { ...short, conditions: [{ name: "long", method: "none", epochs: 5000 }] };
    await begin(kernel, short);
    await kernel.run(START);
    assert.equal(await kernel.run(WAIT), "true 1\n");
    const heard = kernel.said.length;
    await begin(kernel, long);
    // As Run All sends them.
    const cells = [START, WAIT, ...DRAW];
    const sent: number[] = [];
    for (const cell of cells) sent.push(await kernel.send(cell));
    await kernel.until(isStep, heard);
    const asked = performance.now();
    // Whoever sees nothing happen at once presses it again.
    await kernel.interrupt();
    await kernel.interrupt();
    assert.equal(await kernel.end(sent[1]!), "false 1\n");
    console.log(`stopped by the button in ${(performance.now() - asked).toFixed(0)} ms`);
    for (const cell of sent.slice(2)) assert.equal(await kernel.end(cell), "");
    const shown = kernel.shown(heard);
    const [, step] = /Stopped after step (\d+) of 100000 of linear-long-seed0, saved\./.exec(
      shown,
    )!;
    assert.match(shown, /Run this cell again to go on\./);
    const below = kernel.said.filter(({ cell }) => cell === sent[1]).map(({ text }) => text).join();
    assert.match(below, /Stopped after .* 1 of 2 runs finished\. .* missing: linear-long-seed0\./);
    assert.match(below, /To go on, run the cell again that starts the experiment\./);
    assert.match(shown, /<a href="[^":]*\/out\/report\.html">/);
    // Run again, the cell goes on there.
    const again = kernel.said.length;
    await kernel.run(START);
    await kernel.until(isStep, again);
    assert.match(kernel.shown(again), new RegExp(`goes on after step ${step}\\.`));
    await kernel.interrupt();
    assert.equal(await kernel.run(WAIT), "false 1\n");
  },
);

inNotebook(
  "the stop button stops and saves while no cell waits, and before the first step",
  async (folder, kernel) => {
    const out = join(folder, "out");
    await begin(kernel, settingsOf(folder, out));
    // Nothing is there to be stopped yet.
    await kernel.interrupt();
    assert.equal(await kernel.run("console.log(1);"), "1\n");
    await kernel.run(START);
    await kernel.interrupt();
    const waited = await kernel.run(WAIT);
    assert.equal(waited, "false 0\n");
    assert.match(kernel.shown(), /Stopped before the first step\./);
    for (const cell of DRAW) assert.equal(await kernel.run(cell), "");
    assert.match(kernel.shown(), /No run in .* is finished yet, so there is no report\./);

    const heard = kernel.said.length;
    await kernel.run(START);
    await kernel.until(isStep, heard);
    await kernel.interrupt();
    await kernel.until(({ text }) => /Stopped after step \d+ of/.test(text ?? ""), heard);
    await assertSaved(out);
    assert.equal(await kernel.run(WAIT), "false 0\n");
  },
);

inNotebook(
  "the stop button stops in an evaluation, after which all is saved",
  async (folder, kernel) => {
    const out = join(folder, "out");
    // An evaluation takes hundreds of times as long as a step.
    const text = join(folder, "text.txt");
    await Deno.writeTextFile(text, (await Deno.readTextFile(text)).repeat(20));
    await begin(kernel, settingsOf(folder, out, { trainChunks: 4, evalChunks: 400 }));
    await kernel.run(START);
    await kernel.until(isStep);
    await kernel.interrupt();
    assert.equal(await kernel.run(WAIT), "false 0\n");
    const step = await assertSaved(out);
    const heard = kernel.said.length;
    await kernel.run(START);
    await kernel.until(isStepAfter(step), heard);
    await kernel.run("await training.stop();");
    assert.ok(await assertSaved(out) > step);
  },
);

inNotebook("another cell stops it, or a file while a cell waits", async (folder, kernel) => {
  const out = join(folder, "out");
  await Deno.mkdir(out);
  await Deno.writeTextFile(join(out, "STOP"), "left from before");
  await begin(kernel, settingsOf(folder, out));
  const first = await kernel.send(START);
  assert.equal(await kernel.end(first), "");
  assert.ok(kernel.said.some(({ cell, type }) => cell === first && type === "display_data"));
  await kernel.until(isStep);
  assert.equal(await kernel.run('await training.stop(); console.log("stopped");'), "stopped\n");
  const checkpoint = await assertSaved(out);
  assert.ok(checkpoint < 100_000, `${checkpoint} steps`);
  assert.equal(await kernel.run(WAIT), "false 0\n");

  const heard = kernel.said.length;
  await kernel.run(START);
  const waiting = await kernel.send(WAIT);
  await kernel.until(isStepAfter(checkpoint), heard);
  await Deno.writeTextFile(join(out, "STOP"), "");
  assert.equal(await kernel.end(waiting), "false 0\n");
  assert.ok(await assertSaved(out) > checkpoint);
  assert.match(kernel.shown(heard), new RegExp(`goes on after step ${checkpoint}\\.`));
  await assert.rejects(Deno.stat(join(out, "STOP")), Deno.errors.NotFound);
});

inNotebook(
  "a restart of the kernel saves, and what it runs then goes on",
  async (folder, kernel) => {
    const out = join(folder, "out");
    await begin(kernel, settingsOf(folder, out));
    await kernel.run(START);
    await kernel.until(isStep);
    await kernel.restart();
    const heard = kernel.said.length;
    // Restart and Run All.
    await begin(kernel, settingsOf(folder, out));
    await kernel.run(START);
    await kernel.until(isStep, heard);
    const [, step] = /goes on after step (\d+)\./.exec(kernel.shown(heard))!;
    assert.ok(Number(step) > 0);
    await kernel.until(isStepAfter(Number(step)), heard);
    // Killed amid training, with nothing after it: it saves all the same.
    await kernel.restart();
    assert.ok(await becomes(async () => !await isLocked(out)), "it has ended");
    assert.ok(await assertSaved(out) > Number(step));
  },
);

inNotebook(
  "a folder that another notebook trains into is refused in a sentence; in the same notebook training is followed anew",
  async (folder, kernel) => {
    const out = join(folder, "out");
    await begin(kernel, settingsOf(folder, out));
    const first = await kernel.send(START);
    await kernel.until(isStep);
    await kernel.end(first);
    const heard = kernel.said.length;
    const second = await kernel.send(START);
    assert.equal(await kernel.end(second), "");
    await kernel.until((said) => said.cell === second && said.type === "display_data", heard);
    assert.match(kernel.shown(heard), /Followed below a later cell\./);
    await kernel.until(isStep, heard);
    assert.match(
      await kernel.run("await startExperiment({ ...settings, seeds: [1] });"),
      /out: this notebook is training other runs into this folder\. Stop that first, with the/,
    );

    await using other = await Kernel.start();
    await begin(other, settingsOf(folder, out));
    await other.run(START);
    await other.until(({ text }) =>
      /Waits a moment: another process is at work in/.test(text ?? "")
    );
    assert.match(
      await other.run(WAIT),
      /^\S*out: another process is at work in this folder \(process \d+ .*\)\. Wait until it is done, or choose another folder with the setting out\.$/,
    );

    await kernel.run("await training.stop();");
    await assertSaved(out);
  },
);

inNotebook(
  "with a plugin that is no file the kernel itself trains, and the stop button stops it",
  async (folder, kernel) => {
    const out = join(folder, "out");
    await begin(kernel, settingsOf(folder, out));
    await kernel.run(
      "const plugins = [pluginOf({ sink: defineSink({ name: 'mine', description: 'mine', " +
        "open: () => ({ write() {} }) }) })];",
    );
    await kernel.run("const training = await startExperiment(settings, { plugins });");
    const waiting = await kernel.send(WAIT);
    await kernel.until(isStep);
    await kernel.interrupt();
    assert.equal(await kernel.end(waiting), "false 0\n");
    await assertSaved(out);
  },
);

inNotebook(
  "one's own model is trained in the kernel; the stop button stops it, and the cell goes on there",
  async (folder, kernel) => {
    const { evalSplit: _, trainChunks: __, ...given } = settingsOf(folder, join(folder, "mine"));
    const cells = [
      'import { fineTuneSettings, startFineTune } from "../lib/mod.ts";',
      `const settings = fineTuneSettings(${JSON.stringify(given)});`,
    ];
    assert.equal(await kernel.run(cells.join("\n")), "");
    const start = "const training = await startFineTune(settings);";
    await kernel.run(start);
    const waiting = await kernel.send(WAIT);
    await kernel.until(isStep);
    await kernel.interrupt();
    assert.equal(await kernel.end(waiting), "false 0\n");
    const step = await assertSaved(join(folder, "mine", "run"));
    const heard = kernel.said.length;
    await kernel.run(start);
    await kernel.until(isStep, heard);
    assert.match(kernel.shown(heard), new RegExp(`goes on after step ${step}\\.`));
    await kernel.run("await training.stop();");
    assert.ok(await assertSaved(join(folder, "mine", "run")) >= step);
  },
);

inNotebook(
  "a plugin's file prints into the notebook; the death of the process that trains is a sentence",
  async (folder, kernel) => {
    const out = join(folder, "out");
    const plugin = join(folder, "mine.ts");
    await Deno.writeTextFile(
      plugin,
      `import { defineSink } from "sdtrainer";
    export const mine = defineSink({
      name: "mine",
      description: "prints",
      open: ({ run }) => (console.log("mine of", run.name), { write() {}, close() {} }),
    });`,
    );
    await begin(kernel, settingsOf(folder, out, { plugins: [plugin], reportTo: ["mine"] }));
    await kernel.run(START);
    await kernel.until(isStep);
    await kernel.until(({ type, text }) => type === "stream" && text === `mine of ${RUN}\n`);
    const { pid } = JSON.parse(await Deno.readTextFile(join(out, ".lock"))) as { pid: number };
    Deno.kill(pid, "SIGKILL");
    assert.match(
      await kernel.run(WAIT),
      /^the process that trained was ended by SIGKILL, perhaps by the system because memory ran out\. Started again, it goes on after its last checkpoint; .* batchSize or chunkLength\.$/,
    );
  },
);
