import { type Change, type Mutant, mutantsOf } from "../mutant.ts";

/** Changes that the test beside their file notices. */
function beside(file: string, changes: readonly Change[]): Mutant[] {
  return mutantsOf(file, [file.replace(/\.ts$/, "_test.ts")], changes);
}

/** Changes of what a table of inputs at each bound, or a whole expected output, pins down. */
export const PINNED = [
  ...beside("lib/definition/copied.ts", [
    ["a constructor is spread", '.filter((name) => name !== "constructor")', ""],
    ["a proxy is spread as it is", " && !types.isProxy(object)", ""],
    ["a DataView is sliced", "value instanceof DataView ? value : ", ""],
  ]),
  ...beside("lib/definition/registry.ts", [
    ["a contract is looked at never", "this.#contract = contract;", "this.#contract = undefined;"],
    ["nothing is foreign", "const from = { isForeign: true,", "const from = { isForeign: false,"],
  ]),
  ...beside("lib/definition/rule.ts", [
    [
      "a list has no choices",
      "...(rule.choices === undefined ? {} : { choices: rule.choices }),",
      "",
    ],
    [
      "a word is read as a number",
      "isWord(given) ? given : rule.parse(given)",
      "rule.parse(given)",
    ],
  ]),
  ...beside("lib/io/read_file.ts", [
    ["too many files are told as any error", 'code === " (EMFILE)" || code', "code"],
  ]),
  ...beside("lib/model/checkpoint.ts", [
    [
      "the shapes that are told change places",
      "checkShape(source, shapes.get(source)!, shape, file)",
      "checkShape(source, shape, shapes.get(source)!, file)",
    ],
    [
      "a tied tensor may have any shape",
      "    checkShape(copy, shapes.get(copy)!, shape, file);\n",
      "",
    ],
  ]),
  ...beside("lib/model/damage.ts", [
    [
      "all numbers are counted as damaged",
      "Number.isFinite(value) ? count : count + 1",
      "count + 1",
    ],
    ["further tensors count the first", "others.length} further", "others.length + 1} further"],
  ]),
  ...beside("lib/program/feeds.ts", [
    ["a shape may be longer", " && shape.length === expected.length &&", " &&"],
    ["nothing needed is missing", "!Object.hasOwn(feeds, name)", "false"],
  ]),
  ...beside("lib/program/graph_writer.ts", [
    [
      "a length is the next one's",
      "this.ints([axis]), this.ints([axis + 1])",
      "this.ints([axis + 1]), this.ints([axis + 2])",
    ],
  ]),
  ...beside("lib/semantics/table_scales.ts", [
    ["a scale of other axes is used", " && made === scaleSha256(name as ScaleName)", ""],
    ["deviations may be fewer", " && means.length === deviations.length", ""],
    [
      "a skipped scale is not gone over",
      "    at += length * 4;\n    if (!isToday(header)) continue;",
      "    if (!isToday(header)) continue;\n    at += length * 4;",
    ],
  ]),
  ...beside("lib/tokens/text_ends.ts", [
    ["a text may stand twice", "if (seen !== 1) throw", "if (seen < 1) throw"],
    [
      "a pair's id may be a text",
      ' && typeof pair[1] === "number") return pair[1];',
      ") return pair[1];",
    ],
  ]),
];
