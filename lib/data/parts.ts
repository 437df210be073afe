/** What is read of what lies at some paths: each file with its reader. */
import { join } from "node:path";
import type { Choice, Registry } from "../definition/mod.ts";
import { InputError, settingName } from "../io/mod.ts";
import { type AskedColumn, isAsked } from "./columns.ts";
import type { Meanwhile } from "./meanwhile.ts";
import type { Split } from "./passage.ts";
import type { DataSource, Note, ReaderDefinition } from "./readers/define_reader.ts";
import {
  type FolderFile,
  folderFiles,
  isAboutData,
  isPlainText,
  noFiles,
  readerOf,
  sourceAt,
  taking,
} from "./source.ts";
import { splitsOfPaths } from "./splits.ts";

/** One thing that is read, and what reads it. */
export interface Part {
  path: string;
  choice: Choice<ReaderDefinition>;
  /** The split that the whole file is of, as its name says. */
  split?: Split;
}

/** How it is decided what is read, and with what. */
export interface PartOptions {
  readers: Registry<ReaderDefinition>;
  /** The reader that is asked for. */
  chosen: Choice<ReaderDefinition> | undefined;
  /** Whether a column or a separator is asked for. */
  asTable: boolean;
  /** The column that is asked for. */
  textColumn?: AskedColumn;
  /** Takes sentences for people. */
  note: Note;
  /** Asked for a pause now and then, as there may be many files. */
  meanwhile: Meanwhile;
}

/** The endings of what is JSON without anybody having to look. */
const JSON_ENDINGS = [".json", ".jsonl", ".ndjson"];

/**
 * What is to be read of what lies at a path: that itself; of a folder that no reader takes as a
 * whole, the files in it.
 *
 * @throws {InputError} If nothing is there, or nothing that a reader takes.
 */
export async function partsAt(path: string, options: PartOptions): Promise<Part[]> {
  const { readers, chosen, asTable, note } = options;
  const source = await sourceAt(path, asTable);
  if (source.kind === "file") {
    if (chosen === undefined) refuseWithoutColumns(source, options.textColumn);
    const choice = chosen ?? readerOf(source, readers);
    if (chosen === undefined && choice.definition.name === "json") {
      if (!JSON_ENDINGS.includes(source.ending)) {
        note(`${path} is read as JSON, as it looks like it`);
      }
    }
    return [{ path, choice }];
  }
  const whole = chosen ?? taking(source, readers);
  if (whole !== undefined && whole.definition.rows === undefined) return [{ path, choice: whole }];
  const data = source.files.filter((file) => !isAboutData(file));
  const said = splitsOfPaths(data);
  const splits = new Map(data.map((file, i) => [file, said[i]]));
  const filesAmong = async (files: readonly string[]) =>
    chosen === undefined
      ? await folderFiles({ ...source, files }, options)
      : files.map((file): FolderFile => ({ file, choice: chosen }));
  const splitOfFile = (file: string) => splits.get(file);
  const named = data.filter((_, i) => said[i] !== undefined);
  let files = named.length > 0 ? await filesAmong(named) : [];
  const saidOf = (some: readonly FolderFile[]) =>
    new Set(some.map(({ file }) => splitOfFile(file)));
  // Other files beside those of splits, such as a licence, are neither read nor looked at.
  let isDivided = saidOf(files).has("train") || saidOf(files).size > 1;
  if (!isDivided) {
    files = await filesAmong(data);
    isDivided = saidOf(files).size > 1;
    if (isDivided) files = files.filter(({ file }) => splitOfFile(file) !== undefined);
  }
  if (files.length === 0) throw noFiles(source);
  const read = new Set(files.map(({ file }) => file));
  const left = source.files.filter((file) => !read.has(file));
  if (left.length > 0) {
    const isUnnamed = isDivided && left.every((file) => splitOfFile(file) === undefined);
    const reason = isUnnamed ? ", as their names say no split and others' do" : "";
    note(`Of the folder ${path} these files are not read${reason}: ${someOf(left)}`);
  }
  return files.map(({ file, choice }) => {
    const split = isDivided ? splitOfFile(file) : undefined;
    return { path: join(path, file), choice, ...(split === undefined ? {} : { split }) };
  });
}

/** Refuses plain text where a column of a table is asked for, as beside a table that has it. */
function refuseWithoutColumns(source: DataSource, column: AskedColumn): void {
  const [header = ""] = source.start.split("\n", 1);
  const names = header.split(/[,;|\t]/).map((name) => name.trim().replaceAll('"', ""));
  if (!isAsked(column) || names.includes(column) || !isPlainText(source)) return;
  throw new InputError("it is plain text, which has no columns, but one is named", {
    file: source.path,
    mend: `Give plain text and tables apart, and ${settingName("textColumn")} with tables alone`,
  });
}

function someOf(names: readonly string[]): string {
  const some = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${some} and ${names.length - 3} more` : some;
}

/**
 * The parts of a split, where the names of their files say it: else all of them, whose rows are to
 * be divided.
 *
 * @param split The one that is asked for; the files to train on where none is.
 * @throws {InputError} If no file is of the split.
 */
export function partsOfSplit(
  parts: readonly Part[],
  split: Split | undefined,
  path: string,
): { parts: readonly Part[]; split: Split | undefined } {
  if (parts.some((part) => part.split === undefined)) return { parts, split };
  const wanted = split ?? "train";
  const chosen = parts.filter((part) => part.split === wanted);
  if (chosen.length > 0) return { parts: chosen, split: undefined };
  throw new InputError(`none of its files is named for the split "${wanted}"`, {
    file: path,
    mend: `Call a file ${wanted} and something, or set ${
      settingName("evalSplit")
    } to another split`,
  });
}
