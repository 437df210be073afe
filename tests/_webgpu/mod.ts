/**
 * WebGPU for tests, always in a process of its own: a software driver brings its own LLVM, and once
 * that and TensorFlow's are in one process, it ends in a segmentation fault.
 */
import assert from "node:assert/strict";
import { PROJECT_FOLDER } from "../../lib/backend/mod.ts";
import type { GpuAdapter } from "../../lib/backend/portable.ts";

async function deno(args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: PROJECT_FOLDER,
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  const printed = decoder.decode(stdout);
  assert.ok(success, printed + decoder.decode(stderr));
  return printed;
}

/** The adapter that WebGPU would use, or undefined where there is none. */
export async function adapterHere(): Promise<GpuAdapter | undefined> {
  return JSON.parse(await deno(["run", "-A", "tests/_webgpu/adapter.ts"])) ?? undefined;
}

/** Runs the tests on WebGPU; returns what they printed. */
export async function runSuite(): Promise<string> {
  // Types are checked of all files at once, by whoever runs all tests.
  return await deno(["test", "--no-check", "-A", "tests/_webgpu/suite.ts"]);
}
