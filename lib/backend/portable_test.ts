import assert from "node:assert/strict";
import { findAdapter } from "./portable.ts";

/** The adapter that is found where WebGPU offers one of this description. */
async function found(info: Record<string, unknown> | undefined) {
  const gpu = { requestAdapter: () => Promise.resolve(info === undefined ? null : { info }) };
  const before = Object.getOwnPropertyDescriptor(navigator, "gpu");
  Object.defineProperty(navigator, "gpu", { value: gpu, configurable: true });
  try {
    return await findAdapter();
  } finally {
    if (before === undefined) Reflect.deleteProperty(navigator, "gpu");
    else Object.defineProperty(navigator, "gpu", before);
  }
}

Deno.test("findAdapter: a GPU by its description, else its maker; a program that pretends is told", async () => {
  assert.equal(await found(undefined), undefined);
  const vendor = "maker";
  assert.deepEqual(await found({ description: "A", vendor }), {
    description: "A",
    software: false,
  });
  assert.deepEqual(await found({ description: "", vendor }), {
    description: "maker",
    software: false,
  });
  // What WebGPU says itself goes before what its name lets one guess.
  for (const description of ["llvmpipe (LLVM 15)", "SwiftShader", "a software rasterizer"]) {
    assert.equal((await found({ description, vendor }))!.software, true);
    assert.equal((await found({ description, vendor, isFallbackAdapter: false }))!.software, false);
  }
  assert.equal((await found({ description: "A", isFallbackAdapter: true }))!.software, true);
});
