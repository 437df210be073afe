/** That nothing is written among what is read, whichever task writes. */
import assert from "node:assert/strict";
import { join } from "node:path";
import {
  fineTune,
  fineTuneSettings,
  refuseReadPlaces,
  resolveSettings,
  runExperiment,
} from "../lib/mod.ts";
import { namesIn } from "./_fake_experiment.ts";
import { assertRefused, withFolder } from "./_files.ts";
import { inFolder, task } from "./_own_text.ts";

Deno.test("a place to write to is neither what is read, nor in it, nor around it", () =>
  withFolder(async (folder) => {
    await Deno.mkdir(join(folder, "data", "train"), { recursive: true });
    await Deno.symlink(join(folder, "data"), join(folder, "link"));
    await Deno.writeTextFile(join(folder, "data", "a.txt"), "It is good.");
    const refused = (out: string, path: string) => {
      try {
        refuseReadPlaces(join(folder, out), [{ setting: "data", path: join(folder, path) }]);
        return "";
      } catch (error) {
        return (error as Error).message.replaceAll(`${folder}/`, "").split(", and")[0]!;
      }
    };
    assert.equal(refused("data", "data"), "data: this is what data names");
    assert.equal(refused("link", "data"), "link: this is what data names");
    assert.equal(refused("data/a.txt", "data/a.txt"), "data/a.txt: this is what data names");
    // Also where nothing is yet, and past a link.
    assert.equal(
      refused("data/out/new", "data"),
      "data/out/new: it lies in data, which data names",
    );
    assert.equal(refused("link/out", "data"), "link/out: it lies in data, which data names");
    assert.equal(refused("data/out", "link"), "data/out: it lies in link, which data names");
    assert.equal(refused(".", "data"), ": data, which data names, lies in it".replace(/^/, folder));
    assert.equal(
      refused("data", "data/a.txt"),
      "data: data/a.txt, which data names, lies in it",
    );
    for (const [out, path] of [["data2", "data"], ["dat", "data"], ["data", "hub-name"]] as const) {
      assert.equal(refused(out, path), "");
    }
  }));

Deno.test("an experiment and a training refuse it for all that any of their runs reads", () =>
  withFolder(async (folder) => {
    const data = join(folder, "data");
    await Deno.mkdir(data);
    await Deno.writeTextFile(join(data, "a.txt"), "It is good.\n\nIt is bad.");
    const within = join(data, "out");
    const expected = /out: it lies in \S*data, which data names, and nothing is written among/;
    const experiment = (more: object) =>
      Array.fromAsync(runExperiment(resolveSettings({ overrides: { out: within, ...more } })));
    await assertRefused(experiment({ data }), expected);
    await assertRefused(experiment({ sweep: { data: [data] } }), expected);
    await assertRefused(experiment({ evalData: data }), /out: .*, which evalData names/);
    await assertRefused(experiment({ model: data }), /out: .*, which model names/);
    await assertRefused(experiment({ beta: data }), /out: .*, which beta names/);
    await assertRefused(
      Array.fromAsync(fineTune(fineTuneSettings({ data, out: within }))),
      expected,
    );
    // What a run's folder would not touch, its model's would.
    await assertRefused(
      Array.fromAsync(fineTune(fineTuneSettings({ data, out: folder }))),
      /data, which data names, lies in it/,
    );
    assert.deepEqual(namesIn(data), ["a.txt"]);
    assert.deepEqual(namesIn(folder), ["data"]);
  }));

inFolder("each task that trains refuses it before it writes", async (folder) => {
  await Deno.mkdir(join(folder, "texts"));
  await Deno.writeTextFile(join(folder, "texts", "a.txt"), "It is good.\n");
  const within = ["--out=texts/out"];
  const data = ["--data=texts", ...within];
  for (
    const [name, setting, args] of [
      ["reproduce", "data", data],
      ["train", "data", data],
      ["study", "data", data],
      ["train", "tokenizer", ["--data=a.txt", "--model-type=bert", "--tokenizer=texts", ...within]],
    ] as const
  ) {
    const { code, err } = await task(folder, name, ...args);
    assert.equal(code, 1, err);
    assert.ok(
      err.endsWith(
        `texts/out: it lies in texts, which --${setting} names, and nothing is written among what is ` +
          "read. Choose another folder with --out.\n",
      ),
      err,
    );
    assert.deepEqual(namesIn(join(folder, "texts")), ["a.txt"], name);
  }
});
