import assert from "node:assert/strict";
import { withExecutor } from "../../tests/_executors/helpers.ts";
import { testExecutor } from "../../tests/_executors/mod.ts";
import { cpuRunner } from "../../tests/_operations/cpu_runner.ts";
import { floats } from "../../tests/_tensors.ts";
import { add, type Operation, scale } from "./mod.ts";

testExecutor(cpuRunner);

Deno.test("a run frees each tensor after its last use", async () => {
  const alive: number[] = [];
  const watch: Operation<null> = {
    name: "watch",
    types: ([x]) => [x!],
    graph: (_, [x]) => [x!],
    run({ tf }, [x]) {
      alive.push(tf.memory().numTensors);
      return [x!.clone()];
    },
  };
  await withExecutor(cpuRunner, (builder) => {
    const x = builder.placeholder("x", [2]);
    let value = x;
    for (let i = 0; i < 20; i++) value = builder.apply(watch, [scale(value, 2)], null)[0]!;
    builder.output("sum", add(value, x));
  }, async (executor) => {
    const [sum] = await executor.run({ x: floats([1, 2]) }, ["sum"]);
    assert.deepEqual([...sum!.data], [2 ** 20 + 1, 2 ** 21 + 2]);
  });
  // What is fed, its placeholder (read at the end again) and the value that is watched.
  assert.equal(alive.length, 20);
  assert.deepEqual(new Set(alive.map((count) => count - alive[0]!)), new Set([0]));
});
