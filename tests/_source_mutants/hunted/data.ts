import { mutantsOf } from "../mutant.ts";
import { mutantsInRoom } from "../rooms.ts";

/** Changes of lib/data. */
export const DATA = [
  ...mutantsInRoom("lib/data/masking.ts", [
    [
      "all words cannot be masked",
      "probability >= 0 && probability <= 1",
      "probability >= 0 && probability < 1",
    ],
    ["positions are of another row", "index * sequenceLength + i", "index * chunks.length + i"],
    ["all replacements are told as masks", "replaced.push(kind)", "replaced.push(0)"],
  ]),
  ...mutantsInRoom("lib/data/cut.ts", [
    [
      "pieces are as long as the bound and a sentence",
      "end - start < length &&",
      "end - start <= length &&",
    ],
    ["fewer pieces are wanted", "WANTED = 20", "WANTED = 10"],
    ["passages with blanks are cut", " || blanks.length > 0", ""],
  ]),
  ...mutantsInRoom("lib/data/blanks.ts", [
    ["a passage has three blanks at most", "MOST_BLANKS = 4", "MOST_BLANKS = 3"],
    ["words of three letters are blanks", "{4,}", "{3,}"],
    ["blanks are not in order", ".sort((a, b) => a.start - b.start)", ""],
    [
      "the seed makes no difference to blanks",
      "new Random(seed, passage.text)",
      "new Random(0, passage.text)",
    ],
  ]),
  ...mutantsInRoom("lib/data/cloth.ts", [
    ["answers may be missing", "if (blanks !== answers.length)", "if (blanks < answers.length)"],
    [
      "a blank ends behind its word",
      "end: text.length + answer.length,",
      "end: text.length + answer.length + 1,",
    ],
    ["the answer stays beside its underscore", "position = end;", "position = start;"],
  ]),
  ...mutantsInRoom("lib/data/columns.ts", [
    ["article goes before text", '["text", "article"]', '["article", "text"]'],
    ["null names a column", 'typeof column === "string"', "column !== undefined"],
  ]),
  ...mutantsInRoom("lib/data/csv.ts", [
    ["rows behind a hint are counted from the file's second line", "this.#row = 2;", ""],
    ["longer rows are taken", "length === wanted", "length >= wanted"],
    [
      "a given separator is looked for",
      "if (!isAsked(separator)) this",
      "if (isAsked(separator)) this",
    ],
  ]),
  ...mutantsInRoom("lib/data/divide.ts", [
    ["the test part is smaller", "count * 9 / 10", "count * 9.5 / 10"],
  ]),
  ...mutantsInRoom("lib/data/sentences.ts", [
    ["I is an initial", ' && last !== "I"', ""],
    ["an abbreviation before a number is one anywhere", " && /^\\P{L}*\\d/u.test(after)", ""],
  ]),
  ...mutantsInRoom("lib/data/paragraphs.ts", [
    ["two paragraphs are always paragraphs", "paragraphs === 2 || ", ""],
    ["five lines are needed", "SOME_LINES = 4", "SOME_LINES = 5"],
  ]),
  ...mutantsInRoom("lib/data/texts.ts", [
    [
      "capitals are never taken whole",
      "foreign + capitals > characters / 2",
      "foreign + capitals > characters",
    ],
    [
      "half of letters being small is too few",
      "\\p{Ll}/gu) < letters",
      "\\p{Ll}/gu) <= letters",
    ],
  ]),
  ...mutantsInRoom("lib/data/rows.ts", [
    ["six rows are too few", "FEWEST = 6", "FEWEST = 7"],
    ["the limit is for other readers", ".slice(0, limit).map((row)", ".map((row)"],
  ]),
  ...mutantsInRoom("lib/data/parts.ts", [
    ["a fourth file is not counted", "names.length > 3 ?", "names.length > 4 ?"],
  ]),
  ...mutantsOf("lib/data/parts.ts", ["tests/evaluate_model_test.ts"], [
    [
      "valid is taken for test",
      'wanted = split ?? "train"',
      'wanted = split === "test" ? "valid" : split ?? "train"',
    ],
  ]),
  ...mutantsInRoom("lib/data/splits.ts", [
    ["dev is for testing", 'dev: "valid"', 'dev: "test"'],
  ]),
  ...mutantsInRoom("lib/data/json.ts", [
    ["lines are counted from 0", "place: `line ${number}`", "place: `line ${number - 1}`"],
  ]),
  ...mutantsInRoom("lib/data/load_chunks.ts", [
    ["chunks are shorter by default", "CHUNK_LENGTH = 128", "CHUNK_LENGTH = 127"],
  ]),
  ...mutantsInRoom("lib/data/source.ts", [
    ["the first reader that takes it reads", "[...readers].reverse()", "[...readers]"],
  ]),
  ...mutantsInRoom("lib/data/parquet.ts", [
    [
      "rows of Parquet are counted from 0",
      "place: `row ${start + i + 1}`",
      "place: `row ${start + i}`",
    ],
  ]),
  ...mutantsInRoom("lib/data/readers/cloth.ts", [
    ["the tenth file is before the second", "names.sort(byNumber.compare)", "names.sort()"],
  ]),
  ...mutantsInRoom("lib/data/readers/foreign_bytes.ts", [
    ["Japanese has a kana every second", "> foreign / 4", "> foreign / 2"],
  ]),
  ...mutantsInRoom("lib/data/readers/looks_like.ts", [
    ["two links are a wiki's page", "links > 2 &&", "links > 1 &&"],
  ]),
];
