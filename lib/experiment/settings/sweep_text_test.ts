/** A sweep from its text: the first equals sign ends the setting's name. */
import assert from "node:assert/strict";
import { parseSweep } from "./overrides.ts";

const parse = (text: string) => parseSweep(text, { file: "a.json", place: "sweep" });

Deno.test("a swept value may have equals signs, as choices do", () => {
  assert.deepEqual(parse("gamma=paper:distance=kl, paper"), {
    gamma: ["paper:distance=kl", "paper"],
  });
  assert.deepEqual(parse(" learningRate = 1e-4,3e-4"), { learningRate: [1e-4, 3e-4] });
});

Deno.test("a sweep without values, or of what is no setting of a run, is refused", () => {
  assert.throws(() => parse("gamma"), /it gives no values for gamma\. Write gamma=VALUE,VALUE/);
  assert.throws(() => parse("nothing=1"), { name: "InputError" });
});
