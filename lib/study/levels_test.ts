import assert from "node:assert/strict";
import { madeUpRun } from "./_made_up.ts";
import { levelCondition, LEVELLED, levelsOf, NO_LEVELS } from "./levels.ts";
import type { StudyRun } from "./runs.ts";

const run = (condition: string, root: number | null, of: Partial<StudyRun> = {}) =>
  madeUpRun({ condition, stage: "rates", seed: 100, mean_gamma_root: root, ...of }, 4);

Deno.test("a level is the cube of the roots' ratio, of runs of rates that came to an end", () => {
  const runs = [
    run("none", 1),
    run("none", 2, { seed: 101 }),
    run("none", 99, { diverged: "it did" }),
    run("none", 99, { stage: "main" }),
    run("none", null, { seed: 102 }),
    run("level_random", 1.5),
    run("level_chance", 0.8),
    run("level_loss", 3),
  ];
  // The mean root of none is 1.5; (8 ÷ 15)³ is written with six digits.
  assert.deepEqual(levelsOf(runs), { random: 1, chance: 0.151704, loss: 8 });
  assert.deepEqual(Object.keys(levelsOf(runs)), [...LEVELLED]);
  assert.deepEqual(NO_LEVELS, { random: 1, chance: 1, loss: 1 });
  assert.throws(() => levelsOf(runs.filter(({ condition }) => condition !== "level_chance")), {
    name: "InputError",
    message: "no run of the experiment rates tells the level of level_chance. Choose another " +
      "folder with the setting out.",
  });
  assert.throws(() => levelsOf(runs.slice(2)), /tells the level of none\./);
  assert.equal(levelCondition("x"), "level_x");
});
