import assert from "node:assert/strict";
import { graphNodes } from "../../../tests/_graph_nodes.ts";
import { gradients } from "../gradients.ts";
import { writeSavedModel } from "../saved_model.ts";
import { kept, multiply, sum } from "./mod.ts";
import { ProgramBuilder } from "../builder.ts";
import { casesOf, testCases, testRefusals } from "../../../tests/_operations/mod.ts";
import { cpuRunner } from "../../../tests/_operations/cpu_runner.ts";

/** Where a value and its gradient are rounded to bfloat16. */
function rounded(options: { xla: boolean; precision: "float32" | "bfloat16" }): string[] {
  const builder = new ProgramBuilder();
  const x = builder.placeholder("x", [2]);
  builder.output("slope", gradients(sum(multiply(kept(x), x)), [x])[0]!);
  const nodes = graphNodes(writeSavedModel(builder.build(), options).bytes);
  const casts = nodes.filter(({ operation }) => operation === "Cast");
  // Each rounding has a cast back.
  const wide = new Set(casts.filter(({ reads }) => reads[0]!.startsWith("Cast")));
  return casts.filter((cast) => !wide.has(cast)).map(({ scope }) => scope);
}

Deno.test("what is kept, and its gradient, is rounded where XLA compiles it with bfloat16", () => {
  assert.deepEqual(rounded({ xla: true, precision: "bfloat16" }), ["there", "back"]);
  assert.deepEqual(rounded({ xla: false, precision: "bfloat16" }), []);
  assert.deepEqual(rounded({ xla: true, precision: "float32" }), []);
});

testCases(casesOf("kept"), cpuRunner);

testRefusals([
  [
    "whole numbers",
    (b) => kept(b.placeholder("n", [2], "int32")),
    /kept needs float32 values: got int32/,
  ],
]);
