/** Reads passages from paths, whatever readers take them. */

import { type Choice, type ChoiceJson, choose, type Registry } from "../definition/mod.ts";
import { InputError, settingName } from "../io/mod.ts";
import { type Part, partsAt, partsOfSplit } from "./parts.ts";
import type { Passage } from "./passage.ts";
import { splitPaths } from "./paths.ts";
import { AUTO, type Note, type ReaderDefinition } from "./readers/define_reader.ts";
import { READERS } from "./readers/readers.ts";
import { chosenPassages, type Row, type WhichPassages } from "./rows.ts";

/** Which passages `readPassages` gives, and how it reads them. */
export interface ReadOptions extends WhichPassages {
  /**
   * What reads: a reader, with values for its parameters where it has any, or `auto` for the one
   * that takes what is there.
   *
   * @default "auto"
   */
  reader?: ChoiceJson;
  /** Those that can be chosen. @default READERS */
  readers?: Registry<ReaderDefinition>;
  /** The column of a table, or the field of JSON, that holds the text. @default {the reader's} */
  textColumn?: string;
  /** What stands between the fields of a table: a character, or `tab`. @default {what is found} */
  separator?: string;
  /** Takes sentences that people should know of what was read. */
  note?: Note;
}

/**
 * The passages at a path or several: of a CLOTH folder, of files of text, CSV, JSON or Parquet, of a
 * folder of such files, or of what a further reader reads. Several files are one set of data.
 *
 * Without a split, a CLOTH folder and a folder whose files are named for their splits give the
 * passages to train on, other data all of them.
 *
 * @param data A path, or several; in one text, with commas between them.
 * @throws {InputError} If nothing is at a path, or it cannot be read as what it is.
 */
export async function readPassages(
  data: string | readonly string[],
  options: ReadOptions = {},
): Promise<Passage[]> {
  const { reader = AUTO, readers = READERS, note = () => {} } = options;
  const { textColumn, separator, limit } = options;
  const asked = {
    ...(textColumn === undefined ? {} : { textColumn }),
    ...(separator === undefined ? {} : { separator }),
  };
  const paths = typeof data === "string" ? await splitPaths(data) : data;
  const chosen = reader === AUTO ? undefined : choose(readers, reader);
  const all: Part[] = [];
  for (const path of paths) {
    const asTable = Object.keys(asked).length > 0;
    all.push(...await partsAt(path, { readers, chosen, asTable, note }));
  }
  const { parts, split } = partsOfSplit(all, options.split, paths.join(","));
  const which = {
    ...(split === undefined ? {} : { split }),
    ...(limit === undefined ? {} : { limit }),
  };
  const rows: Row[] = [], passages: Passage[] = [];
  for (const { choice, path } of parts) {
    const { definition } = choice;
    const context = { parameters: parametersOf(choice, asked, path), note };
    if (definition.rows !== undefined) {
      const found = await readAs(path, () => definition.rows!(path, context));
      for (const row of found) rows.push(row);
    } else {
      const told = definition.splits ? which : {};
      const read = await readAs(path, () => definition.read(path, { ...context, ...told }));
      if (definition.splits) { for (const passage of read) passages.push(passage); }
      else for (const passage of read) rows.push({ passage: () => passage });
    }
  }
  const file = paths.join(",");
  const found = rows.length === 0
    ? passages.slice(0, limit)
    : [...passages, ...chosenPassages(rows, which, file)].slice(0, limit);
  if (found.length > 0 || options.split === undefined) return found;
  throw new InputError(`it has too few passages for the split "${options.split}"`, {
    file,
    mend: `Give more text, or set ${settingName("evalSplit")} to train to take the chunks to ` +
      "evaluate from all of it",
  });
}

/**
 * What a reader gives of a file. It may be anybody's.
 *
 * @throws {InputError} If it gives something else than it must, or throws; with a file.
 */
async function readAs<T>(file: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof InputError) || error.file !== undefined) throw error;
    const { problem, place, mend } = error;
    const at = place === undefined ? { file } : { file, place };
    throw new InputError(problem, { ...at, mend, cause: error });
  }
}

/**
 * A reader's parameters, with those that are asked for by settings.
 *
 * @throws {InputError} If it has no such parameter.
 */
function parametersOf(
  { definition, parameters }: Choice<ReaderDefinition>,
  asked: Readonly<Record<string, string>>,
  file: string,
): Choice<ReaderDefinition>["parameters"] {
  for (const name of Object.keys(asked)) {
    if (Object.hasOwn(definition.parameters ?? {}, name)) continue;
    throw new InputError(
      `${settingName(name)} is set, but the reader ${definition.name}, which takes this, has none`,
      { file, mend: `Leave ${settingName(name)} out, or set ${settingName("reader")} to another` },
    );
  }
  return { ...asked, ...parameters };
}
