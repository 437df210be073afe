import assert from "node:assert/strict";
import { parseShardIndex } from "./shard_index.ts";

const FILE = "model.safetensors.index.json";

Deno.test("parseShardIndex() gives the file of each tensor", () => {
  const index = {
    metadata: { total_size: 8 },
    weight_map: { a: "1.safetensors", b: "2.safetensors" },
  };
  assert.deepEqual([...parseShardIndex(index, FILE)], [["a", "1.safetensors"], [
    "b",
    "2.safetensors",
  ]]);
});

Deno.test("parseShardIndex() refuses files outside the folder and anything that is no map", () => {
  const outside = ["../x.safetensors", "/x.safetensors", "a\\x.safetensors", "c:x.safetensors"];
  const names = [...outside, "x.bin", ".safetensors/..", "", 3, null];
  for (const shard of names) {
    assert.throws(() => parseShardIndex({ weight_map: { "the.bias": shard } }, FILE), {
      name: "InputError",
      message: /^model\.safetensors\.index\.json, weight_map, the\.bias: .* is not the name/,
    }, String(shard));
  }
  for (const json of [null, [], 3, {}, { weight_map: [] }, { weight_map: "x" }]) {
    assert.throws(() => parseShardIndex(json, FILE), { name: "InputError", message: /weight_map/ });
  }
});
