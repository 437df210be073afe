/**
 * Texts that are held out of others: drawn by a seed, whole, and together with those that are equal but
 * for their case and white space.
 */
import { InputError, settingName } from "../io/mod.ts";
import { hashName, Random } from "../random/mod.ts";
import type { Meanwhile } from "./meanwhile.ts";
import { NumberSet } from "./number_set.ts";
import { Numbers } from "./numbers.ts";
import type { Note } from "./readers/define_reader.ts";
import { rowSource } from "./row_source.ts";
import type { Row, RowSource } from "./rows.ts";
import { splitOf } from "./splits.ts";

/** Which texts are held out, and whether these are wanted or the others. */
export interface Share {
  /** How many of the texts that differ in more than case and white space, as a share above 0 and below 1: at least one. */
  fraction: number;
  /** Decides which. */
  seed: number;
  /** Whether those held out are wanted. */
  held: boolean;
}

/** A text as it is compared: texts that differ in case and white space alone are the same. */
function compared(text: string): string {
  const lower = text.toLowerCase();
  return /[^\S ]| {2}|^ | $/.test(lower) ? lower.replaceAll(/\s+/g, " ").trim() : lower;
}

/**
 * A number of 52 bits that texts have in common which differ in case and white space alone, and others
 * by accident alone; undefined for a text of nothing but white space.
 */
export function textNumber(text: string): number | undefined {
  const same = compared(text);
  if (same === "") return undefined;
  return hashName(same) * 2 ** 20 + hashName(`\n${same}`) % 2 ** 20;
}

/** What uses texts of the other splits. */
export const OTHER_SPLITS = `${
  settingName("evalSplit")
} names one of these splits to evaluate on it`;

/** Both parts of some texts. */
export interface Divided {
  held: RowSource;
  others: RowSource;
}

/** Whether a row says that it is of another split than the one to train on. */
function isOfOther({ split }: Row): boolean {
  const said = split === undefined ? undefined : splitOf(split);
  return said !== undefined && said !== "train";
}

/**
 * Divides texts in two. Those that say themselves that they are for validation or tests are in neither.
 *
 * @param file Where they are from, for messages.
 * @throws {InputError} If there are fewer than two different ones.
 */
export async function divided(
  source: RowSource,
  { fraction, seed }: Omit<Share, "held">,
  { file, note, meanwhile }: { file: string; note: Note; meanwhile: Meanwhile },
): Promise<Divided> {
  // Equal texts, whatever their case and white space, have equal hashes, and go together; so do a few others of 2^32 by accident.
  const hashes = new Numbers(), different = new NumberSet();
  let left = 0;
  for await (const rows of source) {
    const some = rows.filter((row) => !isOfOther(row));
    left += rows.length - some.length;
    for (const { text } of await Promise.all(some.map((row) => row.passage()))) {
      const hash = hashName(compared(text));
      hashes.push(hash);
      different.add(hash);
    }
    if (meanwhile.isDue) await meanwhile.pause();
  }
  if (different.size < 2) {
    throw new InputError(
      different.size === 0
        ? "it has no text to train on"
        : "it has one text alone, of which nothing can be held out",
      {
        file,
        mend: `Give more text, or other data to evaluate with by ${settingName("evalData")}`,
      },
    );
  }
  if (left > 0) {
    note(`${file}: ${left} texts of the splits valid and test are left out: ${OTHER_SPLITS}`);
  }
  const order = new Random(seed, "held-out").shuffledNumbers(different.size);
  const count = Math.min(order.length - 1, Math.max(1, Math.round(fraction * order.length)));
  const held = new NumberSet();
  for (const place of order.subarray(0, count)) held.add(different.at(place));
  // A bit a text is all that stays.
  const bits = new Uint8Array(Math.ceil(hashes.length / 8));
  let place = 0;
  for (const hash of hashes) {
    if (held.has(hash)) bits[place >> 3]! |= 1 << (place & 7);
    place++;
  }
  return { held: part(source, bits, 1), others: part(source, bits, 0) };
}

/** The texts whose bit is this one. */
function part(source: RowSource, bits: Uint8Array, wanted: 0 | 1): RowSource {
  return rowSource(async function* () {
    let index = 0;
    const isWanted = () => (bits[index >> 3]! >> (index++ & 7) & 1) === wanted;
    for await (const rows of source) {
      const some = rows.filter((row) => !isOfOther(row) && isWanted());
      if (some.length > 0) yield some;
    }
  });
}
