import { mutantsBeside, mutantsOf } from "../mutant.ts";
import { mutantsInRoom } from "../rooms.ts";

const OPERATIONS = ["tests/onnx_operations_test.ts"], MODELS = ["tests/export_test.ts"];

/** Changes of what is exported: ONNX forms, the writer of ONNX files, lib/export. */
export const EXPORT = [
  ...mutantsBeside("lib/program/open_length.ts", [
    ["a length of both is open", "value === lengths[i]", "first === lengths[0]"],
    ["tables may differ", "part.every((number) => Object.is(number, part[0]))", "true"],
    ["names are not looked at", "Object.keys(value).join() !== keys.join()", "false"],
    ["a node may read another", "...inputs.map(({ node, output }) => `${node.id}:${output}`)", ""],
    ["programs may be of different sizes", "others.length !== nodes!.length", "false"],
  ]),
  ...mutantsOf("lib/program/onnx_writer.ts", OPERATIONS, [
    [
      "constants of one value are one",
      "`${type}[${shape}]:${content}`",
      "`${type}:${content}`",
    ],
    ["0 is -0", "`${type}[${shape}]:${content}`", "`${type}[${shape}]:${data}`"],
    ["all casts are one", "`${to}:${value}`", "value"],
    [
      "what is wide is cut to float16",
      " || inputs.some(isWide)",
      "",
    ],
    ["what products read may be infinite", 'to === "float16" ? this.#cut(value) : value', "value"],
    ["what products give may be infinite", "return this.#cut(this.cast(", "return (this.cast("],
  ]),
  ...mutantsOf("lib/program/onnx_writer.ts", MODELS, [
    ["rows of half precision stay so", "return this.#isNarrow(table)", "return false"],
    ["what is computed of the open length is a length", "throw lengthDecidesMore();", ""],
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
  ...mutantsOf("lib/program/onnx_model.ts", MODELS, [
    ["texts of one token are not looked at", "longest - 1, 1]", "longest - 1]"],
    ["one position is enough", "longest < 2", "longest < 1"],
  ]),
  ...mutantsOf("lib/model/modernbert/encoder.ts", MODELS, [
    ["masks are not of all lengths", "padding === undefined && sequence", "sequence"],
  ]),
  ...mutantsInRoom("lib/export/trained.ts", [
    ["a head may be yet to be trained", "model.fresh.length > 0", "false"],
  ]),
  ...mutantsOf("lib/io/new_folder.ts", ["tests/new_folder_test.ts"], [
    ["a whole folder is written over", " && !existsSync(join(folder, paths.at(-1)!))", ""],
    ["what a killed one left is in the way", "names.includes(LOCK) &&", "false &&"],
    ["whatever has a lock is ours", "await strange(folder, paths) : names", "undefined : names"],
    ["a link is ours", "entry.isFile() && ", ""],
    ["folders are not looked into", "entry.isDirectory() ? await strange", "false ? await strange"],
    [
      "what came before the lock is not seen",
      "await using _lock = await lockFolder(folder);\n  await refuseOccupied(folder, paths);",
      "await using _lock = await lockFolder(folder);",
    ],
    ["half of it is left", "if (names.has(finished(name)))", "if (false)"],
  ]),
  ...mutantsInRoom("lib/export/export_card.ts", [
    ["a card has two libraries", '!line.startsWith("library_name:")', "true"],
    ["a model of the hub is nobody's", "base !== undefined && ", "false && "],
  ]),
  ...mutantsOf("lib/experiment/card_metadata.ts", MODELS, [
    ["a card's lines end one way", "^---\\r?\\n", "^---\\n"],
    ["a card has its metadata twice", 'card.replace(METADATA, "")', "card"],
  ]),
  ...mutantsOf("lib/export/files_to_push.ts", ["tests/push_test.ts"], [
    ["an experiment is a model", "!WITH_WEIGHTS.some(", "false && WITH_WEIGHTS.some("],
    ["links are followed anywhere", "!within.some(", "false && within.some("],
    ["a folder is a file", "!there.isFile()", "false"],
  ]),
  ...mutantsOf("lib/export/hub_requests.ts", ["tests/push_test.ts"], [
    ["any answer is believed", "isHub && !isAnswer(", "false && !isAnswer("],
    ["a token follows redirections", "if (!isSafe || status < 307)", "if (status < 307)"],
  ]),
  ...mutantsOf("lib/export/push_model.ts", ["tests/push_test.ts"], [
    ["all repositories are public", "isPrivate ? {", "!isPrivate ? {"],
    ["a public one is taken for private", "isPrivate && !there.private", "false"],
    ["a token for one repository is refused", " && status !== 403) throw", ") throw"],
    ["an answer may repeat the token", '.replaceAll(accessToken, "…")', ""],
    ["a mirror gets the token", "!endpoint && !isOfficialHub(hubUrl)", "false"],
    ["any text is a token", " && TOKEN.test(token)", ""],
    ["what the hub does not take is to be tried again", "status < 500 &&", "status < 400 &&"],
    ["a push goes on when it is stopped", "{ abortSignal: signal }", "{}"],
  ]),
];
