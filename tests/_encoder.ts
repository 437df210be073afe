/** What the tests of β share. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DEFAULT_ENCODER } from "../lib/semantics/mod.ts";
import { missingFile } from "../lib/semantics/encoder_folder.ts";
import { findEncoder } from "../lib/semantics/open_classifier.ts";
import { notTested } from "./_not_tested.ts";

/** Models that may lie beside the checkout, in transformers.js' layout. */
const NEIGHBOURS = fileURLToPath(new URL("../../shared/models", import.meta.url));

/** The real encoder's folder, where it is at hand: fetched before, or beside the checkout. */
export const ENCODER_FOLDER = findEncoder() ?? neighbour();

function neighbour(): string | undefined {
  const folder = join(NEIGHBOURS, DEFAULT_ENCODER);
  return missingFile(folder) === undefined ? folder : undefined;
}

/** Float kernels differ between processors, and int8 ones round what they differ in. */
export const ENCODER_TOLERANCE = 0.02;

/** A test with the real encoder, or a line that says that there is none. */
export function testEncoder(name: string, run: (folder: string) => Promise<void>): void {
  if (ENCODER_FOLDER === undefined) {
    notTested(name, `${DEFAULT_ENCODER} is not at hand`);
    return;
  }
  Deno.test(name, () => run(ENCODER_FOLDER));
}

/** Runs with a folder that is deleted afterwards. */
export async function inTemporaryFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "sdtrainer-"));
  try {
    await run(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The largest difference between two lists of as many numbers. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assert.equal(a.length, b.length);
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));
}
