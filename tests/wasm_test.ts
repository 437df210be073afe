/** Programs on WebAssembly: every operation, every executor's duties, and the whole training step. */
import { selectBackend } from "../lib/backend/mod.ts";
import { openExecutor } from "../lib/program/mod.ts";
import { testExecutor } from "./_executors/mod.ts";
import { testGammaGraphs } from "./_gamma_graphs.ts";
import { testObjectives } from "./_objectives.ts";
import { operationCases, type Runner, testCases } from "./_operations/mod.ts";
import { assertSameSteps, assertStepsMoved, makeSteps } from "./_step_comparison.ts";

const wasm = () => selectBackend({ backend: "wasm" });

const runner: Runner = {
  name: "interpreter, wasm",
  tf: async () => (await wasm()).tf,
  open: async (program) => await openExecutor(program, await wasm()),
};

testCases(operationCases, runner);
testExecutor(runner);
testGammaGraphs(runner);
testObjectives(runner);

Deno.test("three steps with dropout are the same on wasm, as a graph and node by node", async () => {
  const graph = await makeSteps("tensorflow", "graph");
  assertStepsMoved(graph);
  assertSameSteps(await makeSteps("tensorflow", "interpreter"), graph);
  assertSameSteps(await makeSteps("wasm", "interpreter"), graph);
});
