import assert from "node:assert/strict";
import { adapterHere, runSuite } from "./_webgpu/mod.ts";
import { notTested } from "./_not_tested.ts";

Deno.test("every operation and the training step on WebGPU are those of the other backends", async () => {
  if (await adapterHere() === undefined) {
    notTested("programs on WebGPU", "no adapter is here");
    return;
  }
  const [, passed] = /^ok \| (\d+) passed/m.exec(await runSuite()) ?? [];
  assert.ok(Number(passed) > 100, `only ${passed} tests ran`);
});
