/** How what is done takes longer where there is more of it. */
import assert from "node:assert/strict";

/** What takes no longer is not worth a look: its growth is lost in what else a machine does. */
const SHORT_MS = 300;

/** The least of three, as a machine may stand still at any moment. */
function leastOf(act: () => void): number {
  const once = () => {
    const start = performance.now();
    act();
    return performance.now() - start;
  };
  return Math.min(once(), once(), once());
}

/**
 * That something takes at most about as many times longer as there is more to do: of four times as
 * much a way that grows with the square takes sixteen times as long. How long it takes is not asked.
 */
export function assertGrowsEvenly(act: (size: number) => void, size: number, what: string): void {
  const whole = leastOf(() => act(size));
  if (whole < SHORT_MS) return;
  const quarter = leastOf(() => act(size / 4));
  assert.ok(whole < 8 * quarter, `${what}: ${whole} ms, and ${quarter} ms for a quarter of it`);
}
