/** Tests that mistakes are refused where they are made. */
import assert from "node:assert/strict";
import { ProgramBuilder } from "../../lib/program/mod.ts";

/** What is done wrong, how, and what the `RangeError` says of it. */
export type Refusal = [what: string, build: (builder: ProgramBuilder) => unknown, message: RegExp];

/** Makes a test of each. */
export function testRefusals(refusals: readonly Refusal[]): void {
  for (const [what, build, message] of refusals) {
    Deno.test(`${what} is refused`, () => {
      assert.throws(
        () => build(new ProgramBuilder()),
        (error) => {
          assert.ok(error instanceof RangeError, String(error));
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }
}
