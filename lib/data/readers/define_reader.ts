/** What a reader is in a registry: what makes passages of what lies at a path. */
import {
  aCount,
  aListOf,
  aText,
  blame,
  calls,
  checkDefinitionName,
  type Contract,
  type Definition,
  fault,
  formOf,
  hasMembers,
  optional,
  type Parameter,
  type ParametersOf,
  type ParameterValues,
  spreadable,
  trueOrFalse,
} from "../../definition/mod.ts";
import type { Meanwhile } from "../meanwhile.ts";
import type { Passage, Split } from "../passage.ts";
import { passagesOf } from "../row_source.ts";
import type { Row, RowSource } from "../rows.ts";

/** What lies at a path. */
export interface DataSource {
  /** Where it lies. */
  path: string;
  /** Whether it is a file or a folder. */
  kind: "file" | "folder";
  /** The names in the folder; none for a file. */
  entries: readonly string[];
  /**
   * The paths within the folder of the files in it and in its folders, hidden ones left out; none for
   * a file.
   */
  files: readonly string[];
  /** How a file's name ends, such as `.csv`, in lower case; of `a.csv.gz` too. */
  ending: string;
  /** A file's first characters, decompressed; those that are not UTF-8 are replaced. */
  start: string;
  /** Whether these are all of the file. */
  isWhole: boolean;
  /** Whether a column or a separator is asked for, so that it must be a table. */
  asTable: boolean;
}

/** Which passages are wanted of it. */
export interface ReaderContext<P = ParameterValues> {
  /** The values of the definition's parameters, defaults included. */
  parameters: P;
  /**
   * The split; all passages, or those to train on, where it is left out. Only a reader that knows
   * splits is told of it, and of the limit.
   */
  split?: Split;
  /** How many at most. */
  limit?: number;
  /** Takes a sentence that people should know of what was read, such as what was left out. */
  note?: Note;
  /** Told of the bytes that are read, and asked for a pause now and then: for large data. */
  meanwhile?: Meanwhile;
  /** Whether each line of a text is to be a passage, where that is a question. @default false */
  lines?: boolean;
}

/** What takes a sentence for people, without a full stop. */
export type Note = (sentence: string) => void;

/** A reader that can be chosen by its name. */
export interface ReaderDefinition extends Definition {
  /** That it is a reader. */
  readonly kind: "reader";
  /**
   * Whether it takes what is there, when nobody has chosen a reader. Those that were defined last are
   * asked first.
   * @default {it is only read with where it is chosen}
   */
  accepts?(source: DataSource): boolean;
  /**
   * Whether `read` gives the passages of the split that it is told, and no more than the limit. For
   * one that does not, its passages are divided in their order: 80 % to train on, then 10 % to watch
   * the training with, then 10 % to judge by.
   * @default false
   */
  readonly splits?: boolean;
  /**
   * The passages at a path, in an order that is always the same: a list, or one by one, as
   * `async *read()` gives them. Those that come one by one are not kept: what is needed twice is read
   * twice.
   *
   * @throws {InputError} If it cannot be read, with the file and the place.
   */
  read(path: string, context: ReaderContext): GivenPassages;
  /**
   * What a single file holds. A reader that has this reads several files, too, and folders of them.
   *
   * @throws {InputError} If it cannot be read, with the file and the place.
   */
  rows?(path: string, context: RowsContext): GivenRows;
  /** What `read` gives, read when it is needed: for passages in a file each. @default none */
  chosen?(path: string, context: ReaderContext): RowSource;
}

/** What a reader may give. */
export type GivenPassages = Promise<Passage[]> | Passage[] | AsyncIterable<Passage>;

/** What a reader of files may give. */
export type GivenRows = Promise<Row[]> | Row[] | RowSource;

const BLANK_MEMBERS = hasMembers({
  start: aCount,
  end: aCount,
  options: aListOf(aText),
  answer: aText,
});

const PASSAGE_MEMBERS = hasMembers({
  source: aText,
  text: aText,
  blanks: aListOf(BLANK_MEMBERS, "blank"),
});

const PASSAGE: Contract = (value, spot) => {
  const passage = PASSAGE_MEMBERS(value, spot) as Passage;
  const { text, blanks } = passage;
  blanks.forEach(({ start, end, options, answer }, i) => {
    const wrong = (what: string, value: unknown, expected: string) =>
      fault(
        { giver: spot.giver, path: `${what} of blank ${i + 1} of ${spot.path}` },
        value,
        expected,
      );
    if (end <= start || end > text.length) {
      const expected = `above its start, ${start}, and at most the text's length, ${text.length}`;
      throw wrong("the end", end, expected);
    }
    if (text.slice(start, end) !== answer) {
      throw wrong("the answer", answer, `what stands from ${start} to ${end} in its text`);
    }
    if (!options.includes(answer) || new Set(options).size < options.length) {
      throw wrong("the options", options, "different texts, one of which is the answer");
    }
  });
  return passage;
};

const FOREIGN_ROW = hasMembers({ split: optional(aText), passage: calls(PASSAGE) });

/** Of our own readers' many rows none is copied: they make the passages that they always made. */
const ROW: Contract = (value, spot) => spot.giver.isForeign ? FOREIGN_ROW(value, spot) : value;

/** A list of items, or what gives them as they come, `part` by part: each is looked at then. */
function aListOrComing(item: Contract, part: Contract, name: string): Contract {
  const list = aListOf(item, name);
  return (value, spot) => {
    const isComing = typeof value === "object" && value !== null && Symbol.asyncIterator in value;
    if (!isComing) return list(value, spot);
    if (!spot.giver.isForeign) return value;
    return {
      async *[Symbol.asyncIterator]() {
        let number = 0;
        try {
          for await (const found of value as AsyncIterable<unknown>) {
            const path = `${name} ${++number} of what ${spot.path} gave`;
            yield part(found, { giver: spot.giver, path });
          }
        } catch (error) {
          throw blame(spot, error);
        }
      },
    };
  };
}

/** Stands for the first reader that takes what is at a path: no reader's name. */
export const AUTO = "auto";

const READER_MEMBERS = formOf("reader", {
  accepts: optional(calls(trueOrFalse)),
  splits: optional(trueOrFalse),
  read: calls(aListOrComing(PASSAGE, PASSAGE, "passage"), { waits: true }),
  rows: optional(calls(aListOrComing(ROW, aListOf(ROW, "row"), "row"), { waits: true })),
  chosen: optional(calls(aListOrComing(ROW, aListOf(ROW, "row"), "row"))),
});

/** What a reader must be. */
export const READER_FORM: Contract = (value, spot): unknown => {
  const reader = READER_MEMBERS(value, spot) as ReaderDefinition;
  if (reader.name !== AUTO) return reader;
  const expected = `another name: ${AUTO} stands for the first reader that takes what is there`;
  throw fault({ ...spot, path: "its name" }, AUTO, expected);
};

/** How a file's rows are read. */
export type RowsContext<P = ParameterValues> = Pick<
  ReaderContext<P>,
  "parameters" | "note" | "meanwhile" | "lines"
>;

/** A reader as it is defined. */
export interface ReaderForm<P extends Readonly<Record<string, Parameter>>> {
  /** Its name in settings: letters, digits, `.` and `_`. */
  name: string;
  /** What it reads: a phrase for the help. */
  description: string;
  /** Its parameters, each with a rule and a default. */
  parameters?: P;
  /** Whether it takes what is at a path, where no reader was named. @default {never} */
  accepts?(source: DataSource): boolean;
  /** Whether what it reads is divided into splits of its own. @default false */
  splits?: boolean;
  /** The passages at a path. */
  read(path: string, context: ReaderContext<ParametersOf<P>>): GivenPassages;
  /** What `read` gives, read when it is needed. @default none */
  chosen?(path: string, context: ReaderContext<ParametersOf<P>>): RowSource;
}

/**
 * A reader from its definition.
 *
 * @throws {TypeError} If the name is not one that a definition can have.
 *
 * @example
 * ```ts
 * import { defineReader } from "./define_reader.ts";
 * const shouted = defineReader({
 *   name: "shouted",
 *   description: "one passage: the path in capital letters",
 *   read: (path) => [{ source: path, text: path.toUpperCase(), blanks: [] }],
 * });
 * if (shouted.kind !== "reader") throw new Error("it can stand in a registry");
 * ```
 */
export function defineReader<
  // deno-lint-ignore ban-types
  const P extends Readonly<Record<string, Parameter>> = {},
>(definition: ReaderForm<P>): ReaderDefinition {
  checkDefinitionName("reader", definition.name);
  // A registry holds readers of any parameters; `choose` has checked their values by the rules.
  return { ...spreadable(definition), kind: "reader" } as unknown as ReaderDefinition;
}

/** A reader of single files as it is defined. */
export interface FileReaderForm<P extends Readonly<Record<string, Parameter>>>
  extends Omit<ReaderForm<P>, "read" | "splits" | "chosen"> {
  /** The rows at a path, each with its columns. */
  rows(path: string, context: RowsContext<ParametersOf<P>>): GivenRows;
}

/**
 * A reader of single files from its definition: which of their rows are wanted, and that several
 * files are one set of data, is seen to.
 *
 * @throws {TypeError} If the name is not one that a definition can have.
 *
 * @example
 * ```ts
 * import { defineFileReader } from "./define_reader.ts";
 * const named = defineFileReader({
 *   name: "named",
 *   description: "a passage a file: its name",
 *   rows: (path) => [{ passage: () => ({ source: path, text: path, blanks: [] }) }],
 * });
 * if ((await named.read("a", { parameters: {} })).length !== 1) throw new Error("it can be read");
 * ```
 */
export function defineFileReader<
  // deno-lint-ignore ban-types
  const P extends Readonly<Record<string, Parameter>> = {},
>(given: FileReaderForm<P>): ReaderDefinition {
  const definition = spreadable(given);
  const { rows } = definition;
  return defineReader<P>({
    ...definition,
    splits: true,
    read: async (path, { parameters, note, meanwhile, lines, ...which }) => {
      const given = {
        parameters,
        ...(note && { note }),
        ...(meanwhile && { meanwhile }),
        ...(lines && { lines }),
      };
      return await passagesOf(await rows(path, given), which, path);
    },
  });
}
