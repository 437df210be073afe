/** Waiting for what another process or a page does: no longer than it takes, and as long as it may take anywhere. */
import { setTimeout as delay } from "node:timers/promises";

/** How long is waited for what must come. A machine that stands still for some seconds is not at fault. */
export const LONG_MS = 120_000;

/** Waits until something is so; whether it has come to be. */
export async function becomes(
  isSo: () => boolean | Promise<boolean>,
  { everyMs = 50 } = {},
): Promise<boolean> {
  for (const end = performance.now() + LONG_MS; performance.now() < end; await delay(everyMs)) {
    if (await isSo()) return true;
  }
  return false;
}

/** The statement of a page's asynchronous script that waits until an expression holds. */
export function pageWaits(expression: string): string {
  return `for (let i = 0; i < ${LONG_MS / 50} && !(${expression}); i++) {
    await new Promise((go) => setTimeout(go, 50));
  }`;
}
