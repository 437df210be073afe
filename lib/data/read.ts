/** Reads passages from paths, whatever readers take them. */

import { stat } from "node:fs/promises";
import { type Choice, type ChoiceJson, choose, type Registry } from "../definition/mod.ts";
import { InputError, settingName } from "../io/mod.ts";
import { isAsked } from "./columns.ts";
import { type Divided, divided, OTHER_SPLITS, type Share } from "./held_out.ts";
import { identityOf, stateOf } from "./identity.ts";
import { Meanwhile } from "./meanwhile.ts";
import { type Part, partsAt, partsOfSplit } from "./parts.ts";
import type { Passage, Split } from "./passage.ts";
import { splitPaths } from "./paths.ts";
import {
  AUTO,
  type Note,
  type ReaderContext,
  type ReaderDefinition,
} from "./readers/define_reader.ts";
import { READERS } from "./readers/readers.ts";
import { collected, joined, limited, listed, Rows, rowSource, sourceOf } from "./row_source.ts";
import type { Row, RowSource, WhichPassages } from "./rows.ts";

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
  /** The column of a table, or the field of JSON, that holds the text; null asks for none. @default {the reader's} */
  textColumn?: string | null;
  /** What stands between the fields of a table: a character, or `tab`; null for that. @default {what is found} */
  separator?: string | null;
  /** Whether each line of a plain text is a passage. @default {its paragraphs are, where it has some} */
  lines?: boolean;
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
  const opened = await openData(data, options);
  const passages = await collected(await opened.passages(options));
  if (passages.length === 0) opened.requireSome(options.split);
  return passages;
}

/** Said of texts that are divided in splits, as none says of which it is. */
const BY_ORDER =
  "its texts say nothing of splits, so their order decides: the first 80 % are train, " +
  "the next 10 % valid and the last 10 % test";

/** Data that is read as often as its passages are gone through, and never kept. */
export interface OpenData {
  /**
   * The passages that are wanted.
   *
   * @param share Those held out, or the others: of all that would be given without it.
   * @throws {InputError} If there can be none of the split, or nothing can be held out.
   */
  passages(which: WhichPassages, share?: Share): Promise<RowSource>;
  /**
   * Says that there was no passage.
   *
   * @throws {InputError} If a split was asked for.
   */
  requireSome(split: Split | undefined): void;
  /**
   * The files that passages of no split are from, and the folders that a reader takes as a whole.
   *
   * @throws {InputError} If files are named for splits, none for the one to train on.
   */
  paths(): string[];
  /** Whether texts are divided in splits by their order alone, as none says of which it is. */
  areDividedByOrder(): Promise<boolean>;
  /** Bytes of all that is read. */
  bytes(): Promise<number>;
  /** SHA-256 of all that is read: see {@linkcode identityOf}. */
  identity(): Promise<string | undefined>;
  /** Which files these are, and when they were written: see {@linkcode stateOf}. */
  state(): Promise<string>;
}

/**
 * Opens data: finds out what reads it. See {@linkcode readPassages}.
 *
 * @throws {InputError} If nothing is at a path, or nothing reads what is there.
 */
export async function openData(
  data: string | readonly string[],
  options: Omit<ReadOptions, keyof WhichPassages> & { meanwhile?: Meanwhile } = {},
): Promise<OpenData> {
  const { reader = AUTO, readers = READERS, meanwhile = new Meanwhile() } = options;
  const { textColumn, separator, lines } = options;
  const asked = {
    ...(isAsked(textColumn) ? { textColumn } : {}),
    ...(isAsked(separator) ? { separator } : {}),
  };
  const said = new Set<string>();
  // What is read several times says the same again.
  const note = (sentence: string) => {
    if (!said.has(sentence)) options.note?.(sentence);
    said.add(sentence);
  };
  const paths = typeof data === "string" ? await splitPaths(data) : data;
  const file = paths.join(",");
  const chosen = reader === AUTO ? undefined : choose(readers, reader);
  const all: Part[] = [];
  for (const path of paths) {
    const asTable = Object.keys(asked).length > 0;
    for (
      const part of await partsAt(path, { readers, chosen, asTable, textColumn, note, meanwhile })
    ) {
      all.push(part);
    }
  }
  const sources = new Map<Part, PartSource>();
  const sourceOfPart = (part: Part) => {
    const source = sources.get(part) ??
      partSource(part, {
        parameters: parametersOf(part.choice, asked, part.path),
        note,
        meanwhile,
        ...(lines && { lines }),
      });
    sources.set(part, source);
    return source;
  };
  const rowsOf = new Map<readonly Part[], Rows>();
  const rowsOfParts = async (parts: readonly Part[]) => {
    const rows = rowsOf.get(parts) ?? new Rows(
      await Promise.all(parts.map(sourceOfPart).flatMap((source) => source.rows?.() ?? [])),
      file,
      meanwhile,
    );
    rowsOf.set(parts, rows);
    return rows;
  };
  const shares = new Map<string, Promise<Divided>>();
  const divide = async (source: RowSource, share: Share) => {
    const { rows, isCut } = await new Rows([source], file, meanwhile).divisible();
    if (isCut) note(`${file}: its texts are few, so they are cut, and some of the pieces held out`);
    return await divided(rows, share, { file, note, meanwhile });
  };
  const shareOf = async (source: RowSource, share: Share, split: Split | undefined) => {
    const key = `${share.fraction} ${share.seed} ${split}`;
    const parts = shares.get(key) ?? divide(source, share);
    shares.set(key, parts);
    return (await parts)[share.held ? "held" : "others"];
  };
  return {
    async passages(wanted, share) {
      const { parts, split } = partsOfSplit(all, wanted.split, file);
      const which = {
        ...(split === undefined ? {} : { split }),
        // What is held out is drawn from all of them.
        ...(wanted.limit === undefined || share !== undefined ? {} : { limit: wanted.limit }),
      };
      const given = parts.map(sourceOfPart), rows = await rowsOfParts(parts);
      if (share !== undefined && all.some(({ split = "train" }) => split !== "train")) {
        note(`${file}: its files that are named for valid and test are left out: ${OTHER_SPLITS}`);
      }
      if (split !== undefined && await rows.areSilent()) note(`${file}: ${BY_ORDER}`);
      const ready = given.flatMap((source) => source.chosen?.(which) ?? []);
      const others = split === undefined ? rows.all : await rows.ofSplit(split);
      const whole = joined([...ready, others]);
      const asked = share === undefined ? whole : await shareOf(whole, share, wanted.split);
      return limited(asked, wanted.limit ?? Infinity);
    },
    requireSome(split) {
      if (split === undefined) return;
      throw new InputError(`it has too few passages for the split "${split}"`, {
        file,
        mend: `Give more text, or set ${settingName("evalSplit")} to train to take the chunks to ` +
          "evaluate from all of it",
      });
    },
    areDividedByOrder: async () =>
      all.some(({ split }) => split === undefined) && await (await rowsOfParts(all)).areSilent(),
    paths: () => partsOfSplit(all, undefined, file).parts.map(({ path }) => path),
    bytes: () => bytesAt(all.map(({ path }) => path)),
    identity: () => identityOf(all, meanwhile),
    state: () => stateOf(all.map(({ path }) => path)),
  };
}

/** Of files. Folders that a reader takes as a whole are not looked through. */
async function bytesAt(paths: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile()) bytes += found.size;
  }
  return bytes;
}

/** What is read of a part: rows that are yet to be divided, or passages that are chosen already. */
interface PartSource {
  rows?(): Promise<RowSource>;
  chosen?(which: WhichPassages): RowSource;
}

function partSource({ choice, path }: Part, context: ReaderContext): PartSource {
  const { definition } = choice;
  const read = (which: WhichPassages) => {
    let list: readonly Row[] | undefined;
    const rowOf = (passage: Passage): Row => ({ passage: () => passage });
    return rowSource(async function* () {
      if (list !== undefined) return yield* listed(list);
      const given = await definition.read(path, { ...context, ...which });
      if (!isIterable(given)) return yield* listed(list = given.map(rowOf));
      for await (const passage of given) yield [rowOf(passage)];
    });
  };
  if (definition.rows !== undefined) {
    const rows = async () => sourceOf(await definition.rows!(path, context));
    return { rows: async () => readingAs(path, await readAs(path, rows)) };
  }
  if (!definition.splits) return { rows: () => Promise.resolve(readingAs(path, read({}))) };
  return {
    chosen: (which) =>
      readingAs(path, definition.chosen?.(path, { ...context, ...which }) ?? read(which)),
  };
}

/** Rows, read as {@linkcode readAs} does. */
function readingAs(file: string, source: RowSource): RowSource {
  const { count } = source;
  return {
    ...rowSource(async function* () {
      const rows = source[Symbol.asyncIterator]();
      try {
        for (;;) {
          const { done, value } = await readAs(file, () => rows.next());
          if (done) return;
          yield value;
        }
      } finally {
        await rows.return?.();
      }
    }),
    ...(count && { count: () => readAs(file, () => count.call(source)) }),
  };
}

function isIterable(given: unknown): given is AsyncIterable<Passage> {
  return typeof given === "object" && given !== null && Symbol.asyncIterator in given;
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
