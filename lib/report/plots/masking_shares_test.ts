import assert from "node:assert/strict";
import { countMarks } from "../_test_runs.ts";
import { maskingPlot, maskingShares } from "./masking_shares.ts";
import { renderSvg } from "./render.ts";

// [CLS] a b [MASK] x [SEP]: of 4 words 2 are masked, one by [MASK] and one by a random word.
const BATCH = {
  batchSize: 1,
  sequenceLength: 6,
  inputIds: Int32Array.of(0, 5, 6, 2, 8, 1),
  positions: Int32Array.of(3, 4),
  labels: Int32Array.of(7, 7),
  replaced: Uint8Array.of(0, 1),
};

Deno.test("shares are of the tokens that can be masked, and of the masked ones", () => {
  const shares = maskingShares([BATCH], { specialTokenIds: [0, 1, 2] });
  assert.deepEqual(shares.map(({ expected, observed, of }) => [expected, observed, of]), [
    [0.15, 0.5, 4],
    [0.8, 0.5, 2],
    [0.1, 0.5, 2],
    [0.1, 0, 2],
  ]);
});

Deno.test("a special token that was drawn as random word still counts as a masked word", () => {
  const batch = { ...BATCH, inputIds: Int32Array.of(0, 5, 6, 2, 1, 1) };
  assert.equal(maskingShares([batch], { specialTokenIds: [0, 1, 2] })[0]!.of, 4);
});

Deno.test("each share has a bar and a mark", async () => {
  const svg = await renderSvg(maskingPlot(maskingShares([BATCH], { specialTokenIds: [0, 1, 2] })));
  assert.equal(countMarks(svg, "rect"), 8);
  assert.ok(svg.includes("[MASK], of the masked"));
});
