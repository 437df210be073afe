/** Divides passages that do not say which split they belong to. */

import type { Split } from "./passage.ts";

/**
 * The first 80 % of a list for training, the next 10 % for validation, the last 10 % for tests. The
 * order is kept, so that neighbours, often of one work, mostly share a split.
 */
export function divide<T>(items: readonly T[], split: Split): T[] {
  const valid = Math.floor(items.length * 8 / 10);
  const test = Math.floor(items.length * 9 / 10);
  const bounds = { train: [0, valid], valid: [valid, test], test: [test, items.length] } as const;
  return items.slice(...bounds[split]);
}
