/** Reads passages from a path, whatever reader that takes. */

import { readdir, stat } from "node:fs/promises";
import { type Choice, type ChoiceJson, choose, type Registry } from "../definition/mod.ts";
import { InputError } from "../io/mod.ts";
import { divide } from "./divide.ts";
import type { Passage, Split } from "./passage.ts";
import type { DataSource, ReaderDefinition } from "./readers/define_reader.ts";
import { READERS } from "./readers/readers.ts";

/** Which passages `readPassages` gives, and how it reads them. */
export interface ReadOptions {
  /**
   * The split. Only a CLOTH folder needs one.
   *
   * @default {"train" of a CLOTH folder, all passages of a file}
   */
  split?: Split;
  /** How many passages to take at most. */
  limit?: number;
  /**
   * What reads: a reader, with values for its parameters where it has any, or `auto` for the one
   * that takes what is there.
   *
   * @default "auto"
   */
  reader?: ChoiceJson;
  /** Those that can be chosen. @default READERS */
  readers?: Registry<ReaderDefinition>;
}

/**
 * The passages at a path: of a CLOTH folder, of a CSV file (named `.csv`), of a plain text file, or
 * of what a further reader reads.
 *
 * @throws {InputError} If nothing is at the path, or it cannot be read as what it is.
 */
export async function readPassages(path: string, options: ReadOptions = {}): Promise<Passage[]> {
  const { reader = "auto", readers = READERS, ...which } = options;
  const source = await sourceAt(path);
  const { definition, parameters } = reader === "auto"
    ? accepting(source, readers)
    : choose(readers, reader);
  const told = definition.splits ? which : {};
  const passages: unknown = await definition.read(path, { ...told, parameters });
  if (Array.isArray(passages) && passages.every(isPassage)) {
    return definition.splits ? passages : chosen(passages, which);
  }
  throw new InputError(`the reader ${definition.name} gave something else than passages`, {
    file: path,
    mend: "Let it give a list of {source, text, blanks}",
  });
}

/** Those of all passages at a path that are wanted, where its reader cannot tell. */
function chosen(
  passages: readonly Passage[],
  { split, limit = Infinity }: Pick<ReadOptions, "split" | "limit">,
): Passage[] {
  return (split === undefined ? passages : divide(passages, split)).slice(0, limit);
}

/** Whether a reader gave what it should: it may be anybody's. */
function isPassage(value: unknown): value is Passage {
  const { source, text, blanks } = (value ?? {}) as Partial<Record<keyof Passage, unknown>>;
  return typeof source === "string" && typeof text === "string" && Array.isArray(blanks);
}

async function sourceAt(path: string): Promise<DataSource> {
  const entry = await stat(path).catch(() => undefined);
  if (entry === undefined) {
    throw new InputError("there is no such file or folder", {
      file: path,
      mend: "Give a CLOTH folder, a CSV file or a text file",
    });
  }
  const kind = entry.isDirectory() ? "folder" : "file";
  return { path, kind, entries: kind === "folder" ? (await readdir(path)).sort() : [] };
}

/** The last defined reader that takes what is there, with the defaults of its parameters. */
function accepting(
  source: DataSource,
  readers: Registry<ReaderDefinition>,
): Choice<ReaderDefinition> {
  const found = [...readers].reverse().find((reader) => reader.accepts?.(source));
  if (found !== undefined) return choose(readers, found.name);
  throw new InputError("it holds none of the folders train, valid and test", {
    file: source.path,
    mend: "Give a folder in CLOTH's form, or the path of one CSV or text file",
  });
}
