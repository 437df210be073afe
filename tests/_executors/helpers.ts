/** What the tests of executors share. */
import assert from "node:assert/strict";
import { type Executor, ProgramBuilder } from "../../lib/program/mod.ts";
import type { Runner } from "../_operations/mod.ts";

/** Builds a program, opens it, uses it, and fails if it leaves a tensor behind. */
export async function withExecutor(
  { tf, open }: Runner,
  build: (builder: ProgramBuilder) => void,
  use: (executor: Executor) => Promise<void>,
): Promise<void> {
  const { memory } = await tf();
  const before = memory().numTensors;
  const builder = new ProgramBuilder();
  build(builder);
  const executor = await open(builder.build());
  try {
    await use(executor);
  } finally {
    executor.dispose();
  }
  assert.equal(memory().numTensors, before, "tensors left behind");
}

/** The values of all the variables of these names. */
export async function valuesOf(
  executor: Executor,
  names: readonly string[],
): Promise<Record<string, number[]>> {
  const values = await executor.readVariables(names);
  return Object.fromEntries(names.map((name) => [name, [...values.get(name)!]]));
}
