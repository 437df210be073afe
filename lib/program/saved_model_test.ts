import assert from "node:assert/strict";
import { add, addToVariable, group, ProgramBuilder, writeSavedModel } from "./mod.ts";

Deno.test("a program's names in the graph", () => {
  const builder = new ProgramBuilder();
  const x = builder.placeholder("x", [2]);
  const w = builder.variable("layer.0/w", [2]);
  builder.output("x", x);
  builder.output("w", w);
  builder.output("sum", add(x, w));
  builder.output("update", group([addToVariable(x, "layer.0/w")]));
  const { names } = writeSavedModel(builder.build());
  assert.deepEqual([...names.feeds], [["x", "x"]]);
  // What is fed cannot be fetched, so it passes through a node of its own.
  assert.deepEqual([...names.fetches], [
    ["x", "Identity"],
    ["w", "read/layer.0/w"],
    ["sum", "AddV2"],
    ["update", "group"],
  ]);
  assert.deepEqual([...names.variables], [["layer.0/w", {
    feed: "feed/layer.0/w",
    set: "set/layer.0/w",
    clear: "clear/layer.0/w",
    read: "read/layer.0/w",
  }]]);
});
