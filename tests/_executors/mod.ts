/** The tests that every executor must pass. */
import type { Runner } from "../_operations/mod.ts";
import { testRunning } from "./running.ts";
import { testUpdating } from "./updating.ts";

/** Adds the tests of an executor. */
export function testExecutor(runner: Runner): void {
  testRunning(runner);
  testUpdating(runner);
}
