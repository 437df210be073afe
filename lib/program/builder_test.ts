import assert from "node:assert/strict";
import { testRefusals } from "../../tests/_operations/mod.ts";
import { cpuRunner } from "../../tests/_operations/cpu_runner.ts";
import { floats, ints } from "../../tests/_tensors.ts";
import { add, greater, ProgramBuilder, scale } from "./mod.ts";

Deno.test("a program lists its nodes, variables, placeholders and outputs", () => {
  const builder = new ProgramBuilder();
  const x = builder.placeholder("x", [-1]);
  const w = builder.variable("w", []);
  const y = scale(add(x, w), 2);
  builder.output("y", y);
  const program = builder.build();
  assert.deepEqual(
    program.nodes.map(({ id, operation: { name } }) => [id, name]),
    [[0, "placeholder"], [1, "variable"], [2, "add"], [3, "scale"]],
  );
  assert.deepEqual([...program.variables], [["w", { name: "w", shape: [] }]]);
  assert.equal(program.placeholders.get("x"), x);
  assert.equal(program.outputs.get("y"), y);
  assert.deepEqual([y.shape, y.dtype], [[-1], "float32"]);
});

Deno.test("a variable is one, however often it is mentioned", () => {
  const builder = new ProgramBuilder();
  assert.equal(builder.variable("w", [2]), builder.variable("w", [2]));
  assert.equal(builder.build().nodes.length, 1);
});

Deno.test("a built program does not change with its builder", () => {
  const builder = new ProgramBuilder();
  const program = builder.build();
  builder.output("x", builder.placeholder("x", []));
  builder.variable("w", []);
  assert.deepEqual(
    [program.nodes.length, program.outputs.size, program.placeholders.size, program.variables.size],
    [0, 0, 0, 0],
  );
});

Deno.test("a constant has the type of its numbers", async () => {
  const builder = new ProgramBuilder();
  const [real, whole] = [floats([1.5, 2]), ints([3, 4])].map((data) => builder.constant(data));
  assert.deepEqual([real!.dtype, whole!.dtype], ["float32", "int32"]);
  builder.output("real", real!);
  builder.output("whole", whole!);
  const executor = await cpuRunner.open(builder.build());
  const [first, second] = await executor.run({}, ["real", "whole"]);
  assert.deepEqual([first!.data, second!.data], [Float32Array.of(1.5, 2), Int32Array.of(3, 4)]);
  executor.dispose();
});

testRefusals([
  ["a second placeholder of a name", (b) => {
    b.placeholder("x", []);
    b.placeholder("x", []);
  }, /placeholder "x" already/],
  ["a second output of a name", (b) => {
    b.output("x", b.constant(1));
    b.output("x", b.constant(2));
  }, /output "x" already/],
  ["a variable of two shapes", (b) => {
    b.variable("w", [2, 3]);
    b.variable("w", [3, 2]);
  }, /"w" has shape \[2, 3\], not \[3, 2\]/],
  ["a variable of open shape", (b) => b.variable("w", [-1, 2]), /\[\?, 2\]/],
  ["a placeholder of broken shape", (b) => b.placeholder("x", [1.5]), /\[1\.5\]/],
  ["a placeholder's name with a space", (b) => b.placeholder("a b", []), /"a b" cannot name/],
  ["a variable's name with a comma", (b) => b.variable("a,b", []), /"a,b" cannot name/],
  ["a variable's name with a colon", (b) => b.variable("a:0", []), /"a:0" cannot name/],
  ["an empty name", (b) => b.placeholder("", []), /"" cannot name/],
  ["a constant of too few elements", (b) => b.constant(floats([1], [2])), /\[2\] .* 1 elements/],
  ["an output of truth values", (b) => {
    const x = b.placeholder("x", []);
    b.output("y", greater(x, x));
  }, /"y" cannot be a bool: use toFloat/],
  [
    "a value of another program",
    (b) => add(b.placeholder("x", []), new ProgramBuilder().constant(1)),
    /add was given a value of another program/,
  ],
  [
    "an output of another program",
    (b) => b.output("x", new ProgramBuilder().constant(1)),
    /"x" is a value of another program/,
  ],
]);
