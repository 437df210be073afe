/** Divides passages that do not say which split they belong to. */

import type { Split } from "./passage.ts";

/**
 * Where each split of so many passages begins and ends: the first 80 % are for training, the next
 * 10 % for validation, the last 10 % for tests. The order is kept, so that neighbours, often of one
 * work, mostly share a split.
 */
export function bounds(count: number, split: Split): readonly [start: number, end: number] {
  const valid = Math.floor(count * 8 / 10);
  const test = Math.floor(count * 9 / 10);
  return ({ train: [0, valid], valid: [valid, test], test: [test, count] } as const)[split];
}
