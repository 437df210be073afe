/** Sweeps as they are typed. */
import assert from "node:assert/strict";
import { sweepOf } from "../tasks/_settings.ts";

Deno.test("values of one setting may be typed one after the other", () => {
  assert.deepEqual(sweepOf(["epochs=1", "learning-rate=1e-4,3e-4", "epochs=2"]), {
    epochs: [1, 2],
    learningRate: [1e-4, 3e-4],
  });
  assert.throws(() => sweepOf(["epochs=1", "epochs=1,2"]), /a value stands twice in \[1,1,2\]/);
  assert.throws(
    () => sweepOf(["learning-rate=1e-4,0.0001"]),
    /a value stands twice in learningRate=1e-4,0\.0001/,
  );
});
