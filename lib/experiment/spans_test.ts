import assert from "node:assert/strict";
import { areSpans, covered } from "./spans.ts";

Deno.test("time that runs share counts once, pauses do not count", () => {
  assert.equal(covered([]), 0);
  assert.equal(covered([[0, 10_000], [0, 10_000], [2000, 3000]]), 10);
  assert.equal(covered([[20_000, 30_000], [0, 10_000]]), 20);
  assert.equal(covered([[0, 10_000], [5000, 15_000]]), 15);
  // A clock that was set back meanwhile takes nothing away.
  assert.equal(covered([[5000, 1000], [5000, 6000]]), 1);
});

Deno.test("what is no list of spans is told from one", () => {
  assert.ok(areSpans([]) && areSpans([[1, 2]]));
  for (const value of [undefined, 1, [1, 2], [[1]], [[1, "2"]], [[1, NaN]]]) {
    assert.ok(!areSpans(value));
  }
});
