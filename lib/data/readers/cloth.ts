/** Folders in CLOTH's form. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { InputError, parseJson } from "../../io/mod.ts";
import { parseCloth } from "../cloth.ts";
import { type Passage, type Split, SPLITS } from "../passage.ts";
import type { Meanwhile } from "../meanwhile.ts";
import { rowSource } from "../row_source.ts";
import type { Row, RowSource, WhichPassages } from "../rows.ts";
import { readCharacters } from "./characters.ts";
import { defineReader } from "./define_reader.ts";
import { isHidden } from "./hidden.ts";

/** The levels of CLOTH's tests, in the order in which the original reads them. */
const LEVELS = ["middle", "high"];

const byNumber = new Intl.Collator("en", { numeric: true });

/** Which part of a CLOTH folder is read. */
export interface ClothOptions {
  /** The split. */
  split: Split;
  /** How many files to read at most: the original reads 101 of each split. */
  limit?: number;
}

/**
 * The passages of a CLOTH folder with the folders `train`, `valid` and `test` and in each `middle`
 * and `high` (one of these may be missing): first the files of `middle`, then those of `high`, each
 * in the order of the numbers in their names (`middle2.json` before `middle10.json`).
 *
 * @param folder Path of the folder.
 * @throws {InputError} If the folder or its files are missing, or a file is broken.
 */
export async function readCloth(folder: string, options: ClothOptions): Promise<Passage[]> {
  const passages: Passage[] = [];
  for await (const rows of clothRows(folder, options)) {
    passages.push(...await Promise.all(rows.map((row) => row.passage())));
  }
  return passages;
}

/** So many files are read at once: systems allow a process some hundreds. */
const AT_ONCE = 32;

/** See {@linkcode readCloth}: each file is read when its passage is asked for. */
function clothRows(folder: string, options: ClothOptions, meanwhile?: Meanwhile): RowSource {
  let files: string[] | undefined;
  return rowSource(async function* () {
    files ??= await clothFiles(folder, options);
    meanwhile?.expect(files.length);
    for (let start = 0; start < files.length; start += AT_ONCE) {
      yield files.slice(start, start + AT_ONCE)
        .map((file): Row => ({ passage: () => readClothFile(file) }));
      meanwhile?.read(AT_ONCE);
    }
  });
}

async function clothFiles(
  folder: string,
  { split, limit = Infinity }: ClothOptions,
): Promise<string[]> {
  const files: string[] = [];
  for (const level of LEVELS) {
    const path = join(folder, split, level);
    if (!(await stat(path).catch(() => undefined))?.isDirectory()) continue;
    const names = (await readdir(path)).filter((name) => name.endsWith(".json") && !isHidden(name));
    for (const name of names.sort(byNumber.compare)) files.push(join(path, name));
  }
  if (files.length > 0) return files.slice(0, limit);
  throw new InputError(`there are no JSON files in ${split}/middle or ${split}/high`, {
    file: folder,
    mend: "Give the CLOTH folder: it holds train, valid and test, each with middle and high",
  });
}

async function readClothFile(file: string): Promise<Passage> {
  const json = parseJson(await readCharacters(file), file, "Mend or remove the file");
  return parseCloth(json, file);
}

/** A file of a CLOTH folder. */
const CLOTH_FILE = new RegExp(`^(?:${SPLITS.join("|")})/(?:${LEVELS.join("|")})/`);

function wanted({ split = "train", limit }: WhichPassages): ClothOptions {
  return { split, ...(limit === undefined ? {} : { limit }) };
}

/** Folders with one of the three splits, unless there are files in it, but none where CLOTH's are. */
export const cloth = defineReader({
  name: "cloth",
  description: "a folder in the form of CLOTH: train, valid and test, each with middle and high",
  accepts: ({ kind, entries, files }) =>
    kind === "folder" && SPLITS.some((split) => entries.includes(split)) &&
    (files.length === 0 || files.some((file) => CLOTH_FILE.test(file))),
  splits: true,
  read: (path, context) => readCloth(path, wanted(context)),
  chosen: (path, context) => clothRows(path, wanted(context), context.meanwhile),
});
