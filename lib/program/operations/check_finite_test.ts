import assert from "node:assert/strict";
import { checkFinite } from "./check_finite.ts";
import { withExecutor } from "../../../tests/_executors/helpers.ts";
import { casesOf, testCases, testRefusals } from "../../../tests/_operations/mod.ts";
import { cpuRunner } from "../../../tests/_operations/cpu_runner.ts";
import { floats } from "../../../tests/_tensors.ts";
import { NonFiniteValue } from "../non_finite.ts";

testCases(casesOf("check_finite"), cpuRunner);

testRefusals([
  [
    "a check of int32",
    (b) => checkFinite(b.placeholder("x", [2], "int32"), "x"),
    /checkFinite needs float32/,
  ],
]);

Deno.test("checkFinite ends a run for one element of many", async () => {
  await withExecutor(cpuRunner, (builder) => {
    builder.output("x", checkFinite(builder.placeholder("x", [-1]), "sum"));
  }, async (executor) => {
    const run = (...numbers: number[]) => executor.run({ x: floats(numbers) }, ["x"]);
    const [sound] = await run(1, -3e38, 0);
    assert.deepEqual([...sound!.data], [1, Math.fround(-3e38), 0]);
    for (const wrong of [NaN, Infinity, -Infinity]) {
      for (const numbers of [[wrong, 1, 2], [1, wrong, 2], [1, 2, wrong], [wrong]]) {
        await assert.rejects(run(...numbers), (error) => {
          assert.ok(error instanceof NonFiniteValue);
          assert.equal(error.what, "sum");
          return true;
        });
      }
    }
  });
});
