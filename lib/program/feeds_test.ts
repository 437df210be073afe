import assert from "node:assert/strict";
import {
  checkFeed,
  checkFeeds,
  checkFetch,
  checkValues,
  checkVariable,
  feedType,
} from "./feeds.ts";
import { add, ProgramBuilder } from "./mod.ts";

const builder = new ProgramBuilder();
const x = builder.placeholder("x", [-1, 2]);
builder.placeholder("ids", [3], "int32");
const w = builder.variable("w", [2]);
builder.output("sum", add(x, w));
const program = builder.build();

const floats = (shape: number[], ...data: number[]) => ({ shape, data: Float32Array.from(data) });
const whole = (shape: number[], ...data: number[]) => ({ shape, data: Int32Array.from(data) });

/** What a check says, if anything. */
function said(work: () => unknown): string {
  try {
    work();
    return "";
  } catch (error) {
    assert.ok(error instanceof RangeError);
    return error.message;
  }
}

Deno.test("what is fed has the placeholder's kind of element, its dimensions and as many elements", () => {
  assert.deepEqual([floats([0]), whole([0])].map(feedType), ["float32", "int32"]);
  const good = [floats([1, 2], 1, 2), floats([2, 2], 1, 2, 3, 4), floats([0, 2])];
  for (const tensor of good) assert.equal(said(() => checkFeed(program, "x", tensor)), "");
  assert.equal(said(() => checkFeed(program, "ids", whole([3], 1, 2, 3))), "");
  const bad = [
    whole([1, 2], 1, 2),
    ...[floats([2], 1, 2), floats([1, 1, 2], 1, 2), floats([2, 1], 1, 2), floats([1, 2], 1)],
  ];
  for (const tensor of bad) {
    assert.match(said(() => checkFeed(program, "x", tensor)), /^"x" must be float32 \[.*: got /);
  }
  assert.match(said(() => checkFeed(program, "ids", floats([3], 1, 2, 3))), /^"ids" must be int32/);
  assert.match(
    said(() => checkFeed(program, "x", floats([1, 2], 1))),
    /got Float32Array .* with 1 elements\.$/,
  );
});

Deno.test("what is not there is named, and what is missing", () => {
  const good = floats([1, 2], 1, 2);
  assert.equal(said(() => checkFeeds(program, { x: good }, ["x"])), "");
  assert.equal(said(() => checkFeeds(program, { x: good }, [])), "");
  assert.equal(said(() => checkFeeds(program, {}, ["x"])), 'The run was not given "x".');
  assert.equal(
    said(() => checkFeeds(program, { y: good }, [])),
    'The program has no placeholder "y".',
  );
  assert.equal(said(() => checkFetch(program, "y")), 'The program has no output "y".');
  assert.deepEqual(checkFetch(program, "sum").shape, [-1, 2]);
  assert.equal(said(() => checkVariable(program, "y")), 'The program has no variable "y".');
  assert.deepEqual(checkVariable(program, "w").shape, [2]);
});

Deno.test("a variable's value has its shape", () => {
  const values = (tensor: ReturnType<typeof floats> | ReturnType<typeof whole>) =>
    said(() => checkValues(program, new Map([["w", tensor]])));
  assert.equal(values(floats([2], 1, 2)), "");
  for (const tensor of [floats([1], 1), floats([1, 2], 1, 2), whole([2], 1, 2)]) {
    assert.match(values(tensor), /^Variable "w" is float32 \[2\]: got /);
  }
});
