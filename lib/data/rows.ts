/** Rows: passages that are yet to be made of what a file holds. */
import { InputError } from "../io/mod.ts";
import { cutPassages } from "./cut.ts";
import { bounds } from "./divide.ts";
import type { Passage, Split } from "./passage.ts";
import { splitOf } from "./splits.ts";

/** Something of a file that a passage can be made of. What nobody asks for need not be sound. */
export interface Row {
  /** What it says of its split, where it says anything. */
  readonly split?: string;
  /**
   * Its passage.
   *
   * @throws {InputError} If it is not as it must be, with the file and the place.
   */
  passage(): Passage | Promise<Passage>;
}

/** A row whose passage is at hand. */
export interface ReadRow extends Row {
  passage(): Passage;
}

/**
 * Rows as they come, in lists. Who goes through them a second time gets the same again, so that
 * nobody need keep them.
 */
export interface RowSource extends AsyncIterable<readonly Row[]> {
  /**
   * How many there are, where that is known without making them, and none says its split.
   *
   * @throws {InputError} If there is something wrong with them.
   */
  count?(): Promise<number>;
}

/** Which passages are wanted. */
export interface WhichPassages {
  /**
   * The split: what rows say themselves decides; those that say nothing are divided in their order,
   * 80, 10 and 10 %. Long ones are cut before, where there are too few to be divided.
   *
   * @default {all of them}
   */
  split?: Split;
  /** How many at most. */
  limit?: number;
}

/**
 * The passages of some rows.
 *
 * @param file Where the rows are from, for the message.
 * @throws {InputError} If none is of the split.
 */
export function chosenPassages(
  rows: readonly ReadRow[],
  { split, limit = Infinity }: WhichPassages,
  file: string,
): Passage[] {
  return ofSplit(rows, split, file).slice(0, limit).map((row) => row.passage());
}

/** Fewer rows than this leave a split without any. */
const FEWEST = 6;

/** What there is of some rows. */
export interface Tally {
  rows: number;
  /** Those that say nothing of their split. */
  silent: number;
  /** The splits that others say. */
  said: ReadonlySet<Split>;
}

/** Counts rows. */
export class RowCounter implements Tally {
  rows = 0;
  silent = 0;
  readonly said = new Set<Split>();

  count(rows: readonly Row[]): void {
    this.rows += rows.length;
    for (const { split } of rows) {
      const said = split === undefined ? undefined : splitOf(split);
      if (split === undefined) this.silent++;
      else if (said !== undefined) this.said.add(said);
    }
  }
}

/** Whether rows are too few to have some in each split, so that their passages are cut. */
export function areFew({ rows, silent }: Tally): boolean {
  return silent === rows && rows < FEWEST;
}

/**
 * What says of each row, in their order, whether it is of a split.
 *
 * @throws {InputError} If none is, of rows that say their split.
 */
export function membership(tally: Tally, split: Split, file: string): (row: Row) => boolean {
  const { rows, silent, said } = tally;
  const [start, end] = bounds(silent, split);
  if (silent < rows && start === end && !said.has(split)) {
    throw new InputError(`no row is of the split "${split}"`, {
      file,
      place: 'column "split"',
      mend: "Write train, valid or test in it, or rename it so that the rows are divided by order",
    });
  }
  let index = 0;
  return (row) => {
    if (row.split !== undefined) return splitOf(row.split) === split;
    const at = index++;
    return at >= start && at < end;
  };
}

function ofSplit(
  rows: readonly ReadRow[],
  split: Split | undefined,
  file: string,
): readonly ReadRow[] {
  if (split === undefined) return rows;
  const counter = new RowCounter();
  counter.count(rows);
  if (!areFew(counter)) return rows.filter(membership(counter, split, file));
  const cut = cutPassages(rows.map((row) => row.passage()));
  return cut.slice(...bounds(cut.length, split)).map((passage) => ({ passage: () => passage }));
}
