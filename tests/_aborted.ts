/** That what is done ends where a signal is aborted while data are read, not only before. */
import assert from "node:assert/strict";
import { Meanwhile } from "../lib/data/mod.ts";

/**
 * Aborts when others have their turn for the third time in one reading, and fails unless the reading
 * then ends with the signal's reason.
 */
export async function assertAborted(
  read: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const controller = new AbortController();
  const { pause } = Meanwhile.prototype, { now } = performance;
  const turns = new Map<Meanwhile, number>();
  let clock = 0;
  // Each look at the clock is longer after the one before than a turn lasts.
  performance.now = () => clock += 31;
  Meanwhile.prototype.pause = function () {
    turns.set(this, (turns.get(this) ?? 0) + 1);
    if (turns.get(this) === 3) controller.abort(new RangeError("stop"));
    return pause.call(this);
  };
  try {
    await assert.rejects(read(controller.signal), { name: "RangeError", message: "stop" });
  } finally {
    performance.now = now;
    Meanwhile.prototype.pause = pause;
  }
  assert.equal(Math.max(...turns.values()), 3, "it ends there");
}
