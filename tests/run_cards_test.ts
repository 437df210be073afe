/** The cards of the models that `reproduce` keeps. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readRuns } from "../lib/mod.ts";
import { inFolder, ONE_RUN, task } from "./_own_text.ts";

inFolder(
  "each model that reproduce keeps has a card, with its figures over all seeds",
  async (folder) => {
    const reproduce = async (...args: string[]) => {
      const made = await task(folder, "reproduce", ...ONE_RUN, ...args);
      assert.equal(made.code, 0, made.err);
    };
    const modelOf = (seed: number) => join(folder, `runs/runs/linear-none-seed${seed}/model`);
    const cardOf = (seed: number) => join(modelOf(seed), "README.md");
    await reproduce("--save-models", "--seeds=0");
    const alone = await Deno.readTextFile(cardOf(0));
    assert.match(alone, /\n# linear-none-seed0\n\nmodel, trained further .* on mine\.csv\.\n/);
    assert.match(alone, /with `deno task reproduce`\. The run's log is\n`metrics\.jsonl` beside/);
    assert.doesNotMatch(alone, /Over \d seeds/);
    // An edited one stays, until another seed changes what there is to say.
    await Deno.writeTextFile(cardOf(0), "Mine.");
    await reproduce("--save-models", "--seeds=0");
    assert.equal(await Deno.readTextFile(cardOf(0)), "Mine.");
    await reproduce("--save-models", "--seeds=0,1");
    const rows = (await readRuns(join(folder, "runs"))).map(({ records }) =>
      records.findLast((record) => record.type === "evaluation")!.eval_loss
    );
    // Two values: 12.7062 standard errors, each half of their distance.
    const mean = (rows[0]! + rows[1]!) / 2, half = 12.7062 * Math.abs(rows[0]! - rows[1]!) / 2;
    for (const seed of [0, 1]) {
      const card = await Deno.readTextFile(cardOf(seed));
      assert.match(card, /\nOver 2 seeds \(0, 1\):\n\n\| \| mean \| 95 % t interval \|\n/);
      const row = /\n\| evaluation loss \| ([\d.]+) \| (-?[\d.]+) to ([\d.]+) \|\n/.exec(card)!;
      [mean, mean - half, mean + half].forEach((expected, i) =>
        assert.ok(Math.abs(Number(row[i + 1]) - expected) < 2e-4, `${row[i + 1]}: ${expected}`)
      );
    }
    // With its card the model goes where the run is made anew.
    await reproduce("--seeds=0", "--restart");
    assert.ok(!existsSync(modelOf(0)));
  },
);
