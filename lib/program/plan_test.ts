import assert from "node:assert/strict";
import { add, multiply, ProgramBuilder } from "./mod.ts";
import { Planner } from "./plan.ts";

const builder = new ProgramBuilder();
const x = builder.placeholder("x", []);
const y = builder.placeholder("y", []);
const square = multiply(x, x);
builder.output("square", square);
builder.output("sum", add(square, x));
builder.output("y", y);
builder.output("same", square);
const planner = new Planner(builder.build());

Deno.test("a plan has the nodes that are needed, in order, and their placeholders", () => {
  const { nodes, placeholders } = planner.plan(["sum"]);
  assert.deepEqual(nodes.map(({ operation: { name } }) => name), [
    "placeholder",
    "multiply",
    "add",
  ]);
  assert.deepEqual(placeholders, ["x"]);
  assert.deepEqual(planner.plan(["y", "sum"]).placeholders, ["x", "y"]);
  assert.deepEqual(planner.plan([]).nodes, []);
});

Deno.test("a plan counts how often each node is read, fetches included", () => {
  const { reads } = planner.plan(["sum", "same", "square"]);
  // x: twice by the product, once by the sum. The product: by the sum and two fetches.
  assert.equal(reads.get(x.node), 3);
  assert.equal(reads.get(square.node), 3);
});

Deno.test("a plan is made once for each list of outputs", () => {
  assert.equal(planner.plan(["y", "sum"]), planner.plan(["y", "sum"]));
  assert.notEqual(planner.plan(["y", "sum"]), planner.plan(["sum", "y"]));
});

Deno.test("an unknown output is refused", () => {
  assert.throws(() => planner.plan(["sum", "z"]), /no output "z"/);
});
