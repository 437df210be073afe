import assert from "node:assert/strict";
import { longest } from "./transfer.ts";

Deno.test("texts have 100 MB at most, and weights 100 GB", () => {
  for (const text of ["config.json", "vocab.txt", "a/spiece.model"]) {
    assert.equal(longest(text), 100_000_000, text);
  }
  for (
    const weights of ["model.safetensors", "onnx/model.onnx", "pytorch_model.bin", "a.json.gz"]
  ) {
    assert.equal(longest(weights), 100_000_000_000, weights);
  }
});
