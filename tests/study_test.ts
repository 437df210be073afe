/** The study as a command: its plan can be made, and what it writes follows from its runs. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";
import { readRuns } from "../lib/experiment/results.ts";
import { checkMakeable } from "../lib/experiment/plan/makeable.ts";
import { askedExperiment, experimentRuns } from "../lib/experiment/plan/experiment_plan.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { madeUpRun, madeUpRuns } from "../lib/study/_made_up.ts";
import { studyDifferences } from "../lib/study/compare.ts";
import { type Levels, levelsOf } from "../lib/study/stages.ts";
import { mainSettings, ratesSettings, sizesSettings } from "../lib/study/stages.ts";
import { CONTRASTS, NONE_BEST, RATES } from "../lib/study/plan.ts";
import { readStudy, STUDY_FILES, writeStudy } from "../lib/study/study.ts";
import { checkStudy } from "../tasks/_study_check.ts";
import { withFolder } from "./_files.ts";
import { prepareSweep } from "./_kill/sweep.ts";
import { ended } from "./_reproduce.ts";

const SEEDS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const LEVELS: Levels = { random: 0.9, loss: 3 };

/** All runs of an experiment, which can be made. */
async function runsOf(settings: ExperimentSettings) {
  const asked = await askedExperiment(settings);
  const { all } = experimentRuns(asked, asked.settings);
  checkMakeable(all, all, asked.definitions);
  return all;
}

Deno.test("all that is to be compared is planned, and can be made with either preset", async () => {
  for (
    const [preset, more, sizes] of [["quick", {}, 45], ["paper", { data: "cloth" }, 36]] as const
  ) {
    const base = resolveSettings({ preset, overrides: { ...more, seeds: SEEDS, out: "o" } });
    const main = await runsOf(mainSettings(base, LEVELS));
    assert.equal(main.length, 400);
    const cells = main.map(({ condition, method, schedule }) =>
      `${condition ?? method} ${schedule}`
    );
    for (const { left, right } of CONTRASTS) {
      for (const cell of right === "curve" ? [left] : [left, right]) {
        if (cell.condition === NONE_BEST) continue;
        const count = cells.filter((one) => one === `${cell.condition} ${cell.schedule}`).length;
        assert.equal(count, 10, cell.condition);
      }
    }
    const rates = await runsOf(ratesSettings(base));
    assert.equal(rates.length, 3 * 9);
    assert.equal((await runsOf(sizesSettings(base))).length, sizes);
    for (const [name, factor] of Object.entries(RATES)) {
      const found = [...main, ...rates].filter((run) =>
        (run.condition ?? run.method) === name && run.schedule === "constant"
      );
      assert.equal(found.length, 13, name);
      for (const { settings } of found) {
        assert.ok(Math.abs(settings.learningRate / base.learningRate - factor) < 1e-6);
      }
    }
  }
});

Deno.test("controls read the runs with their own seed, replayed ones those of the next", async () => {
  const base = resolveSettings({ overrides: { seeds: SEEDS, out: "o" } });
  const needs = new Map(
    (await runsOf(mainSettings(base, LEVELS))).map((run) => [run.name, run.needs]),
  );
  assert.equal(needs.get("same_mean_SD-seed3"), "constant-SD-seed3");
  assert.equal(needs.get("shuffled_SD2-seed3"), "constant-SD2-seed3");
  assert.equal(needs.get("replayed_SD-seed3"), "constant-SD-seed4");
  assert.equal(needs.get("replayed_SD2-seed9"), "constant-SD2-seed0");
});

Deno.test("levels are those at which the roots of two Γs have the same mean", () => {
  const rates = [100, 101].flatMap((seed) => [
    madeUpRun({ condition: "none", stage: "rates", seed, mean_gamma_root: 1.2 }, 4),
    madeUpRun({ condition: "level_random", stage: "rates", seed, mean_gamma_root: 0.6 }, 4),
    madeUpRun({ condition: "level_loss", stage: "rates", seed, mean_gamma_root: 1.8 }, 4),
  ]);
  // (½)³ and (3/2)³.
  assert.deepEqual(levelsOf(rates), { random: 0.125, loss: 3.375 });
  assert.throws(() => levelsOf(rates.slice(0, 2)), /tells the level of level_loss/);
});

/** The task with a model that is made in no time. */
function studying(folder: string, ...args: string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["task", "--quiet", "study", "--offline", `--model=${folder}/model`],
      ...[`--data=${folder}/text.txt`, "--data-construction=passages", "--eval-split=train"],
      ...["--beta=table", "--backend=cpu", "--chunk-length=16", "--train-chunks=4"],
      ...["--eval-chunks=2", "--batch-size=4", "--epochs=1", "--seeds=0,1"],
      `--out=${folder}/out`,
      ...args,
    ],
    cwd: PROJECT_FOLDER,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

Deno.test("the study is made by several processes, written, and found to follow from its runs", () =>
  withFolder(async (folder) => {
    await prepareSweep(folder);
    const { code, out, err } = ended(await studying(folder, "--jobs=2").output());
    assert.equal(code, 0, err);
    assert.match(err, /With fewer than 8 seeds no test can reach .* 2 is 2\/2\^2 = 0\.5/);
    assert.match(out, /SD2 - random_SD2 +2 +-?0\.\d{5} /);
    const results = join(folder, "out");
    const study = await readStudy(results);
    assert.equal(study.runs.length, 27 + 24 + 80);
    assert.ok(study.runs.every(({ weights_sha256 }) => /^[0-9a-f]{64}$/.test(weights_sha256!)));
    // Runs that are the same but for their names come to the same bits.
    const bits = (stage: string, condition: string, seed = 0) =>
      study.runs.find((run) =>
        run.stage === stage && run.condition === condition && run.seed === seed &&
        run.schedule === "constant"
      )!.weights_sha256;
    assert.equal(bits("rates", "level_random", 100), bits("rates", "none", 100));
    assert.notEqual(bits("main", "SD"), bits("main", "none"));
    assert.equal(await checkStudy(results), 0);
    for (const stage of ["rates", "sizes", "main"]) {
      assert.ok((await readRuns(join(results, stage))).length > 0);
    }
    // Again: nothing is trained, and the same is written.
    const texts = () =>
      Promise.all(
        Object.values(STUDY_FILES).map((name) => Deno.readTextFile(join(results, name))),
      );
    const before = await texts();
    assert.equal(ended(await studying(folder).output()).code, 0);
    assert.deepEqual(await texts(), before);
  }));

Deno.test("a number that does not follow from the runs is found, and a missing run named", () =>
  withFolder(async (folder) => {
    const runs = madeUpRuns([0, 1]);
    const experiment = (more: Partial<ExperimentSettings>) => ({
      settings: resolveSettings({ overrides: { schedules: ["constant"], out: "o", ...more } }),
      environment: {},
    });
    const config = {
      rates: experiment({ methods: ["none"], seeds: [100, 101, 102] }),
      sizes: experiment({ seeds: [0, 1], sweep: { trainChunks: [32, 64] } }),
      main: experiment({ seeds: [0, 1] }),
    };
    const study = { config, runs, differences: studyDifferences(runs), gamma: [] };
    await writeStudy(folder, study);
    assert.equal(await checkStudy(folder), 0);
    const file = join(folder, STUDY_FILES.differences);
    const text = await Deno.readTextFile(file);
    await Deno.writeTextFile(file, text.replace("SD - same_mean_SD,eval_loss,2,", "$&1"));
    assert.equal(await checkStudy(folder), 1);
    await Deno.writeTextFile(file, text + text.split("\n")[1] + "\n");
    assert.equal(await checkStudy(folder), 1);
    await writeStudy(folder, {
      ...study,
      runs: runs.filter(({ condition, seed, stage }) =>
        !(condition === "SD" && seed === 1 && stage === "main")
      ),
    });
    await assert.rejects(checkStudy(folder), {
      name: "InputError",
      message: /1 run is missing: main constant SD of 128 chunks with seed 1\. Let the study go on/,
    });
  }));
