/** Rows: passages that are yet to be made of what a file holds. */
import { InputError } from "../io/mod.ts";
import { cutPassages } from "./cut.ts";
import { divide } from "./divide.ts";
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
  passage(): Passage;
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
  rows: readonly Row[],
  { split, limit = Infinity }: WhichPassages,
  file: string,
): Passage[] {
  return ofSplit(rows, split, file).slice(0, limit).map((row) => row.passage());
}

/** Fewer rows than this leave a split without any. */
const FEWEST = 6;

/** Rows, or shorter passages of theirs, where there are too few to have some in each split. */
function enough(rows: readonly Row[]): readonly Row[] {
  if (rows.length >= FEWEST) return rows;
  return cutPassages(rows.map((row) => row.passage())).map((passage) => ({
    passage: () => passage,
  }));
}

function ofSplit(rows: readonly Row[], split: Split | undefined, file: string): readonly Row[] {
  if (split === undefined) return rows;
  const silent = rows.filter((row) => row.split === undefined);
  if (silent.length === rows.length) return divide(enough(rows), split);
  const divided = divide(silent, split);
  const dividedSet = new Set(divided);
  const chosen = rows.filter((row) =>
    row.split === undefined ? dividedSet.has(row) : splitOf(row.split) === split
  );
  if (chosen.length > 0) return chosen;
  throw new InputError(`no row is of the split "${split}"`, {
    file,
    place: 'column "split"',
    mend: "Write train, valid or test in it, or rename it so that the rows are divided by order",
  });
}
