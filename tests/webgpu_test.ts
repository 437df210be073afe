import assert from "node:assert/strict";
import { adapterHere, runSuite } from "./_webgpu/mod.ts";

Deno.test("every operation and the training step on WebGPU are those of the other backends", async () => {
  if (await adapterHere() === undefined) {
    console.log("No WebGPU adapter here: programs on WebGPU are not tested.");
    return;
  }
  const [, passed] = /^ok \| (\d+) passed/m.exec(await runSuite()) ?? [];
  assert.ok(Number(passed) > 100, `only ${passed} tests ran`);
});
