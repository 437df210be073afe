import assert from "node:assert/strict";
import { ProgramBuilder } from "./builder.ts";
import { compiledNodes } from "./compiled_nodes.ts";
import { gradients } from "./gradients.ts";
import {
  adamW,
  add,
  checkFinite,
  crossEntropy,
  gather,
  gelu,
  group,
  halfSquareSum,
  matMul,
  mean,
  multiply,
} from "./operations/mod.ts";
import type { Value } from "./types.ts";

/** A step in small: an encoder of one product on rows of a table, a head on the masked of them. */
function program() {
  const builder = new ProgramBuilder();
  const ids = builder.placeholder("ids", [-1], "int32");
  const positions = builder.placeholder("positions", [-1], "int32", { varies: true });
  const labels = builder.placeholder("labels", [-1], "int32", { varies: true });
  const [table, weight] = [builder.variable("table", [7, 4]), builder.variable("weight", [4, 4])];
  const rows = gather(table, ids), product = matMul(rows, weight), hidden = gelu(product);
  const chosen = gather(hidden, positions);
  const logits = matMul(chosen, table, { transposeB: true });
  const loss = mean(crossEntropy(logits, labels));
  const [forTable, forWeight] = gradients(loss, [table, weight]) as [Value, Value];
  const norm = checkFinite(add(halfSquareSum(forTable), halfSquareSum(forWeight)), "norm");
  const clipped = multiply(forWeight, norm);
  const [stepSize, epsilon] = [builder.constant(1), builder.constant(1e-8)];
  const adam = { gradient: clipped, stepSize, epsilon };
  const update = adamW(weight, "weight", { beta1: 0.9, beta2: 0.999 }, adam);
  builder.output("update", group([update]));
  const named = { ids, table, rows, product, hidden, chosen, logits, loss, forWeight, norm };
  return { program: builder.build(), named: { ...named, clipped, update } };
}

Deno.test("XLA compiles the encoder: not sources, not what the masked positions size, no check, but the update behind it", () => {
  const { program: made, named } = program();
  const compiled = compiledNodes(made);
  const names = Object.entries(named).filter(([, { node }]) => compiled.has(node));
  assert.deepEqual(
    names.map(([name]) => name),
    ["rows", "product", "hidden", "forWeight", "clipped", "update"],
  );
});

Deno.test("the encoder's slopes are compiled, though they come from the masked positions; sums of rows never", () => {
  const { program: made } = program();
  const compiled = compiledNodes(made);
  const of = (name: string) =>
    made.nodes.filter(({ operation }) => operation.name === name).map((node) => compiled.has(node));
  assert.deepEqual(of("geluGradient"), [true]);
  // To the hidden rows, and to the table.
  assert.deepEqual(of("scatter"), [false, false]);
  assert.deepEqual(of("crossEntropy"), [false]);
  // Forward: encoder, head. Backward: the head's two, the encoder's two.
  assert.deepEqual(of("matMul"), [true, false, false, false, true, true]);
});
