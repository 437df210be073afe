/** Following a log that another process writes: each record is told once, whole and in order. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { LogFollower } from "../lib/experiment/follow.ts";
import { withFolder } from "./_files.ts";

const record = (step: number) => ({
  ...{ type: "step", step, epoch: step / 4, loss: 5, grad_norm: 1, scheduled_learning_rate: 1e-4 },
  ...{ learning_rate: 1e-4, gamma: 2, gamma_root: 1.2, gamma_pairs: 3, seconds: 0.1 },
});
const lines = (...steps: number[]) =>
  steps.map((step) => JSON.stringify(record(step)) + "\n").join("");

Deno.test("a log's records are told as they come, also where half a line is there", () =>
  withFolder(async (folder) => {
    const file = join(folder, "metrics.jsonl"), follower = new LogFollower(file);
    const news = () => follower.news().map(({ step }) => step);
    const append = (text: string) => Deno.writeTextFile(file, text, { append: true });
    assert.deepEqual(news(), [], "there is no file yet");
    await append(lines(1, 2));
    assert.deepEqual(news(), [1, 2]);
    assert.deepEqual(news(), []);
    const next = lines(3, 4);
    await append(next.slice(0, 50));
    assert.deepEqual(news(), []);
    await append(next.slice(50));
    assert.deepEqual(news(), [3, 4]);
    assert.deepEqual(follower.rest([1, 2, 3, 4, 5].map(record) as never).map(({ step }) => step), [
      5,
    ]);
  }));

Deno.test("a log that is begun anew is told from where the first one was", () =>
  withFolder(async (folder) => {
    const file = join(folder, "metrics.jsonl"), follower = new LogFollower(file);
    const news = () => follower.news().map(({ step }) => step);
    await Deno.writeTextFile(file, lines(1, 2, 3));
    assert.deepEqual(news(), [1, 2, 3]);
    // The run goes on after its checkpoint at step 1: the same file, shorter, and then other lines.
    await Deno.writeTextFile(file, lines(1));
    assert.deepEqual(news(), []);
    const slower = lines(2, 3, 4).replaceAll('"seconds":0.1', '"seconds":0.1234567');
    await Deno.writeTextFile(file, slower, { append: true });
    assert.deepEqual(news(), [4]);
    // Another file in its place.
    await Deno.writeTextFile(`${file}.new`, lines(1, 2, 3, 4, 5));
    await Deno.rename(`${file}.new`, file);
    assert.deepEqual(news(), [5]);
  }));
