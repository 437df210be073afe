/** The study as a command: its plan can be made, and what it writes follows from its runs. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";
import { readRuns } from "../lib/experiment/results.ts";
import { checkMakeable } from "../lib/experiment/plan/makeable.ts";
import { askedExperiment, experimentRuns } from "../lib/experiment/plan/experiment_plan.ts";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { madeUpRun, madeUpStudy } from "../lib/study/_made_up.ts";
import { studyDifferences } from "../lib/study/compare.ts";
import { conclusions } from "../lib/study/conclusions.ts";
import { type Levels, levelsOf } from "../lib/study/levels.ts";
import { mainSettings, ratesSettings, sizesSettings } from "../lib/study/stages.ts";
import { CONTRASTS, NONE_BEST, RATES } from "../lib/study/plan.ts";
import { intervalText } from "../lib/study/differences.ts";
import { bestNone } from "../lib/study/outcomes.ts";
import { readStudy, type Study, STUDY_FILES, writeStudy } from "../lib/study/study.ts";
import { checkStudy } from "../tasks/_study_check.ts";
import { asides } from "../tasks/_study_asides.ts";
import { primaryMarkdown } from "../tasks/_study_said.ts";
import { unlessGiven } from "./_arguments.ts";
import { withFolder } from "./_files.ts";
import { prepareSweep } from "./_kill/sweep.ts";
import { ended } from "./_reproduce.ts";
import { becomes } from "./_waiting.ts";

const SEEDS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const LEVELS: Levels = { random: 0.9, chance: 0.8, loss: 3 };

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
    assert.equal(main.length, 420);
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
    assert.equal(rates.length, 3 * 10);
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
    madeUpRun({ condition: "level_chance", stage: "rates", seed, mean_gamma_root: 2.4 }, 4),
    madeUpRun({ condition: "level_loss", stage: "rates", seed, mean_gamma_root: 1.8 }, 4),
  ]);
  // (½)³, 2³ and (3/2)³.
  assert.deepEqual(levelsOf(rates), { random: 0.125, chance: 8, loss: 3.375 });
  assert.throws(() => levelsOf(rates.slice(0, 3)), /tells the level of level_loss/);
});

/** The task with a model that is made in no time. */
function studying(folder: string, ...args: string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["task", "--quiet", "study", "--offline"],
      ...unlessGiven([
        ...[`--model=${folder}/model`, `--data=${folder}/text.txt`, "--eval-split=train"],
        ...["--data-construction=passages", "--beta=table", "--backend=cpu", "--seeds=0,1"],
        ...["--chunk-length=16", "--train-chunks=4", "--eval-chunks=2", "--batch-size=4"],
        ...["--epochs=1", `--out=${folder}/out`],
      ], args),
    ],
    cwd: PROJECT_FOLDER,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** Writes a README that says what follows from runs, over lines as Markdown is. */
async function readmeOf(folder: string, results: Study): Promise<string> {
  const file = join(folder, "README.md"), { runs } = results;
  const seeds = new Set(runs.filter(({ stage }) => stage === "main").map(({ seed }) => seed)).size;
  const sentences = Object.values(conclusions(studyDifferences(runs), seeds)).flat();
  const said = [`${runs.length} runs.`, ...sentences, ...asides(results).everywhere];
  await Deno.writeTextFile(file, said.join("\n").replaceAll(" ", "\n"));
  return file;
}

Deno.test("the study is made by several processes, written, and found to follow from its runs", () =>
  withFolder(async (folder) => {
    await prepareSweep(folder);
    const { code, out, err } = ended(await studying(folder, "--jobs=2").output());
    assert.equal(code, 0, err);
    assert.match(err, /With fewer than 8 seeds none of the six can reach .* 2 is 2\/2\^2 = 0\.5/);
    assert.match(out, /SD2 - random_SD2 +2 +-?0\.\d{5} /);
    const results = join(folder, "out");
    const study = await readStudy(results);
    assert.equal(study.runs.length, 30 + 24 + 84);
    assert.ok(study.runs.every(({ weights_sha256 }) => /^[0-9a-f]{64}$/.test(weights_sha256!)));
    // Runs that are the same but for their names come to the same bits.
    const bits = (stage: string, condition: string, seed = 0) =>
      study.runs.find((run) =>
        run.stage === stage && run.condition === condition && run.seed === seed &&
        run.schedule === "constant"
      )!.weights_sha256;
    assert.equal(bits("rates", "level_random", 100), bits("rates", "none", 100));
    assert.notEqual(bits("main", "SD"), bits("main", "none"));
    assert.equal(await checkStudy(results, [await readmeOf(folder, study)]), 0);
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

Deno.test("in preset paper all passages are read; stopped, every process ends, and says how to go on", () =>
  withFolder(async (folder) => {
    await prepareSweep(folder);
    const process = studying(folder, "--preset=paper", "--epochs=2", "--jobs=2").spawn();
    const runs = join(folder, "out/rates/runs");
    const isThere = () => existsSync(runs) && [...Deno.readDirSync(runs)].length > 1;
    assert.ok(await becomes(isThere), "it has begun");
    process.kill("SIGTERM");
    const { code, err } = ended(await process.output());
    assert.equal(code, 143, err);
    assert.match(err, /\d+ runs of .*rates left to make\. The same command goes on there\./);
    assert.doesNotMatch(err, /defect|Error/);
    const { settings } = JSON.parse(await Deno.readTextFile(join(folder, "out/rates/config.json")));
    assert.deepEqual([settings.learningRate, settings.passageLimit], [2e-5, null]);
  }));

Deno.test("data that a later experiment has not enough of are refused before the first run", () =>
  withFolder(async (folder) => {
    await prepareSweep(folder);
    const many = ended(await studying(folder, "--train-chunks=100000").output());
    assert.equal(many.code, 1, many.err);
    assert.match(many.err, /sizes, 400000 chunks to train on/);
    await assert.rejects(Deno.stat(join(folder, "out")));
    const few = ended(await studying(folder, "--train-chunks=3").output());
    assert.equal(few.code, 2, few.err);
    assert.match(few.err, /--train-chunks must be at least 4/);
  }));

Deno.test("seeds on which something is chosen, and a single one, are refused at once", async () => {
  const cases = [["99,100,102", /--seeds must not have 100, 102: the best rate/], [
    "7",
    /two or more/,
  ]];
  for (const [seeds, message] of cases) {
    const { code, err } = ended(await studying("/nowhere", `--seeds=${seeds}`).output());
    assert.equal(code, 2, err);
    assert.match(err, message as RegExp);
  }
});

/** What a page has to say below "Results". */
function resultsOf(results: Study): string {
  const levels = Object.entries(levelsOf(results.runs))
    .map(([gamma, level]) => `\`${gamma}_SD2\` is ${level}`);
  const [first] = results.differences;
  return [
    ...primaryMarkdown(results.differences),
    ...levels,
    ...asides(results).results,
    `\`none_best\` is \`${bestNone(results.runs)}\``,
    `It is ${intervalText(first!)} nats.`,
  ].join("\n");
}

/** Pages that say it, and that say something else. */
const SAID: readonly [what: string, change: (text: string) => string][] = [
  ["as it is", (text) => text],
  ["a number of no difference", (text) => `${text}\nIt is +7.0001 nats.`],
  ["a mean with another's interval", (text) => text.replace(/It is .\d/, "It is −9")],
  ["a cell of the table", (text) => text.replace(/\| 0\.\d{5} \|/, "| 0.99999 |")],
  ["a row is gone", (text) => text.slice(text.indexOf("\n") + 1)],
  ["a level", (text) => text.replace("`loss_SD2` is 1", "`loss_SD2` is 2")],
  ["hours", (text) => text.replace(/[\d.]+ hours/, "99.9 hours")],
  ["a share", (text) => text.replace(/\d+ % of its variance/, "1 % of its variance")],
  ["a broken number of nothing", (text) => `${text}\nIt is worth .123 nats.`],
  ["a percentage of nothing", (text) => `${text}\nIt is worth 12 %.`],
  ["another answer", (text) => text.replace("answer to H2 is", "answer to H2 is not")],
  ["another part's numbers are not looked at", (text) => `${text}\n\n## Limits\n\n12 % of 0.123.`],
  ["Japanese results are", (text) => `${text}\n\n## 日本語\n\n### 結果\n\n0.123 ナット。`],
  ["another best rate", (text) => text.replace("`none_best` is `", "`none_best` is `other_")],
];

Deno.test("a number that does not follow from the runs is found, and a missing run named", () =>
  withFolder(async (folder) => {
    const study = madeUpStudy([0, 1]), { runs } = study;
    await writeStudy(folder, study);
    const readme = await readmeOf(folder, study);
    assert.equal(await checkStudy(folder, [readme]), 0);
    const file = join(folder, STUDY_FILES.differences);
    const text = await Deno.readTextFile(file);
    await Deno.writeTextFile(file, text.replace("SD - same_mean_SD,eval_loss,2,", "$&1"));
    assert.equal(await checkStudy(folder, [readme]), 1);
    await Deno.writeTextFile(file, text);
    const said = await Deno.readTextFile(readme);
    await Deno.writeTextFile(readme, said.replace("evaluation", "training"));
    assert.equal(await checkStudy(folder, [readme]), 1, "a README that says something else");
    for (const [what, change] of SAID) {
      const results = change(resultsOf(study));
      await Deno.writeTextFile(readme, `${said}\n## Results\n\n${results}\n`);
      const expected = what === "as it is" || what.endsWith("not looked at") ? 0 : 1;
      assert.equal(await checkStudy(folder, [readme]), expected, what);
    }
    const table = join(folder, STUDY_FILES.runs), rows = await Deno.readTextFile(table);
    await Deno.writeTextFile(readme, said);
    // Nothing else has a run's seconds; in `rates` nothing is computed from its accuracy.
    await Deno.writeTextFile(table, rows.replace(/,0\.3,/, ",0.31,"));
    assert.equal(await checkStudy(folder, [readme]), 1, "a figure from which nothing follows");
    await Deno.writeTextFile(table, rows.replaceAll("\n", "\r\n"));
    assert.equal(await checkStudy(folder, [readme]), 1, "other ends of lines");
    await Deno.writeTextFile(table, rows.replace(/,48,/, ",0x30,"));
    await assert.rejects(checkStudy(folder), {
      name: "InputError",
      message: /runs\.csv, row \d+: steps is "0x30", which is no number/,
    });
    await writeStudy(folder, {
      ...study,
      runs: runs.filter(({ condition, seed, stage, schedule }) =>
        !(condition === "SD" && seed === 1 && stage === "main" && schedule === "constant")
      ),
    });
    await assert.rejects(checkStudy(folder), {
      name: "InputError",
      message: /1 run is missing: main constant SD of 128 chunks with seed 1\. Let the study go on/,
    });
    await assert.rejects(checkStudy(join(folder, "nothing")), {
      name: "InputError",
      message:
        /nothing: there are no results of the study\. Have its runs made by `deno task study`/,
    });
  }));
