import assert from "node:assert/strict";
import { graphNodes } from "../../tests/_graph_nodes.ts";
import { GraphWriter } from "./graph_writer.ts";

Deno.test("what is compiled computes again what it can, when the gradient is there, and nothing else does", () => {
  const writer = new GraphWriter();
  writer.compiled = true;
  const made = writer.repeats.add(["x"], ([x]) => writer.float("Mul", [x!, writer.scalar(2)]));
  assert.equal(writer.repeats.again("other", "upstream"), "other");
  const again = writer.repeats.again(made, "upstream:1");
  const own = writer.back("upstream", () => writer.float("Exp", ["x", writer.scalar(4)]));
  const after = writer.float("Neg", ["x"]);
  writer.compiled = false;
  assert.equal(writer.repeats.again(made, "upstream"), made);
  const plain = writer.back("upstream", () => writer.float("Log", ["x"]));
  const nodes = new Map(graphNodes(writer.finish("2.21.0")).map((node) => [node.name, node]));
  const waits = [made, again, own, after, plain].map((name) => nodes.get(name)!.waits);
  assert.deepEqual(waits, [[], ["upstream"], ["upstream"], [], []]);
  assert.deepEqual(nodes.get(again)!.reads, nodes.get(made)!.reads);
  // A constant is shared with what is not on the way back.
  const constants = [...nodes.values()].filter(({ operation }) => operation === "Const");
  assert.deepEqual(constants.map(({ waits }) => waits), [[], []]);
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
  const again = repeats.again(second, "upstream");
  const nodes = new Map(graphNodes(writer.finish("2.21.0")).map((node) => [node.name, node]));
  assert.deepEqual(nodes.get(second)!.reads, [first], "on the way there nothing is computed twice");
  const [cast] = nodes.get(again)!.reads;
  assert.notEqual(cast, first);
  assert.deepEqual(nodes.get(cast!)!.reads, ["small"]);
  assert.deepEqual(nodes.get(cast!)!.waits, ["upstream"]);
});
