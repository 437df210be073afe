import assert from "node:assert/strict";
import { arraysOf } from "./slurm.ts";

const run = (index: number, wave = 0) => ({ index, wave, name: `run${index}`, folder: "" });

/** Waves, offsets and places. */
function shape(runs: ReturnType<typeof run>[], size: number) {
  return arraysOf(runs, size).map(({ wave, offset, runs }) =>
    [wave, offset, runs.map(({ index }) => index)] as const
  );
}

Deno.test("runs of a wave are one array, whose places are theirs", () => {
  assert.deepEqual(shape([run(4, 1), run(0), run(3), run(5, 1), run(9)], 1001), [
    [0, 0, [0, 3, 9]],
    [1, 0, [4, 5]],
  ]);
  assert.deepEqual(shape([], 1001), []);
});

Deno.test("places that an array of the cluster cannot have begin at 0 again", () => {
  assert.deepEqual(shape([0, 1, 3, 4, 7, 11].map((index) => run(index)), 4), [
    [0, 0, [0, 1, 3]],
    [0, 4, [4, 7]],
    [0, 11, [11]],
  ]);
});
