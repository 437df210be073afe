import assert from "node:assert/strict";
import { splitOf, splitsOfPaths } from "./splits.ts";

Deno.test("splitOf() knows the names that data sets of the hub have", () => {
  const names = "train training Train valid validation val dev eval test testing other".split(" ");
  assert.deepEqual(names.map(splitOf), [
    ...["train", "train", "train", "valid", "valid", "valid", "valid", "valid", "test"],
    ...[undefined, undefined],
  ]);
  assert.equal(splitOf("toString"), undefined);
});

Deno.test("splitsOfPaths() goes by the first name in a path that says one", () => {
  const paths = ["data/dev-00000-of-00001.parquet", "test/train.txt", "data/all.txt", "train1.csv"];
  assert.deepEqual(splitsOfPaths(paths), ["valid", "test", undefined, "train"]);
});

Deno.test("splitsOfPaths() goes by the ends of names where no beginning says a split", () => {
  const wiki = ["wiki.test.tokens", "wiki.train.txt", "a/en_dev.txt.gz", "vocabulary.txt"];
  assert.deepEqual(splitsOfPaths(wiki), ["test", "train", "valid", undefined]);
  assert.deepEqual(splitsOfPaths(["test.txt", "a-train.txt"]), ["test", undefined]);
  const spaced = ["train data.txt", "LICENSE", "test data.txt"];
  assert.deepEqual(splitsOfPaths(spaced), ["train", undefined, "test"]);
  const bookish = ["Development.txt", "Testament.txt", "training day.txt"];
  assert.deepEqual(splitsOfPaths(bookish), [undefined, undefined, undefined]);
  const stories = ["the-night-train.txt", "the-tower.txt"];
  assert.deepEqual(splitsOfPaths(stories), [undefined, undefined]);
});

Deno.test("a word says a split whatever the spaces around it, and no word of JavaScript's does", () => {
  assert.equal(splitOf(" Dev\n"), "valid");
  for (const word of ["toString", "constructor", "__proto__", ""]) {
    assert.equal(splitOf(word), undefined);
  }
});

Deno.test("where some names plainly say their split, others' first words say none", () => {
  const paths = ["test.txt", "training day.txt", "valid reasons.txt"];
  assert.deepEqual(splitsOfPaths(paths), ["test", undefined, undefined]);
  assert.deepEqual(splitsOfPaths(paths.slice(1)), ["train", "valid"]);
});
