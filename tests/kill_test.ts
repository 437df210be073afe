/** Runs that are killed at any instant go on and end with the same bits, on the native backend. */
import assert from "node:assert/strict";
import {
  endingOf,
  killAndGoOn,
  prepareFaultyModel,
  prepareSweep,
  runChild,
  STEPS,
} from "./_kill/sweep.ts";

/** Near checkpoints (every sixth step), epochs' ends (every tenth), both, and neither. */
const POINTS = [
  ...[1, 5, 6, 7, 10, 11, 20, 29, 30, 31, 37, 54, 59, 60].map((step) => `step:${step}`),
  ...[2, 4, 9, 13, 18, 22, 40].map((operation) => `operation:${operation}`),
];

Deno.test(`a run killed at ${POINTS.length} points ends with the same bits each time`, async () => {
  const folder = await Deno.makeTempDir();
  try {
    await prepareSweep(folder);
    const whole = await runChild(folder, "whole", "never", "tensorflow");
    assert.equal(whole.code, 0, whole.stderr);
    const expected = await endingOf(folder, "whole");
    for (const point of POINTS) {
      const { ending, killed, wentOn } = await killAndGoOn(folder, point, "tensorflow");
      assert.ok(killed, `${point}: it was killed`);
      assert.deepEqual(ending, expected, point);
      const [kind, number] = point.split(":");
      if (kind === "step") assert.equal(wentOn, Number(number) > 6, `${point}: from a checkpoint`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Its own operations are those of seven checkpoints: in the first ones, between them, in the last. */
const IN_THREAD = [
  ...[1, 6, 14, 17, 60].map((operation) => `thread-operation:${operation}`),
  // Right after a step that a checkpoint is written beside, and amid those after it.
  ...[7, 13].map((step) => `thread-step:${step}`),
];

Deno.test("so does one whose checkpoints a thread writes, killed meanwhile", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await prepareSweep(folder);
    const whole = await runChild(folder, "whole", "never", "tensorflow");
    assert.equal(whole.code, 0, whole.stderr);
    const expected = await endingOf(folder, "whole");
    const later = await runChild(folder, "later", "thread-count", "tensorflow");
    assert.equal(later.code, 0, later.stderr);
    assert.deepEqual(await endingOf(folder, "later"), expected);
    const operations = [...later.stdout.matchAll(/^operations: (\d+)$/gm)].map(([, n]) =>
      Number(n)
    );
    assert.ok(operations.at(-1)! >= 60, `${operations.at(-1)} operations`);
    for (const point of [...IN_THREAD, `thread-operation:${operations.at(-1)}`]) {
      const { ending, killed } = await killAndGoOn(folder, point, "tensorflow");
      assert.ok(killed, `${point}: it was killed`);
      assert.deepEqual(ending, expected, point);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("so does a killed run that skips steps and ends with its best model", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const more = [
      `--model=${await prepareFaultyModel(folder)}`,
      // The steps that are skipped below are those of the text with its capitals.
      "--cased",
      "--mask-probability=0.3",
      "--on-nonfinite=skip",
      "--save-strategy=epoch",
      "--save-total-limit=1",
      "--load-best-model-at-end",
      // The rate climbs to where it spoils the model again, so the best epoch is not the last one.
      "--warmup-steps=55",
      "--learning-rate=0.05",
    ];
    const whole = await runChild(folder, "whole", "count", "tensorflow", more);
    assert.equal(whole.code, 0, whole.stderr);
    assert.match(whole.stderr, /step 6 is skipped: Step 6 was not made: its loss is not a finite/);
    const operations = Number(/operations: (\d+)/.exec(whole.stdout)![1]);
    const expected = await endingOf(folder, "whole");
    const summary = (await Deno.readTextFile(`${folder}/whole/summary.csv`)).split(/\r?\n/);
    const [names, figures] = summary.map((line) => line.split(","));
    const best = Number(figures![names!.indexOf("best_global_step")]);
    assert.ok(best > 0 && best < STEPS, `the best model is that of step ${best}`);
    assert.ok(Number(figures![names!.indexOf("skipped_steps")]) >= 2);
    const points = [
      // At a skipped step; in the middle; right after the best checkpoint; in the last epoch.
      ...[6, 25, best + 1, STEPS].map((step) => `step:${step}`),
      // Before the mark that the run is finished gets its name.
      `operation:${operations - 7}`,
    ];
    for (const point of points) {
      const { ending, killed } = await killAndGoOn(folder, point, "tensorflow", more);
      assert.ok(killed, `${point}: it was killed`);
      assert.deepEqual(ending, expected, point);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("so does a killed run whose objective deals weights out by seed and step", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await prepareSweep(folder);
    const gamma = "--gamma=paper:profile=bipolar:distance=euclidean";
    // Such an objective takes a step whole: the same chunks, in one batch.
    const whole = [gamma, "--gradient-accumulation-steps=1", "--batch-size=4"];
    const ofOrder = async (order: string) => {
      const more = [...whole, `--objective=sd_token:order=${order}`];
      const { code, stderr } = await runChild(folder, order, "never", "tensorflow", more);
      assert.equal(code, 0, stderr);
      return { more, ending: await endingOf(folder, order) };
    };
    const { more, ending: expected } = await ofOrder("shuffled");
    assert.notEqual((await ofOrder("same")).ending.weights, expected.weights);
    // Right after a checkpoint, before one, and within its save.
    for (const point of ["step:7", "step:29", "operation:40"]) {
      const { ending, killed } = await killAndGoOn(folder, point, "tensorflow", more);
      assert.ok(killed, `${point}: it was killed`);
      assert.deepEqual(ending, expected, point);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("SIGINT and SIGTERM save after the step, and the run goes on from there", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await prepareSweep(folder);
    const whole = await runChild(folder, "whole", "never", "tensorflow");
    assert.equal(whole.code, 0, whole.stderr);
    for (const [name, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
      const stopped = await runChild(folder, name, `${name}:13`, "tensorflow");
      assert.equal(stopped.code, code, stopped.stderr);
      assert.match(stopped.stderr, /1 run left to make\. The same command goes on there\./);
      const [checkpoint] = [...Deno.readDirSync(`${folder}/${name}/runs/cosine-SD2-seed0`)]
        .map((entry) => Number(/^checkpoint-(\d+)$/.exec(entry.name)?.[1] ?? 0))
        .sort((a, b) => b - a);
      assert.ok(checkpoint! >= 13 && checkpoint! < STEPS, `checkpoint ${checkpoint}`);
      const rest = await runChild(folder, name, "never", "tensorflow");
      assert.match(rest.stderr, new RegExp(`goes on after step ${checkpoint}\\.`));
      assert.deepEqual(await endingOf(folder, name), await endingOf(folder, "whole"));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
