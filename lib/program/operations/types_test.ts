/** What type each operation's result has, and which operands it refuses: at the edge of each rule. */
import assert from "node:assert/strict";
import * as p from "../mod.ts";
import type { Value } from "../mod.ts";

const { ProgramBuilder } = p;

/** The values by which the table speaks: float32 of some shapes, and others. */
function operands() {
  const b = new ProgramBuilder();
  let next = 0;
  const float = (...shape: number[]) => b.placeholder(`x${next++}`, shape);
  const int = (...shape: number[]) => b.placeholder(`x${next++}`, shape, "int32");
  const bool = (...shape: number[]) => p.greater(float(...shape), float(...shape));
  const token = () => p.addToVariable(b.variable("w", []), "w");
  return { b, float, int, bool, token };
}

type Operands = ReturnType<typeof operands>;
type Case = [name: string, build: (of: Operands) => Value | readonly Value[], expected: string];

/** A result in words: `float32 [2, ?]`, of several one after the other; or what is thrown. */
function outcome(build: Case[1]): string {
  try {
    const values = [build(operands())].flat() as Value[];
    return values.map(({ dtype, shape }) => `${dtype} [${shape}]`).join("; ");
  } catch (error) {
    assert.ok(error instanceof RangeError, String(error));
    return error.message;
  }
}

function testTable(title: string, cases: readonly Case[]): void {
  Deno.test(title, () => {
    for (const [name, build, expected] of cases) assert.equal(outcome(build), expected, name);
  });
}

Deno.test("of two kinds of operands each operation takes those that it is made for", () => {
  const { add, divide, equal, greater, maximum, minimum, multiply, power, subtract } = p;
  const all = { add, divide, equal, greater, maximum, minimum, multiply, power, subtract };
  const expected: Record<keyof typeof all, [float: string, int: string]> = {
    add: ["float32 [2]", "int32 [2]"],
    divide: ["float32 [2]", "divide needs float32 values: got int32."],
    equal: ["bool [2]", "bool [2]"],
    greater: ["bool [2]", "bool [2]"],
    maximum: ["float32 [2]", "int32 [2]"],
    minimum: ["float32 [2]", "int32 [2]"],
    multiply: ["float32 [2]", "int32 [2]"],
    power: ["float32 [2]", "power needs float32 values: got int32."],
    subtract: ["float32 [2]", "int32 [2]"],
  };
  for (const [name, operation] of Object.entries(all)) {
    const of = (kind: "float" | "int" | "bool") =>
      outcome((o) => operation(o[kind](2), o[kind](2)));
    assert.deepEqual([of("float"), of("int")], expected[name as keyof typeof all], name);
    assert.equal(of("bool"), `${name} needs float32 values: got bool.`);
    assert.equal(
      outcome(({ float, int }) => operation(int(2), float(2))),
      `${name} was given int32 and float32.`,
    );
  }
  const single = {
    negate: p.negate,
    squareRoot: p.squareRoot,
    logarithm: p.logarithm,
    tanh: p.tanh,
  };
  for (const [name, operation] of Object.entries(single)) {
    assert.equal(outcome(({ float }) => operation(float(2, 3))), "float32 [2,3]");
    assert.equal(
      outcome(({ int }) => operation(int(2))),
      `${name} needs float32 values: got int32.`,
    );
  }
});

testTable("moving elements", [
  ["one open length", ({ float }) => p.reshape(float(2, 3), [-1, 2]), "float32 [-1,2]"],
  ["integers", ({ int }) => p.reshape(int(6), [2, 3]), "int32 [2,3]"],
  ["truth", ({ bool }) => p.reshape(bool(2), [2, 1]), "bool [2,1]"],
  ["of an open one", ({ float }) => p.reshape(float(-1, 2), [3]), "float32 [3]"],
  ["nothing", ({ float }) => p.reshape(float(0), [0, 5]), "float32 [0,5]"],
  ["another size", ({ float }) => p.reshape(float(6), [5]), "Cannot reshape [6] to [5]."],
  [
    "two open lengths",
    ({ float }) => p.reshape(float(6), [-1, -1]),
    "Cannot reshape [6] to [?, ?]. Only one length can be open.",
  ],
  ["less than open", ({ float }) => p.reshape(float(6), [-2]), "Cannot reshape [6] to [-2]."],
  ["a fraction", ({ float }) => p.reshape(float(3), [1.5, 2]), "Cannot reshape [3] to [1.5, 2]."],
  ["a token", ({ token }) => p.reshape(token(), []), "reshape cannot be given a token."],
  ["an order", ({ float }) => p.transpose(float(2, -1, 4), [2, 0, 1]), "float32 [4,2,-1]"],
  [
    "half an order",
    ({ float }) => p.transpose(float(2, 3), [1]),
    "transpose needs the order of all dimensions of [2, 3]: got [1].",
  ],
  [
    "a dimension twice",
    ({ float }) => p.transpose(float(2, 3), [1, 1]),
    "transpose cannot use the dimensions [1, 1] of [2, 3].",
  ],
  [
    "half a dimension",
    ({ float }) => p.sum(float(2, 3), [0.5]),
    "sum cannot use the dimensions [0.5] of [2, 3].",
  ],
  ["parts", ({ float }) => p.unstack(float(2, -1)), "float32 [-1]; float32 [-1]"],
  ["one part", ({ float }) => p.unstack(float(1, 3)), "float32 [3]"],
  [
    "open parts",
    ({ float }) => p.unstack(float(-1, 2)),
    "unstack needs to know the number of parts: got [?, 2].",
  ],
  [
    "no dimension",
    ({ float }) => p.unstack(float()),
    "unstack needs to know the number of parts: got [].",
  ],
  ["all rows", ({ float }) => p.firstRows(float(3, -1), 3), "float32 [3,-1]"],
  ["a row", ({ float }) => p.firstRow(float(3, 2)), "float32 [2]"],
  ["more rows", ({ float }) => p.firstRows(float(3, 2), 4), "Cannot take 4 rows of [3, 2]."],
  ["no row", ({ float }) => p.firstRows(float(3, 2), 0), "Cannot take 0 rows of [3, 2]."],
  ["a row of a scalar", ({ float }) => p.firstRows(float(), 1), "Cannot take 1 rows of []."],
  ["half a row", ({ float }) => p.firstRows(float(3), 1.5), "Cannot take 1.5 rows of [3]."],
]);

testTable("sums and choices", [
  ["all", ({ float }) => p.sum(float(2, 3)), "float32 []"],
  ["some", ({ float }) => p.sum(float(2, -1, 4), [0, 2]), "float32 [-1]"],
  ["none", ({ float }) => p.sum(float(2, 3), []), "float32 [2,3]"],
  ["a mean", ({ float }) => p.mean(float(2, 3)), "float32 []"],
  ["a norm", ({ float }) => p.halfSquareSum(float(2, 3)), "float32 []"],
  ["back", ({ float, int }) => p.spread(float(2, 4), int(2, 3, 4), [1]), "float32 [2,3,4]"],
  [
    "back, but not so",
    ({ float }) => p.spread(float(2, 4), float(2, 3, 4), [0]),
    "Cannot spread [2, 4] along the dimensions [0] of [2, 3, 4].",
  ],
  ["the likeliest", ({ float }) => p.argMax(float(-1, 4)), "int32 [-1]"],
  ["of all", ({ float }) => p.argMax(float(2, 4), 4), "int32 [2]"],
  ["of one", ({ float }) => p.argMax(float(2, 4), 1), "int32 [2]"],
  ["of none", ({ float }) => p.argMax(float(2, 4), 0), "Cannot choose among 0 elements of 4."],
  ["of more", ({ float }) => p.argMax(float(2, 4), 5), "Cannot choose among 5 elements of 4."],
  ["of half", ({ float }) => p.argMax(float(2, 4), 1.5), "Cannot choose among 1.5 elements of 4."],
  ["several", ({ float }) => p.addAll([float(2), float(2), float(2)]), "float32 [2]"],
  [
    "several, of which one is another",
    ({ float }) => p.addAll([float(2), float(2), float(3)]),
    "addAll needs one shape: got [2] and [3].",
  ],
  [
    "of integers",
    ({ int }) => p.addAll([int(2), int(2)]),
    "addAll needs float32 values: got int32.",
  ],
]);

testTable("products and rows", [
  ["matrices", ({ float }) => p.matMul(float(2, 3), float(3, -1)), "float32 [2,-1]"],
  ["stacks", ({ float }) => p.matMul(float(5, 2, 3), float(5, 3, 4)), "float32 [5,2,4]"],
  [
    "transposed",
    ({ float }) => p.matMul(float(3, 2), float(4, 3), { transposeA: true, transposeB: true }),
    "float32 [2,4]",
  ],
  [
    "the first",
    ({ float }) => p.matMul(float(3, 2), float(3, 4), { transposeA: true }),
    "float32 [2,4]",
  ],
  [
    "the second, wrongly",
    ({ float }) => p.matMul(float(2, 3), float(3, 4), { transposeB: true }),
    "Cannot multiply [2, 3] by [3, 4] transposed.",
  ],
  ["a bias", ({ float }) => p.addBias(float(2, 5, 3), float(3)), "float32 [2,5,3]"],
  [
    "a bias that is a matrix",
    ({ float }) => p.addBias(float(2, 3), float(1, 3)),
    "A bias of shape [1, 3] does not fit [2, 3].",
  ],
  ["a layer", ({ float }) => p.linear(float(2, 3), float(4, 3), float(4)), "float32 [2,4]"],
  ["rows", ({ float, int }) => p.gather(float(9, 3), int(-1)), "float32 [-1,3]"],
  [
    "rows of rows",
    ({ float, int }) => p.gather(float(9, 3), int(2, 2)),
    "gather needs a table [rows, width] and row numbers [n]: got [9, 3] and [2, 2].",
  ],
  [
    "rows of a vector",
    ({ float, int }) => p.gather(float(9), int(2)),
    "gather needs a table [rows, width] and row numbers [n]: got [9] and [2].",
  ],
  [
    "rows by fractions",
    ({ float }) => p.gather(float(9, 3), float(2)),
    "gather needs int32 values: got float32.",
  ],
  ["losses", ({ float, int }) => p.crossEntropy(float(-1, 4), int(-1)), "float32 [-1]"],
  ["losses of few", ({ float, int }) => p.crossEntropy(float(3, 4), int(-1)), "float32 [3]"],
  ["losses of many", ({ float, int }) => p.crossEntropy(float(-1, 4), int(3)), "float32 [-1]"],
  [
    "losses of others",
    ({ float, int }) => p.crossEntropy(float(2, 4), int(3)),
    "crossEntropy needs logits [n, classes] and labels [n]: got [2, 4] and [3].",
  ],
  [
    "losses of one row",
    ({ float, int }) => p.crossEntropy(float(4), int(4)),
    "crossEntropy needs logits [n, classes] and labels [n]: got [4] and [4].",
  ],
  [
    "normalised",
    ({ float }) => p.layerNorm(float(2, -1, 3), float(3), float(3), 1),
    "float32 [2,-1,3]",
  ],
  [
    "normalised by more",
    ({ float }) => p.layerNorm(float(2, 3), float(3), float(1, 3), 1),
    "layerNorm's weight and bias must be as long as the last dimension of [2, 3]: got [1, 3].",
  ],
  ["shares", ({ float }) => p.softmax(float(2, 3)), "float32 [2,3]"],
  [
    "shares of a scalar",
    ({ float }) => p.softmax(float()),
    "softmax needs at least 1 dimension: got [].",
  ],
]);

testTable("truth, chance and what is watched", [
  ["as numbers", ({ bool }) => p.toFloat(bool(2)), "float32 [2]"],
  ["integers as numbers", ({ int }) => p.toFloat(int(2, 3)), "float32 [2,3]"],
  ["a token as a number", ({ token }) => p.toFloat(token()), "toFloat cannot be given a token."],
  ["either", ({ bool, int }) => p.select(bool(2, 1), int(3), int()), "int32 [2,3]"],
  [
    "either by numbers",
    ({ float }) => p.select(float(2), float(2), float(2)),
    "select needs bool values: got float32.",
  ],
  [
    "either of two kinds",
    ({ bool, float, int }) => p.select(bool(2), float(2), int(2)),
    "select needs two values of one kind: got float32 [2] and int32 [2].",
  ],
  [
    "either of truth",
    ({ bool }) => p.select(bool(2), bool(2), bool(2)),
    "select needs two values of one kind: got bool [2] and bool [2].",
  ],
  ["dropped", ({ float, int }) => p.dropout(float(2, 3), 0.5, int(), 0), "float32 [2,3]"],
  [
    "the last place",
    ({ float, int }) => p.dropout(float(2), 0.5, int(), 2 ** 31 - 1),
    "float32 [2]",
  ],
  ...[1, -0.1, NaN].map((rate): Case => [
    `a rate of ${rate}`,
    ({ float, int }) => p.dropout(float(2), rate, int(), 0),
    `A dropout rate must be at least 0 and below 1: got ${rate}.`,
  ]),
  ...[2 ** 31, -1, 0.5].map((site): Case => [
    `a place of ${site}`,
    ({ float, int }) => p.dropout(float(2), 0.5, int(), site),
    `A dropout's site must be an integer from 0 to 2^31 - 1: got ${site}.`,
  ]),
  ["watched", ({ float }) => p.checkFinite(float(2), "x"), "float32 [2]"],
  [
    "watched integers",
    ({ int }) => p.checkFinite(int(2), "x"),
    "checkFinite needs float32 values: got int32.",
  ],
  ["all updates", ({ token }) => p.group([token()]), "int32 []"],
  ["no update", () => p.group([]), "group needs at least one token."],
  ["an update", ({ token }) => token(), "token []"],
  [
    "updates of numbers",
    ({ float }) => p.group([float()]),
    "group needs token values: got float32.",
  ],
]);

Deno.test("a dropout of 0, or one that rounds to it, is what it was given", () => {
  const { float, int } = operands();
  const x = float(2);
  // Of 65,536 draws: half a draw is rounded up, less than that down.
  assert.equal(p.dropout(x, 0, int(), 0), x);
  assert.equal(p.dropout(x, 0.49 / 65536, int(), 0), x);
  assert.notEqual(p.dropout(x, 0.51 / 65536, int(), 0), x);
  const scaleOf = (rate: number) => p.dropout(x, rate, int(), 0).node.inputs[1]!.node.attributes;
  assert.deepEqual(scaleOf(0.25), { threshold: 49152, scale: 4 / 3, site: 0 });
  assert.deepEqual(scaleOf(1 - 1e-9), { threshold: 1, scale: 65536, site: 0 });
});
