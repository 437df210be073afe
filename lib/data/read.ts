/** Reads passages from files, whichever of the three formats they are in. */

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { InputError, parseJson, readUtf8 } from "../io/mod.ts";
import { parseCloth } from "./cloth.ts";
import { type CsvOptions, parseCsv } from "./csv.ts";
import { type Passage, type Split, SPLITS } from "./passage.ts";
import { parseText, type TextOptions } from "./text.ts";

/** The levels of CLOTH's tests, in the order in which the original reads them. */
const LEVELS = ["middle", "high"];

const byNumber = new Intl.Collator("en", { numeric: true });

async function kindOf(path: string): Promise<"file" | "folder" | undefined> {
  const entry = await stat(path).catch(() => undefined);
  return entry === undefined ? undefined : entry.isDirectory() ? "folder" : "file";
}

async function readCharacters(file: string): Promise<string> {
  const text = await readUtf8(file, "Give the path of a file that is there and readable");
  const at = text.indexOf("\0");
  if (at === -1) return text;
  throw new InputError("the file holds NUL characters, as UTF-16 and binary files do", {
    file,
    place: `line ${text.slice(0, at).split("\n").length}`,
    mend: "Give plain text, CSV or JSON, saved as UTF-8",
  });
}

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
  const { split, limit = Infinity } = options;
  const files: string[] = [];
  for (const level of LEVELS) {
    const path = join(folder, split, level);
    if (await kindOf(path) !== "folder") continue;
    const names = (await readdir(path)).filter((name) => name.endsWith(".json"));
    files.push(...names.sort(byNumber.compare).map((name) => join(path, name)));
  }
  if (files.length === 0) {
    throw new InputError(`there are no JSON files in ${split}/middle or ${split}/high`, {
      file: folder,
      mend: "Give the CLOTH folder: it holds train, valid and test, each with middle and high",
    });
  }
  return await Promise.all(files.slice(0, limit).map(readClothFile));
}

async function readClothFile(file: string): Promise<Passage> {
  const json = parseJson(await readCharacters(file), file, "Mend or remove the file");
  return parseCloth(json, file);
}

/**
 * The passages of a CSV file: see `parseCsv` for its columns.
 *
 * @throws {InputError} If the file is missing, or its contents are not as described there.
 */
export async function readCsv(file: string, options: CsvOptions = {}): Promise<Passage[]> {
  return parseCsv(await readCharacters(file), file, options);
}

/**
 * The passages of a plain text file: paragraphs with empty lines between them, or lines.
 *
 * @throws {InputError} If the file is missing or empty.
 */
export async function readText(file: string, options: TextOptions = {}): Promise<Passage[]> {
  return parseText(await readCharacters(file), file, options);
}

/** Which passages `readPassages` gives. */
export interface ReadOptions extends CsvOptions {
  /**
   * The split. Only a CLOTH folder needs one.
   *
   * @default {"train" of a CLOTH folder, all passages of a file}
   */
  split?: Split;
}

/**
 * The passages at a path: of a CLOTH folder, of a CSV file (named `.csv`) or of a plain text file.
 *
 * @throws {InputError} If nothing is at the path, or it cannot be read as what it is.
 */
export async function readPassages(path: string, options: ReadOptions = {}): Promise<Passage[]> {
  const kind = await kindOf(path);
  if (kind === undefined) {
    throw new InputError("there is no such file or folder", {
      file: path,
      mend: "Give a CLOTH folder, a CSV file or a text file",
    });
  }
  if (kind === "file") {
    return path.toLowerCase().endsWith(".csv")
      ? await readCsv(path, options)
      : await readText(path, options);
  }
  const splits = await Promise.all(SPLITS.map((split) => kindOf(join(path, split))));
  if (!splits.includes("folder")) {
    throw new InputError("it holds none of the folders train, valid and test", {
      file: path,
      mend: "Give a folder in CLOTH's form, or the path of one CSV or text file",
    });
  }
  return await readCloth(path, { ...options, split: options.split ?? "train" });
}
