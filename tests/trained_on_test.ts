/** What is said of measuring a model on texts that it was trained on: only where it was. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { resolveSettings } from "../lib/experiment/settings/presets.ts";
import type { ExperimentSettings } from "../lib/experiment/settings/table.ts";
import { isTrainedOn, type MeasuredTexts } from "../lib/experiment/training_of.ts";
import { withFolder } from "./_files.ts";

/** A test with texts in folders, asking of some of them. */
function asking(
  name: string,
  test: (
    /** @param training What differs of the training, whose data are `texts`. */
    isTrained: (
      measured: Partial<ExperimentSettings> & Partial<Pick<MeasuredTexts, "split" | "byOrder">>,
      training?: Partial<ExperimentSettings>,
    ) => Promise<boolean>,
  ) => Promise<void>,
): void {
  Deno.test(name, () =>
    withFolder(async (folder) => {
      await Deno.mkdir(join(folder, "texts", "more"), { recursive: true });
      for (const file of ["a.txt", "test.txt", "more/b.txt"]) {
        await Deno.writeTextFile(join(folder, "texts", file), "It is good.");
      }
      await Deno.writeTextFile(join(folder, "texts2"), "It is good.");
      await Deno.symlink(join(folder, "texts"), join(folder, "link"));
      const settings = ({ data = "texts", ...more }: Partial<ExperimentSettings>) =>
        resolveSettings({
          overrides: {
            data: data.split(",").map((path) => join(folder, path)).join(","),
            ...more,
          },
        });
      await test(({ split, byOrder = false, ...measured }, training = {}) =>
        isTrainedOn({ settings: settings(measured), split, byOrder }, settings(training))
      );
    }));
}

asking(
  "a folder's files were trained on, wherever links lead, and what they are in",
  async (isTrained) => {
    for (const data of ["texts", "link", "texts/a.txt", "link/a.txt", "texts/more", "."]) {
      assert.equal(await isTrained({ data }), true, data);
    }
    for (const data of ["texts2", "texts/test.txt", "texts/none.txt/valid"]) {
      assert.equal(await isTrained({ data }), false, data);
    }
    assert.equal(await isTrained({ data: "texts2,texts/a.txt" }), true);
    assert.equal(await isTrained({ data: "texts" }, { data: "link/more/b.txt" }), true);
  },
);

asking(
  "a split by the order of the texts was trained on where the training had no such",
  async (isTrained) => {
    const test = { split: "test", byOrder: true } as const;
    for (const split of ["train", undefined] as const) {
      assert.equal(await isTrained({ split }, { evalSplit: "valid" }), true);
    }
    for (const evalSplit of ["valid", "test"] as const) {
      assert.equal(await isTrained(test, { evalSplit }), false, evalSplit);
    }
    assert.equal(await isTrained(test, { evalSplit: "train" }), true);
    assert.equal(await isTrained(test, { evalFraction: 0.1 }), true);
    assert.equal(await isTrained({ ...test, byOrder: false }, { evalSplit: "train" }), false);
    // Of other files, or read otherwise, others are the last ones.
    assert.equal(await isTrained({ ...test, data: "texts/a.txt" }, { evalSplit: "valid" }), true);
    assert.equal(await isTrained({ ...test, lineByLine: true }, { evalSplit: "valid" }), true);
  },
);
