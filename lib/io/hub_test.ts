import assert from "node:assert/strict";
import { hubFolder, isHubId } from "./hub.ts";

Deno.test("a model's name on the hub is one or two plain names, as the hub allows them", () => {
  const names = ["bert-base-cased", "google/bert_uncased_L-2", "a.b/c.d", "0/1"];
  assert.deepEqual(names.filter((name) => !isHubId(name)), []);
  const others = [
    "",
    "a/b/c",
    "/a",
    "a/",
    ".a",
    "a/.b",
    "../a",
    "a/..",
    "a..b",
    "a/b..",
    "a b",
    "-a",
  ];
  assert.deepEqual(others.filter(isHubId), []);
});

Deno.test("each model has a folder of its own in the cache", () => {
  assert.equal(hubFolder("a/b", "cache"), "cache/a--b");
  assert.equal(hubFolder("a-b", "cache"), "cache/a-b");
});
