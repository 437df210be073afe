import assert from "node:assert/strict";
import { cpuRunner } from "../../tests/_operations/cpu_runner.ts";
import { openExecutor, ProgramBuilder } from "./mod.ts";

const program = new ProgramBuilder().build();

Deno.test("back ends other than TensorFlow get the interpreter", async () => {
  const tf = await cpuRunner.tf();
  const executor = await openExecutor(program, { name: "cpu", tf });
  assert.equal(executor.kind, "interpreter");
  executor.dispose();
});

Deno.test("a graph on a back end that runs none is refused", async () => {
  const tf = await cpuRunner.tf();
  await assert.rejects(
    openExecutor(program, { name: "wasm", tf }, { kind: "graph" }),
    (error) => error instanceof RangeError && /"wasm" runs no graphs/.test(error.message),
  );
});

Deno.test("bfloat16 on a back end that runs no graphs is refused", async () => {
  const tf = await cpuRunner.tf();
  await assert.rejects(
    openExecutor(program, { name: "wasm", tf }, { precision: "bfloat16" }),
    (error) => error instanceof RangeError && /Only graphs compute in bfloat16/.test(error.message),
  );
});
