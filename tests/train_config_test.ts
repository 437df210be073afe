/** A mistake of a file of settings is told with the file and its own words, one that was typed by its options. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { withFolder } from "./_files.ts";
import { decoder, inFolder, task, trainAlone } from "./_own_text.ts";
import { readGridConfig } from "../lib/mod.ts";
import { type GivenTraining, trainSettings } from "../tasks/_train_options.ts";

const UNGIVEN = { cased: false, uncased: false, restart: false, offline: false };

Deno.test("ways to evaluate and to save that do not go together are the file's mistake, or the line's", () =>
  withFolder(async (folder) => {
    const file = join(folder, "mine.json");
    const told = async (settings: object, typed: object = {}) => {
      await Deno.writeTextFile(file, JSON.stringify(settings));
      try {
        trainSettings(
          { ...UNGIVEN, ...typed } as unknown as GivenTraining,
          await readGridConfig(file),
        );
      } catch (error) {
        return (error as Error).message.replace(file, "FILE");
      }
      return "";
    };
    assert.equal(
      await told({ evalFraction: 0.1, evalData: "b.csv" }),
      "FILE, evalData, evalFraction: these are several ways to evaluate, of which one counts. Set one " +
        "of them.",
    );
    const early = { earlyStoppingPatience: 2, saveStrategy: "no" };
    assert.match(
      await told(early),
      /^FILE, saveStrategy: earlyStoppingPatience keeps the best weights/,
    );
    assert.match(
      await told({ saveStrategy: "no" }, { earlyStoppingPatience: 2 }),
      /^--early-stopping-patience keeps .*: --save-strategy no does not\. Set it to epoch/,
    );
    assert.equal(await told(early, { saveStrategy: "epoch" }), "", "what is typed mends it");
  }));

inFolder("settings of a file that do not go together are told of as the file's", async (folder) => {
  const wrong = { loadBestModelAtEnd: true, saveStrategy: "no" };
  await Deno.writeTextFile(join(folder, "mine.json"), JSON.stringify(wrong));
  const expected =
    /^mine\.json: loadBestModelAtEnd cannot be used with saveStrategy no: .*\. Set saveStrategy to epoch\.$/m;
  const { code, stderr } = await trainAlone(folder, "--config=mine.json", "--out=out").output();
  assert.equal(code, 1);
  assert.match(decoder.decode(stderr), expected);
  const made = await task(folder, "reproduce", "--config=mine.json");
  assert.equal(made.code, 1);
  assert.match(made.err, expected);
  const twice = { warmupSteps: 3, warmupRatio: 0.1 };
  await Deno.writeTextFile(join(folder, "twice.json"), JSON.stringify(twice));
  for (const [name, ...args] of [["train", "--data=mine.csv", "--out=out"], ["reproduce"]]) {
    const { code, err } = await task(folder, name!, "--config=twice.json", ...args);
    assert.deepEqual(
      [code, err],
      [1, "twice.json: warmupSteps and warmupRatio are both set. Set one of them.\n"],
    );
  }
  // Half of it was typed.
  await Deno.writeTextFile(join(folder, "mine.json"), JSON.stringify({ saveStrategy: "no" }));
  const typed = await task(folder, "reproduce", "--config=mine.json", "--load-best-model-at-end");
  assert.match(typed.err, /^--load-best-model-at-end cannot be used with --save-strategy no: /m);
});
