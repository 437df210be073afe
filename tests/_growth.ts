/** How what is done takes longer where there is more of it. */
import assert from "node:assert/strict";

/** What takes no longer is not worth a look: its growth is lost in what else a machine does. */
const SHORT_MS = 300;

/** How often it is looked at again, as a machine may stand still at any moment. */
const TIMES = 5;

function timeOf(act: () => void): number {
  const start = performance.now();
  act();
  return performance.now() - start;
}

/**
 * That something takes at most about as many times longer as there is more to do: of four times as
 * much a way that grows with the square takes sixteen times as long. How long it takes is not asked.
 */
export function assertGrowsEvenly(act: (size: number) => void, size: number, what: string): void {
  const found: string[] = [];
  for (let i = 0; i < TIMES; i++) {
    const whole = timeOf(() => act(size));
    if (whole < SHORT_MS) return;
    const quarter = timeOf(() => act(size / 4));
    if (whole < 8 * quarter) return;
    found.push(`${whole} ms, and ${quarter} ms for a quarter of it`);
  }
  assert.fail(`${what}: ${found.join("; ")}`);
}
