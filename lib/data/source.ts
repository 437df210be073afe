/** What lies at a path, and which reader takes it. */
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { type Choice, choose, type Registry } from "../definition/mod.ts";
import { InputError, isRefusal, keptInput, mayNotRead, settingName, whatIsAt } from "../io/mod.ts";
import type { Meanwhile } from "./meanwhile.ts";
import { endingOf, filesIn } from "./paths.ts";
import { readStart } from "./readers/characters.ts";
import type { DataSource, ReaderDefinition } from "./readers/define_reader.ts";
import { looksLike } from "./readers/looks_like.ts";
import { writtenSeparator } from "./separators.ts";

/** What readers are chosen among, and by what. */
export interface Taking {
  readers: Registry<ReaderDefinition>;
  /** Whether a column or a separator is asked for. */
  asTable: boolean;
  meanwhile: Meanwhile;
}

/**
 * What lies at a path.
 *
 * @throws {InputError} If there is nothing, or it may not be read.
 */
export async function sourceAt(path: string, asTable: boolean): Promise<DataSource> {
  const entry = await whatIsAt(path);
  const kept = entry === undefined ? keptInput(path) : undefined;
  if (kept !== undefined) {
    throw new InputError(`what was kept of it (${kept}) is gone`, {
      file: path,
      mend: "Pipe the same text again",
    });
  }
  if (entry === undefined) {
    throw new InputError("there is no such file or folder", {
      file: path,
      mend: "Give a CLOTH folder, a file of text, CSV, JSON or Parquet, or a folder of such files",
    });
  }
  const base = { path, entries: [], files: [], ending: "", start: "", isWhole: false, asTable };
  if (entry.isDirectory()) {
    try {
      const entries = (await readdir(path)).sort();
      return { ...base, kind: "folder", entries, files: await filesIn(path) };
    } catch (error) {
      throw isRefusal(error) ? mayNotRead(path, error) : error;
    }
  }
  const { text, isWhole } = entry.isFile() ? await readStart(path) : { text: "", isWhole: false };
  return { ...base, kind: "file", ending: endingOf(path), start: text, isWhole };
}

/** The last defined reader that takes what is there, with the defaults of its parameters. */
export function taking(
  source: DataSource,
  readers: Registry<ReaderDefinition>,
): Choice<ReaderDefinition> | undefined {
  const found = [...readers].reverse().find((reader) => reader.accepts?.(source));
  return found === undefined ? undefined : choose(readers, found.name);
}

/** Why no reader takes a file. */
function refusal({ path, ending, start, isWhole }: DataSource): InputError {
  const asText = `set ${settingName("reader")} to text to train on it as it is`;
  const likeness = looksLike(ending, start, isWhole);
  if (likeness?.separator === undefined) {
    return new InputError(`it looks like ${likeness?.what ?? "nothing that a reader takes"}`, {
      file: path,
      mend: `Give the text in it without marks, or ${asText}`,
    });
  }
  return new InputError(`it looks like ${likeness.what}`, {
    file: path,
    mend:
      `Set ${settingName("separator")} to ${writtenSeparator(likeness.separator)} to read its ` +
      `column of text, or ${asText}`,
  });
}

/**
 * The reader of a file.
 *
 * @throws {InputError} If none takes it; the message says what it looks like, and what would take it.
 */
export function readerOf(
  source: DataSource,
  readers: Registry<ReaderDefinition>,
): Choice<ReaderDefinition> {
  const choice = taking(source, readers);
  if (choice === undefined) throw refusal(source);
  return choice;
}

/** A file of a folder, and what reads it. */
export interface FolderFile {
  /** Its path within the folder. */
  file: string;
  choice: Choice<ReaderDefinition>;
}

/** The endings of plain text that a folder's files have if they are to be read. */
const TEXT_ENDINGS = [".txt", ".text"];

/** Whether a file is called a text and looks like nothing else, such as a table. */
export function isPlainText({ ending, start, isWhole }: DataSource): boolean {
  return TEXT_ENDINGS.includes(ending) && looksLike(ending, start, isWhole) === undefined;
}

/** What files beside data are called that tell of them, or of a model. */
const ABOUT =
  /^(?:(?:readme|licen[cs]e|copying|notice|citation|vocab)\.(?:txt|text)|(?:dataset_infos?|dataset_dict|state|(?:\w+_)?config|tokenizer|special_tokens_map|vocab)\.json)$/i;

/** Whether a file of a folder is known to tell of data and to be none, such as `dataset_info.json`. */
export function isAboutData(file: string): boolean {
  return ABOUT.test(basename(file));
}

/** What is said of a folder in which there is nothing to read. */
export function noFiles({ path, files }: DataSource): InputError {
  return new InputError(
    "it holds none of the folders train, valid and test, and no files of text, CSV, JSON or Parquet",
    {
      file: path,
      mend: `Give a folder in CLOTH's form or one of such files${
        files.length === 0
          ? ""
          : `, or set ${settingName("reader")} to text to read all files in it`
      }`,
    },
  );
}

/**
 * The files of a folder that are read: those of the one kind there is, if any.
 *
 * @throws {InputError} If there are files of several kinds.
 */
export async function folderFiles(
  { path, files }: DataSource,
  { readers, asTable, meanwhile }: Taking,
): Promise<FolderFile[]> {
  if (files.some((file) => file.endsWith(".arrow"))) {
    throw new InputError(
      "it holds Arrow files, as save_to_disk of Hugging Face's datasets writes",
      {
        file: path,
        mend: "Write Parquet instead, with to_parquet",
      },
    );
  }
  const found: FolderFile[] = [];
  for (const file of files) {
    if (meanwhile.isDue) await meanwhile.pause();
    const source = await sourceAt(join(path, file), asTable);
    const isText = TEXT_ENDINGS.includes(source.ending);
    const choice = isText ? readerOf(source, readers) : taking(source, readers);
    if (choice === undefined || choice.definition.name === "text" && !isText) continue;
    found.push({ file, choice });
  }
  const kinds = [...new Set(found.map(({ choice }) => choice.definition.name))];
  if (kinds.length < 2) return found;
  const examples = kinds.map((kind) =>
    found.find(({ choice }) => choice.definition.name === kind)!.file
  );
  throw new InputError(`it holds files of several kinds, such as ${examples.join(" and ")}`, {
    file: path,
    mend: `Give the files that are meant, with commas between them`,
  });
}
