/** That a number is what it should be, but for rounding or chance. */
import assert from "node:assert/strict";

/** Fails unless a number is there and within so much of what is expected. */
export function near(
  actual: number | null | undefined,
  expected: number,
  within: number,
  what = "",
): void {
  // As a number, null would be 0.
  const isNear = typeof actual === "number" && Math.abs(actual - expected) <= within;
  assert.ok(isNear, `${what === "" ? "" : `${what}: `}${actual}, not ${expected}`);
}
