import assert from "node:assert/strict";
import { hubEndpoint, hubFolder, isHubId } from "./hub.ts";

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

Deno.test("a hub's address has neither its password nor the slashes at its end", () => {
  const cases: [string, string][] = [
    ["https://hub.example", "https://hub.example"],
    ["http://hub.example:8080//", "http://hub.example:8080"],
    ["https://me:secret@hub.example/a/b/?c=d#e", "https://hub.example/a/b"],
  ];
  for (const [given, address] of cases) assert.equal(hubEndpoint(given), address);
  for (const given of ["ftp://hub.example", "file:///tmp", "hub.example", "https://"]) {
    assert.throws(() => hubEndpoint(given), {
      name: "InputError",
      message: "HF_ENDPOINT: this is not a hub's address. Set it to one such as " +
        "https://huggingface.co, or unset it.",
    });
  }
});
