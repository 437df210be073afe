import { mutantsBeside, mutantsOf } from "../mutant.ts";
import { mutantsInRoom } from "../rooms.ts";

const OPERATIONS = ["tests/onnx_operations_test.ts"], MODELS = ["tests/export_test.ts"];

/** Changes of what is exported: ONNX forms, the writer of ONNX files, lib/export. */
export const EXPORT = [
  ...mutantsBeside("lib/program/open_length.ts", [
    ["a length of both is open", "a === lengths[0] && b === lengths[1]", "a === lengths[0]"],
    ["tables may differ", "keys.every((key) => Object.is(a[key], b[key]))", "true"],
    ["names are not looked at", "keys.join() !== Object.keys(b).join()", "false"],
    ["a node may read another", " &&\n      read(node) === read(other)", ""],
    ["programs may be of different sizes", "a.length !== b.length", "false"],
  ]),
  ...mutantsOf("lib/program/onnx_writer.ts", OPERATIONS, [
    [
      "constants of one value are one",
      "`${type}[${shape}]:${data}`",
      "`${type}:${data}`",
    ],
    ["all casts are one", "`${to}:${value}`", "value"],
  ]),
  ...mutantsOf("lib/program/onnx_writer.ts", MODELS, [
    [
      "what is wide is cut to float16",
      " || inputs.some(isWide)",
      "",
    ],
    ["rows of half precision stay so", "return this.#isNarrow(table)", "return false"],
    [
      "the length is the batch's",
      "const axis = shape.indexOf(OPEN_LENGTH);",
      "const axis = shape.indexOf(-1);",
    ],
  ]),
  ...mutantsOf("lib/program/operations/gelu.ts", OPERATIONS, [
    ["an exported GELU is another", 'writer.emit("Add", [erf, writer.scalar(1)])', "erf"],
  ]),
  ...mutantsOf("lib/program/operations/reduce.ts", OPERATIONS, [
    [
      "an exported choice is among all",
      "...[0, among, axis].map",
      "...[0, 1000, axis].map",
    ],
  ]),
  ...mutantsOf("lib/model/post_norm.ts", ["tests/export_test.ts"], [
    ["tokens' segments are not looked at", "tokenTypeIds === undefined", "true"],
  ]),
  ...mutantsInRoom("lib/export/onnx_files.ts", [
    ["files may be of any size", "file.size <= MOST_BYTES", "true"],
    ["all numbers fit", "Math.abs(number) <= MOST_FLOAT16", "true"],
    ["one file is enough", ".every((file) => existsSync", ".some((file) => existsSync"],
  ]),
  ...mutantsInRoom("lib/export/export_model.ts", [
    ["a folder with a model is written over", " && !found.includes(MODEL_CONFIG)", ""],
    ["what a killed one left is in the way", 'found.includes(".lock")', "false"],
    [
      "half an export is left",
      "for (const file of written) await removePath(join(out, file)).catch(() => {});",
      "",
    ],
  ]),
  ...mutantsInRoom("lib/export/export_card.ts", [
    ["a card has two libraries", '!line.startsWith("library_name:")', "true"],
    ["a card's lines end one way", "^---\\r?\\n", "^---\\n"],
    ["a model of the hub is nobody's", "base !== undefined && ", "false && "],
    ["a card has its metadata twice", 'own.replace(METADATA, "")', "own"],
  ]),
  ...mutantsOf("lib/export/push_model.ts", ["tests/push_test.ts"], [
    ["all repositories are public", "isPrivate ? {", "!isPrivate ? {"],
    ["a public one is taken for private", "isPrivate && !there.private", "false"],
    ["a token for one repository is refused", " && status !== 403) throw", ") throw"],
    ["an experiment is a model", "!WITH_WEIGHTS.some(", "false && WITH_WEIGHTS.some("],
    ["a mirror gets the token", "!endpoint && !isOfficialHub(hubUrl)", "false"],
    ["any text is a token", " && TOKEN.test(token)", ""],
    ["what the hub does not take is to be tried again", "status < 500 &&", "status < 400 &&"],
    ["a push goes on when it is stopped", "{ abortSignal: signal }", "{}"],
  ]),
];
