import assert from "node:assert/strict";
import { portions, type PortionSettings, streamOf } from "./portions.ts";

const SETTINGS: PortionSettings = {
  data: "a",
  evalData: null,
  evalFraction: null,
  evalSplit: "valid",
  dataSeed: 7,
};
const of = (settings: Partial<PortionSettings>) => portions({ ...SETTINGS, ...settings });

Deno.test("portions() are of two places, of texts held out, of two splits, or of the same texts", () => {
  const share = { fraction: 0.1, seed: 7 };
  assert.deepEqual(of({ evalData: "b", evalFraction: 0.1 }), [
    { data: "a", kind: "training" },
    { data: "b", kind: "evaluation" },
  ]);
  assert.deepEqual(of({ evalFraction: 0.1 }), [
    { data: "a", kind: "training", share: { ...share, held: false } },
    { data: "a", kind: "held-out", share: { ...share, held: true } },
  ]);
  assert.deepEqual(of({}), [
    { data: "a", kind: "train", split: "train" },
    { data: "a", kind: "valid", split: "valid" },
  ]);
  assert.deepEqual(of({ evalSplit: "train" }), []);
});

Deno.test("streamOf() names the split, what is held out, or all", () => {
  assert.deepEqual(of({ evalData: "b" }).map(streamOf), ["all", "all"]);
  assert.deepEqual(of({ evalFraction: 0.1 }).map(streamOf), ["training", "held-out"]);
  assert.deepEqual(of({ evalSplit: "test" }).map(streamOf), ["train", "test"]);
});
