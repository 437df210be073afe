/** Programs on WebGPU, where there is an adapter; run by tests/webgpu_test.ts in its own process. */
import { selectBackend } from "../../lib/backend/mod.ts";
import { findAdapter } from "../../lib/backend/portable.ts";
import { openExecutor } from "../../lib/program/mod.ts";
import { operationCases, type Runner, testCases } from "../_operations/mod.ts";
import { assertSameSteps, makeSteps } from "../_step_comparison.ts";
import { notTested } from "../_not_tested.ts";

const adapter = await findAdapter();

const webgpu = () => selectBackend({ backend: "webgpu" });

const runner: Runner = {
  name: "interpreter, WebGPU",
  tf: async () => (await webgpu()).tf,
  open: async (program) => await openExecutor(program, await webgpu()),
};

if (adapter === undefined) {
  notTested("programs on WebGPU", "no adapter is here");
} else {
  testCases(operationCases, runner);

  Deno.test("three steps with dropout are the same on WebGPU and on wasm", async () => {
    const wasm = await makeSteps("wasm", "interpreter");
    assertSameSteps(await makeSteps("webgpu", "interpreter"), wasm);
  });
}
