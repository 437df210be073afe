/** What every executor does with feeds, fetches, variables and mistakes. */
import assert from "node:assert/strict";
import {
  add,
  addToVariable,
  checkFinite,
  crossEntropy,
  gather,
  group,
  mean,
  multiply,
  type ProgramBuilder,
  scale,
  sum,
  type TensorData,
} from "../../lib/program/mod.ts";
import { assertTensor, floats, ints, intScalar, scalar } from "../_tensors.ts";
import type { Runner } from "../_operations/mod.ts";
import { valuesOf, withExecutor } from "./helpers.ts";

/**
 * `y` = x·w and `count` (an int32) are what is fed; `update` adds 1 to `w`; `checked` is y if it
 * is finite; `ten` is a constant.
 */
function small(builder: ProgramBuilder): void {
  const x = builder.placeholder("x", [-1, 2]);
  const n = builder.placeholder("n", [], "int32");
  const w = builder.variable("w", [2]);
  builder.variable("table", [2, 3]);
  builder.variable("single", []);
  builder.output("w", w);
  builder.output("y", multiply(x, w));
  builder.output("count", n);
  builder.output("ten", builder.constant(floats([10, 10])));
  builder.output("checked", checkFinite(multiply(x, w), "product"));
  const update = addToVariable(builder.constant(floats([1, 1])), "w");
  builder.output("update", group([update]));
}

const X = floats([1, 2, 3, 4], [2, 2]);

const NAMES = ["w", "table", "single"];

/** A start in which no two variables are alike. */
const START = new Map<string, TensorData>([
  ["w", floats([2, 3])],
  ["table", floats([1, 2, 3, 4, 5, 6], [2, 3])],
  ["single", scalar(-0.5)],
]);

const START_VALUES = { w: [2, 3], table: [1, 2, 3, 4, 5, 6], single: [-0.5] };

/** Adds the tests. */
export function testRunning(runner: Runner): void {
  const test = (
    name: string,
    use: Parameters<typeof withExecutor>[2],
    build: (builder: ProgramBuilder) => void = small,
  ) => Deno.test(`${name} (${runner.name})`, () => withExecutor(runner, build, use));

  test("variables begin as zeros, are set, read and cleared", async (executor) => {
    assert.deepEqual(await valuesOf(executor, NAMES), {
      w: [0, 0],
      table: [0, 0, 0, 0, 0, 0],
      single: [0],
    });
    await executor.setVariables(START);
    assert.deepEqual(await valuesOf(executor, NAMES), START_VALUES);
    await executor.setVariables(new Map([["single", scalar(7)]]));
    await executor.clearVariables(["table", "table"]);
    assert.deepEqual(await valuesOf(executor, ["single", "table", "w", "w"]), {
      single: [7],
      table: [0, 0, 0, 0, 0, 0],
      w: [2, 3],
    });
    await executor.setVariables(new Map());
    await executor.clearVariables([]);
    assert.equal((await executor.readVariables([])).size, 0);
  });

  test("results come in the order asked for, as often as asked for", async (executor) => {
    await executor.setVariables(START);
    const results = await executor.run({ x: X, n: intScalar(5) }, ["count", "y", "count", "ten"]);
    assert.equal(results.length, 4);
    assertTensor(results[0]!, intScalar(5), 0, "count");
    // [1·2, 2·3], [3·2, 4·3].
    assertTensor(results[1]!, floats([2, 6, 6, 12], [2, 2]), 0, "y");
    assertTensor(results[2]!, intScalar(5), 0, "count again");
    assertTensor(results[3]!, floats([10, 10]), 0, "ten");
    assert.deepEqual(await executor.run({}, []), []);
  });

  test("an open dimension takes any length, one run after another", async (executor) => {
    await executor.setVariables(START);
    for (const rows of [3, 1, 0, 2]) {
      const x = floats(new Array(2 * rows).fill(1), [rows, 2]);
      const [y] = await executor.run({ x }, ["y"]);
      const expected = Array.from({ length: 2 * rows }, (_, i) => i % 2 === 0 ? 2 : 3);
      assertTensor(y!, floats(expected, [rows, 2]), 0, "y");
    }
  });

  test("a run does what its fetches need and nothing else", async (executor) => {
    await executor.setVariables(START);
    const infinite = floats([Infinity, 1], [1, 2]);
    // Neither the update nor the check is needed for y, nor is x for the update.
    const [y] = await executor.run({ x: infinite }, ["y"]);
    assert.deepEqual([...y!.data], [Infinity, 3]);
    assert.deepEqual(await valuesOf(executor, NAMES), START_VALUES);
    await executor.run({}, ["update"]);
    await executor.run({ x: X, n: intScalar(1) }, ["update"]);
    assert.deepEqual(await valuesOf(executor, NAMES), { ...START_VALUES, w: [4, 5] });
  });

  test("beside an update, all else uses the values from before", async (executor) => {
    for (let i = 0; i < 20; i++) {
      const [w, , y] = await executor.run({ x: X }, ["w", "update", "y"]);
      assert.deepEqual([...w!.data], [i, i]);
      assert.deepEqual([...y!.data], [i, 2 * i, 3 * i, 4 * i]);
    }
  });

  test("what a run was given and gave belongs to the caller", async (executor) => {
    (await executor.readVariables(["w"])).get("w")!.fill(8);
    await executor.setVariables(new Map([["w", floats([2, 3])]]));
    const x = floats([1, 1], [1, 2]);
    for (let i = 0; i < 2; i++) {
      const results = await executor.run({ x }, ["w", "y", "ten"]);
      assert.deepEqual(results.map(({ data }) => [...data]), [[2, 3], [2, 3], [10, 10]]);
      for (const { data } of results) data.fill(7);
      assert.deepEqual([...x.data], [1, 1]);
    }
  });

  test("a variable shares no memory with what it was set from", async (executor) => {
    // The native addon shares arrays that begin at a multiple of 64 bytes, which is one of these.
    const memory = new Float32Array(18);
    for (let offset = 0; offset < 16; offset++) {
      const data = memory.subarray(offset, offset + 2);
      data.set([2, 3]);
      await executor.setVariables(new Map([["w", { shape: [2], data }]]));
      data.fill(9);
      assert.deepEqual(await valuesOf(executor, ["w"]), { w: [2, 3] });
      await executor.run({}, ["update"]);
      assert.deepEqual([...data], [9, 9]);
      assert.deepEqual(await valuesOf(executor, ["w"]), { w: [3, 4] });
    }
  });

  test("unknown names and tensors that do not fit are refused", async (executor) => {
    await executor.setVariables(START);
    const wide = floats([1, 2, 3], [1, 3]), short = { shape: [2, 2], data: new Float32Array(3) };
    const doubles = { shape: [1, 2], data: new Float64Array(2) } as unknown as TensorData;
    const runs: [Record<string, TensorData>, string[], RegExp][] = [
      [{ x: X }, ["update", "nothing"], /no output "nothing"/],
      [{ x: X, z: X }, ["update", "y"], /no placeholder "z"/],
      [{}, ["update", "y"], /not given "x"/],
      [{ x: floats([1, 2]) }, ["update", "y"], /"x" must be float32 \[\?, 2\]: got .* \[2\]/],
      [{ x: wide }, ["update", "y"], /got Float32Array \[1, 3\]/],
      [{ x: short }, ["update", "y"], /with 3 elements/],
      [{ x: ints([1, 2], [1, 2]) }, ["update", "y"], /got Int32Array/],
      [{ x: doubles }, ["update", "y"], /got Float64Array/],
      [{ x: X, n: scalar(1) }, ["update"], /"n" must be int32 \[\]: got Float32Array/],
    ];
    for (const [feeds, fetches, message] of runs) {
      await assert.rejects(
        executor.run(feeds, fetches),
        (error) => error instanceof RangeError && message.test(error.message),
        String(message),
      );
    }
    assert.deepEqual(await valuesOf(executor, NAMES), START_VALUES);
  });

  test("variables stay as they are where one of them cannot be set", async (executor) => {
    await executor.setVariables(START);
    const other = ["w", floats([8, 9])] as const;
    const wrong: [string, TensorData][] = [
      ["nothing", scalar(1)],
      ["single", floats([1])],
      ["table", floats([1, 2, 3, 4, 5, 6], [3, 2])],
      ["table", { shape: [2, 3], data: new Float32Array(5) }],
      ["single", intScalar(1)],
    ];
    for (const entry of wrong) {
      await assert.rejects(executor.setVariables(new Map([other, entry])), RangeError, entry[0]);
    }
    await assert.rejects(executor.clearVariables(["w", "nothing"]), RangeError);
    await assert.rejects(executor.readVariables(["w", "nothing"]), RangeError);
    assert.deepEqual(await valuesOf(executor, NAMES), START_VALUES);
  });

  test("disposing of an executor twice does no harm", (executor) => {
    executor.dispose();
    return Promise.resolve();
  });

  test("a class or a row that is not there is never taken for another", async (executor) => {
    const logits = floats([1, 2, 3, 4], [2, 2]);
    for (const wrong of [2, -1]) {
      const feeds = { logits, ids: ints([0, wrong]) };
      const loss = await executor.run(feeds, ["loss"]).catch(() => undefined);
      assert.ok(loss === undefined || !Number.isFinite(loss[0]!.data[0]!));
      // A graphics card cannot stop; there the row is zeros.
      const rows = await executor.run(feeds, ["rows", "added"]).catch(() => undefined);
      if (rows !== undefined) assert.deepEqual([...rows[0]!.data], [1, 2, 0, 0]);
    }
    // The executor is as good as before.
    const [rows] = await executor.run({ logits, ids: ints([1, 0]) }, ["rows"]);
    assert.deepEqual([...rows!.data], [3, 4, 1, 2]);
  }, (builder) => {
    const logits = builder.placeholder("logits", [-1, 2]);
    const ids = builder.placeholder("ids", [-1], "int32");
    const rows = gather(logits, ids);
    builder.output("rows", rows);
    builder.output("added", add(rows, scale(rows, 2)));
    builder.output("loss", sum(crossEntropy(logits, ids)));
  });

  test("the mean of nothing is not a number", async (executor) => {
    const [result] = await executor.run({ x: floats([]) }, ["mean"]);
    assert.ok(Number.isNaN(result!.data[0]));
  }, (builder) => builder.output("mean", mean(builder.placeholder("x", [-1]))));
}
