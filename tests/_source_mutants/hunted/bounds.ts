import { mutantsBeside, mutantsOf } from "../mutant.ts";

const IO = ["tests/io_test.ts"];
const GRAPH = ["tests/graph_executor_test.ts"], TYPES = ["lib/program/operations/types_test.ts"];

/** Bounds, constants and reasons of lib/io, lib/backend, lib/program and lib/training. */
export const BOUNDS = [
  ...mutantsBeside("lib/io/lines.ts", [
    ["a line has a character less", "this.#length > LONGEST_TEXT", "this.#length >= LONGEST_TEXT"],
    [
      "a line's length counts those before",
      "[this.#held, this.#length] = [[], 0];\n    }",
      "this.#held = [];\n    }",
    ],
  ]),
  ...mutantsBeside("lib/io/patience.ts", [
    ["patience does not begin anew", "clearTimeout(this.#timer);\n    this.#timer", "this.#timer"],
    ["an abort before is not heard", "if (given?.aborted) this.#abort();", ""],
  ]),
  ...mutantsBeside("lib/io/printable.ts", [
    ["escapes have as few digits as they need", '.padStart(4, "0")', ""],
  ]),
  ...mutantsBeside("lib/io/read_file.ts", [
    [
      "a text may be as long as memory",
      "bytes.length > LONGEST_TEXT",
      "bytes.length > LONGEST_TEXT + 1",
    ],
  ]),
  ...mutantsBeside("lib/io/errors.ts", [
    ["sentences are cut sooner", "sentence: 800", "sentence: 799"],
  ]),
  ...mutantsOf("lib/io/read_file.ts", IO, [
    ["a pipe is read", "if ((await stat(file)).isFile()) handle", "handle"],
    ["pieces are larger", "2 ** 18", "2 ** 19"],
  ]),
  ...mutantsOf("lib/io/transfer.ts", IO, [
    ["a sixth redirection is followed", "const HOPS = 5;", "const HOPS = 6;"],
    ["a size that is none is waited for", "if (Number.isSafeInteger(size)) ", ""],
    ["payment is taken for a missing model", "/^40[13]/", "/^40[123]/"],
  ]),
  ...mutantsOf("lib/io/download_marks.ts", IO, [
    ["the last tensor decides", "Math.max(most, end)", "end"],
    ["marks lead out of the folder", "NAME.test(name) && isObject(mark)", "isObject(mark)"],
  ]),
  ...mutantsOf("lib/io/replace.ts", IO, [
    ["what was left goes an hour sooner", "24 * 60 * 60 * 1000", "23 * 60 * 60 * 1000"],
  ]),
  ...mutantsOf("lib/io/manifest.ts", IO, [
    ["a folder of ours is nobody's", "entry.isFile() && names.has", "names.has"],
  ]),
  ...mutantsBeside("lib/backend/full_disk.ts", [
    ["a gigabyte is a thousand megabytes", "bytes < 1e9", "bytes <= 1e9"],
  ]),
  ...mutantsBeside("lib/backend/setup_progress.ts", [
    ["a terminal is drawn more often", "const REDRAW_MS = 100;", "const REDRAW_MS = 99;"],
  ]),
  ...mutantsBeside("lib/backend/gpu.ts", [
    ["Pascal is too old", "Number(capability) < OLDEST", "Number(capability) <= OLDEST"],
    ["CUDA's minor versions are tens", "version % 1000 / 10", "version % 1000 / 100"],
  ]),
  ...mutantsBeside("lib/backend/portable.ts", [
    ["a GPU is called by its maker", "description || vendor", "vendor"],
  ]),
  ...mutantsOf("lib/backend/untar.ts", ["tests/mecab_setup_test.ts"], [
    ["what fills a block is the file's", "bytes.subarray(0, left)", "bytes.subarray(0)"],
    ["a file fills one block more", "Math.ceil(size / BLOCK)", "(1 + Math.floor(size / BLOCK))"],
  ]),
  ...mutantsOf("lib/program/graph_executor.ts", GRAPH, [
    ["portions are larger", "bytes += 4 * sizeOf", "bytes += 3 * sizeOf"],
    [
      "all variables are cleared before each run",
      "this.#run([[this.#names.zero, zero]], nodes.map(({ clear }) => clear));\n    for (const name of names) this.#unset.delete(name);",
      "this.#run([[this.#names.zero, zero]], nodes.map(({ clear }) => clear));",
    ],
  ]),
  ...mutantsOf("lib/program/graph_executor.ts", ["tests/leftovers_test.ts"], [
    [
      "a folder is left before it is held",
      "existsSync(join(folder, GRAPH))",
      "existsSync(join(folder, LOCK))",
    ],
  ]),
  ...mutantsOf("lib/program/operations/elementwise.ts", TYPES, [
    [
      "integers are not compared",
      'graphName: "Greater",\n  integers: true,',
      'graphName: "Greater",',
    ],
  ]),
  ...mutantsOf("lib/program/operations/dropout.ts", TYPES, [
    ["a place too many", "site >= 2 ** 31", "site > 2 ** 31"],
  ]),
  ...mutantsOf("lib/program/operations/reduce.ts", TYPES, [
    ["nothing can be chosen among", "among >= 1 &&", "among >= 0 &&"],
  ]),
  ...mutantsBeside("lib/training/batches.ts", [
    ["a mask is drawn once less", "MASK_ATTEMPTS = 100", "MASK_ATTEMPTS = 99"],
    [
      "the first evaluation's masks are another's",
      "EvaluationOptions, epoch = 0",
      "EvaluationOptions, epoch = 1",
    ],
  ]),
  ...mutantsBeside("lib/training/metric_words.ts", [
    ["digits that are not told are five", ": Number(places);", ": Number(places) - 1;"],
  ]),
  ...mutantsBeside("lib/training/define_metric.ts", [
    [
      "a title may drive a terminal",
      'typeof value === "string" && /\\S/.test(value) && printable(value) === value',
      'typeof value === "string" && /\\S/.test(value)',
    ],
  ]),
];
