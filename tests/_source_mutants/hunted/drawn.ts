import { mutantsInRoom } from "../rooms.ts";

/** Changes that were drawn at random, by the usual operators of mutation testing, and not noticed. */
export const DRAWN = [
  ...mutantsInRoom("lib/data/json.ts", [
    ["a damaged list is lines", "lines.length > 1 && isJson(first)", "lines.length > 1"],
  ]),
  ...mutantsInRoom("lib/data/read.ts", [
    ["a split is required that nobody asked for", "if (split === undefined) return;", ""],
  ]),
  ...mutantsInRoom("lib/data/readers/foreign_bytes.ts", [
    [
      "a 7z archive is not to be unpacked",
      'problem: "this is a 7z archive", ...UNPACK',
      'problem: "this is a 7z archive"',
    ],
  ]),
  ...mutantsInRoom("lib/data/readers/json.ts", [
    [
      "items are counted from 2",
      "let number = 0;\n  for await (const piece of textPieces(path, meanwhile)) {\n    const texts",
      "let number = 1;\n  for await (const piece of textPieces(path, meanwhile)) {\n    const texts",
    ],
  ]),
  ...mutantsInRoom("lib/data/readers/characters.ts", [
    ["the last escape is told", "Math.min(...found)", "Math.max(...found)"],
  ]),
  ...mutantsInRoom("lib/data/readers/pieces.ts", [
    ["an escape between pieces is missed", "text.slice(-2)", "text.slice(2)"],
  ]),
  ...mutantsInRoom("lib/data/readers/structure.ts", [
    [
      "YAML needs keys and items",
      "(most(all, key, 0.9, 2) ||",
      "(most(all, key, 0.9, 2) &&",
    ],
    ["LaTeX is half of the lines", "most(lines, COMMAND, 0.25)", "most(lines, COMMAND, 0.5)"],
    ["two tags are many", "most(lines, VOID_TAG, 0.25)", "most(lines, VOID_TAG, 0.25, 2)"],
    [
      "a mail is half fields",
      "fields.length > head.length / 2",
      "fields.length >= head.length / 2",
    ],
    ["all lines are tagged", "0.9 * rows.length", "rows.length"],
    ["199 lines are looked at", "LINES = 200", "LINES = 199"],
    ["the last kind is told", "KINDS.find(", "KINDS.findLast("],
  ]),
  ...mutantsInRoom("lib/data/readers/looks_like.ts", [
    ["one tag closes", "closing.length > 1 &&", "closing.length > 0 &&"],
    ["a hundredth is not enough", "tags > text.length / 100", "tags >= text.length / 100"],
    ["a header's name has 31 letters", "name.length > 30", "name.length > 31"],
    ["four lines of semicolons part columns", "some.length > 4 ?", "some.length > 3 ?"],
    [
      "two lines of bars part columns",
      "if (some.length < 3) return",
      "if (some.length < 2) return",
    ],
  ]),
  ...mutantsInRoom("lib/data/row_source.ts", [
    ["pieces begin elsewhere", "2 * (first + i)", "2 / (first + i)"],
    ["a split is read to the end of the data", "if (at >= end) return;", ""],
    ["a missing split is found out later", "membership(tally, split, file);\n    if", "if"],
  ]),
  ...mutantsInRoom("lib/data/cut.ts", [
    ["pieces have 999 characters", "most: 1000", "most: 999"],
    ["pieces have 199 characters", "least: 200", "least: 199"],
    ["words of other sentences are looked at", "text.slice(start, end))) {", "text)) {"],
    ["what is as long as a piece is cut", "text.length <= length", "text.length < length"],
  ]),
  ...mutantsInRoom("lib/data/columns.ts", [
    ["a column's name has 41 letters", "LONGEST_NAME = 40", "LONGEST_NAME = 41"],
  ]),
  ...mutantsInRoom("lib/data/records.ts", [
    ["one empty text is not told", "if (blank === 0) return;", "if (blank <= 1) return;"],
    [
      "texts have fields",
      "column !== undefined && isFields(value) ?",
      "column !== undefined ?",
    ],
    [
      "a number is a split",
      '...(typeof split === "string" ? { split } : {})',
      "...{ split } as object",
    ],
    [
      "lists of options are written as text",
      'typeof options === "string" && typeof answers === "string"',
      'typeof options === "string" || typeof answers === "string"',
    ],
    [
      "other options are questions",
      "if (options === undefined || isAsked(textColumn) ||",
      "if (options === undefined ||",
    ],
  ]),
  ...mutantsInRoom("lib/data/paragraphs.ts", [
    ["what is left out makes a line shorter", "line.length + between", "line.length - between"],
    [
      "a line's last word is no part of its width",
      "this.#last + 1 + /^",
      "this.#last + 0 * /^",
    ],
    ["what just fits is too wide", "subarray(this.#longest + 1)", "subarray(this.#longest)"],
    ["a share of all lines is broken", "tooWide / (this.count - 1)", "tooWide / this.count"],
    ["a verse has 59 characters", "length > LONGEST_VERSE", "length >= LONGEST_VERSE"],
    [
      "nine of ten sentences are no list",
      "this.#ended / this.count >= MOST",
      "this.#ended / this.count > MOST",
    ],
    [
      "nine of ten lines are not nearly all",
      "longest.count >= MOST * lines",
      "longest.count > MOST * lines",
    ],
    ["one line is a list", "isRare && longest.count > 1", "isRare"],
  ]),
  ...mutantsInRoom("lib/data/text.ts", [
    ["a mark at the end stays", "text: last.text.trimEnd()", "text: last.text"],
    ["a piece's first space is kept", "part = part.slice(1);", "part = part.slice(0);"],
    ["an empty piece hides a space", 'if (part === "") return;', ""],
  ]),
  ...mutantsInRoom("lib/data/csv.ts", [
    [
      "a table without a piece is not begun",
      'if (this.#records === undefined) this.#begin("");',
      "",
    ],
    [
      "the separator is not that of the named column",
      "isAsked(textColumn) ? [textColumn] : TEXT_COLUMNS",
      "textColumn !== undefined ? TEXT_COLUMNS : [textColumn!]",
    ],
    ["options are not the first column", "if (optionsIndex === -1 ||", "if (optionsIndex <= 0 ||"],
  ]),
  ...mutantsInRoom("lib/data/splits.ts", [
    ["a split's name has no spaces", "word.trim().toLowerCase()", "word.toLowerCase()"],
    [
      "what plainly says a split decides nothing",
      "if (marked.some((split) => split !== undefined)) return marked;",
      "",
    ],
  ]),
  ...mutantsInRoom("lib/data/encoded.ts", [
    ["nobody is told of no text", "if (!totals.hasText) await onNone(seen);", ""],
  ]),
  ...mutantsInRoom("lib/data/drawn_chunks.ts", [
    ["no chunks are in windows", "counted.#inWindows = inWindows;", ""],
  ]),
  ...mutantsInRoom("lib/tokens/japanese/word_splitters.ts", [
    [
      "characters are not composed",
      'replace(NOTHING_TO_SEE, "").normalize("NFC")',
      'replace(NOTHING_TO_SEE, "")',
    ],
  ]),
  ...mutantsInRoom("lib/tokens/bert_tokenizer.ts", [
    [
      "BERT's steps are another's",
      '?.["type"] === "BertNormalizer"',
      '?.["type"] !== "BertNormalizer"',
    ],
  ]),
  ...mutantsInRoom("lib/experiment/settings/overrides.ts", [
    ["a swept setting's name has equals signs", 'text.indexOf("=")', 'text.lastIndexOf("=")'],
  ]),
  ...mutantsInRoom("lib/io/manifest.ts", [
    ["a folder's own files stay", "await removePath(join(folder, name));", "void name;"],
  ]),
  ...mutantsInRoom("lib/training/cloze_items.ts", [
    ["a space belongs to no option", "encode(before.trimEnd())", "encode(before.trimStart())"],
  ]),
  ...mutantsInRoom("lib/io/transfer.ts", [
    [
      "who refers elsewhere is not told of",
      'host === this.url.host ? "" : ", to which the hub refers"',
      '""',
    ],
  ]),
  ...mutantsInRoom("lib/definition/blame.ts", [
    ["the outermost line is told", "stack.indexOf(address)", "stack.lastIndexOf(address)"],
  ]),
  ...mutantsInRoom("lib/model/encoder_config.ts", [
    [
      "padding has a negative number",
      "config.padTokenId += config.vocabSize",
      "config.padTokenId += 0",
    ],
    ["1001 layers are allowed", "value <= MOST_LAYERS", "value <= MOST_LAYERS + 1"],
  ]),
  ...mutantsInRoom("lib/model/obtain.ts", [
    ["shards are not fetched", "await model.required(shard);", "void shard;"],
  ]),
  ...mutantsInRoom("lib/program/operations/arrange.ts", [
    ["a single part cannot be taken", "if (count < 1) {", "if (count < 2) {"],
  ]),
  ...mutantsInRoom("lib/program/operations/sources.ts", [
    [
      "constants are float32",
      '{ shape, dtype: data instanceof Float32Array ? "float32" : "int32" }',
      '{ shape, dtype: "float32" }',
    ],
  ]),
  ...mutantsInRoom("lib/program/graph_feeds.ts", [
    ["what is fed is the value", "return { value, feed };", "return { value: feed, feed: value };"],
  ]),
];
