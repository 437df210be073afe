import assert from "node:assert/strict";
import { graphNodes } from "../../tests/_graph_nodes.ts";
import { GraphWriter } from "./graph_writer.ts";

Deno.test("another piece that is compiled computes again what it can, once, and nothing else does", () => {
  const writer = new GraphWriter(), { repeats } = writer;
  writer.compiled = true;
  const made = repeats.add(["x"], ([x]) => writer.float("Mul", [x!, writer.scalar(2)]));
  assert.equal(repeats.here(made), made);
  writer.part = "back";
  assert.equal(repeats.here("other"), "other");
  const again = repeats.here(made);
  assert.notEqual(again, made);
  assert.equal(repeats.here(made), again);
  writer.part = "apart";
  // From what was computed again as well as from what it was at first.
  const third = repeats.here(again);
  assert.ok(![made, again].includes(third));
  writer.compiled = false;
  assert.equal(repeats.here(made), made);
  const nodes = new Map(graphNodes(writer.finish("2.21.0")).map((node) => [node.name, node]));
  assert.deepEqual([made, again, third].map((name) => nodes.get(name)!.scope), [
    "there",
    "back",
    "apart",
  ]);
  assert.ok([made, again, third].every((name) => nodes.get(name)!.reads[0] === "x"));
});

Deno.test("what gives what was there before is nothing to compute again", () => {
  const writer = new GraphWriter(), { repeats } = writer;
  writer.compiled = true;
  assert.equal(repeats.add(["x"], ([x]) => x!), "x");
  const made = repeats.add(["x"], (x) => writer.float("Exp", x));
  assert.equal(repeats.add(["y"], () => made), made);
  writer.part = "back";
  assert.equal(repeats.here("x"), "x");
  const again = repeats.here(made);
  const nodes = new Map(graphNodes(writer.finish("2.21.0")).map((node) => [node.name, node]));
  assert.deepEqual(nodes.get(again)!.reads, ["x"]);
});

Deno.test("what is computed again is computed from what is computed again, as far as that goes", () => {
  const writer = new GraphWriter(), { repeats } = writer;
  writer.compiled = true;
  const first = repeats.add(["small"], (small) => writer.float("Cast", small));
  const second = repeats.add([first], (first) => writer.float("Exp", first));
  assert.deepEqual([first, second, "small"].map((value) => repeats.has(value)), [
    true,
    true,
    false,
  ]);
  writer.part = "back";
  const again = repeats.here(second);
  const nodes = new Map(graphNodes(writer.finish("2.21.0")).map((node) => [node.name, node]));
  assert.deepEqual(nodes.get(second)!.reads, [first], "on the way there nothing is computed twice");
  const [cast] = nodes.get(again)!.reads;
  assert.notEqual(cast, first);
  assert.deepEqual(nodes.get(cast!)!.reads, ["small"]);
  assert.equal(nodes.get(cast!)!.scope, "back");
});
