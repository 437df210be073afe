/** The committed study: it is what was planned, all numbers follow from its runs, and pages say what follows. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { conclusions } from "../lib/study/conclusions.ts";
import { studyFaults } from "../lib/study/faults.ts";
import { changedFiles, readStudy, STUDY_FILES, writeStudy } from "../lib/study/study.ts";
import { withFolder } from "./_files.ts";

const FOLDER = fileURLToPath(new URL("../data/study/", import.meta.url));

Deno.test("the committed results follow from plan and runs, and the pages say what follows", async () => {
  const study = await readStudy(FOLDER);
  assert.deepEqual(studyFaults(study), []);
  assert.deepEqual(await changedFiles(FOLDER), []);
  const { en, ja } = conclusions(study.differences, study.config.main.settings.seeds.length);
  // Lines break anywhere, and emphasis is the page's.
  const plain = (text: string) => text.replaceAll(/[\s*]/g, "");
  for (const page of ["README.md", "docs/study.md"]) {
    const text = plain(await readFile(new URL(`../${page}`, import.meta.url), "utf8"));
    for (const sentence of [...en, ...ja]) assert.ok(text.includes(plain(sentence)), sentence);
  }
});

Deno.test("a study that is read and written again has the same files, byte by byte", () =>
  withFolder(async (folder) => {
    const study = await readStudy(FOLDER);
    await writeStudy(join(folder, "new"), study);
    // Settings that are younger than the study stand in the new one, with what they were before.
    const { config, ...tables } = STUDY_FILES;
    assert.deepEqual((await readStudy(join(folder, "new"))).config, study.config);
    assert.ok((await Deno.stat(join(folder, "new", config))).isFile);
    for (const name of Object.values(tables)) {
      const [was, is] = await Promise.all(
        [FOLDER, join(folder, "new")].map((place) => readFile(join(place, name), "utf8")),
      );
      assert.equal(is, was, name);
    }
    const names = ["runs.csv", "gamma.csv"];
    for (const name of names) await Deno.writeTextFile(join(folder, "new", name), "\n");
    assert.deepEqual(
      await changedFiles(join(folder, "new")),
      names.map((name) =>
        `${name} is not as it was written: sha256.txt has another SHA-256 for it.`
      ),
    );
  }));
