import assert from "node:assert/strict";
import { createMethod, defineMethod } from "../../schedule/mod.ts";
import { countMarks } from "../_test_runs.ts";
import { methodCurves } from "./method_curves.ts";
import { renderSvg } from "./render.ts";

Deno.test("each method has a line of its colour, and its name in the legend", async () => {
  const run = { steps: 1, seed: 0 };
  // A name that stands for something else in objects already.
  const mine = createMethod(defineMethod({ name: "constructor", adjust: (rate) => rate / 2 }), run);
  const methods = ["none", "SD", "SD2"].map((name) => createMethod(name, run));
  const svg = await renderSvg(methodCurves([...methods, mine]));
  assert.equal(countMarks(svg, "line"), 4);
  for (const name of ["none", "SD", "SD2", "constructor"]) {
    assert.ok(svg.includes(`>${name}</text>`), name);
  }
});
