import { mutantsBeside, mutantsOf } from "../mutant.ts";

const TABLE = ["lib/experiment/settings/table_test.ts"];
const EVENTS = ["tests/events_test.ts"];
const INPUTS = ["tests/inputs_test.ts"];
const PLACES = ["tests/data_places_test.ts"];
const STORE = ["tests/run_store_test.ts"];

/** Changes that tests notice which write out the whole of a table, a message or what is told. */
export const WRITTEN_OUT = [
  ...mutantsOf("lib/experiment/settings/data_settings.ts", TABLE, [
    ["three tokens are no chunk", "rule: whole(3),", "rule: whole(4),"],
  ]),
  ...mutantsOf("lib/experiment/settings/run_settings.ts", TABLE, [
    ["older folders skipped steps", 'before: "stop",', 'before: "skip",'],
    ["a rule of steps decides runs", "    unhashed: true,\n", ""],
  ]),
  ...mutantsOf("lib/experiment/settings/experiment_settings.ts", TABLE, [
    ["older folders saved a step later", "before: 500,", "before: 501,"],
    ["an experiment needs a plugin", "listOf(text, { least: 0 })", "listOf(text, { least: 1 })"],
    ["conditions may stand in a line", "    inFiles: true,\n", ""],
  ]),
  ...mutantsOf("lib/experiment/settings/forms.ts", TABLE, [
    ["rates lose digits", "SMALLEST = 2 ** -126", "SMALLEST = 2 ** -127"],
  ]),
  ...mutantsBeside("lib/experiment/settings/options.ts", [
    ["what is off has a text", "  if (value === false) return undefined;\n", ""],
    ["auto is no reader", "[besides, ...names]", "names"],
    ["a list of lists is one", "rule.item?.kind ?? rule.kind", "rule.kind"],
  ]),
  ...mutantsBeside("lib/experiment/last_bits.ts", [
    ["a silent folder has no bits", "saysNothing ? this.#now : begun", "begun"],
    ["what differs comes again", ".filter((value, index, all) => value !== all[index - 1])", ""],
    ["a GPU has threads", "saysNothing && this.#now.threads !== undefined", "saysNothing"],
  ]),
  ...mutantsBeside("lib/experiment/results.ts", [
    ["a run takes time", "(seconds as number) >= 0", "(seconds as number) > 0"],
    ["older settings are missing", "{ ...SETTINGS_BEFORE, ...given }", "given"],
    ["plugins may have any file", "(file === undefined || isText(file)) && ", ""],
  ]),
  ...mutantsBeside("lib/experiment/built_ins.ts", [
    [
      "what all objects have is a member",
      "  Reflect.setPrototypeOf(members, null);\n",
      "",
    ],
    ["what is added unseen is told", "is?.enumerable !== true", "is === undefined"],
    ["the last change is told", "changed ??= ", "changed = "],
  ]),
  ...mutantsBeside("lib/experiment/hash.ts", [
    [
      "all of a buffer is hashed",
      "new Uint8Array(part.buffer, part.byteOffset, part.byteLength)",
      "new Uint8Array(part.buffer)",
    ],
  ]),
  ...mutantsBeside("lib/experiment/resume_point.ts", [
    ["a whole epoch's losses are kept", "since === 0 ? [] : ", ""],
    [
      "an epoch's last step is a place to stop",
      " || record.step % every !== 0",
      " || true",
    ],
  ]),
  ...mutantsOf("lib/experiment/summary_table.ts", ["lib/experiment/summary_test.ts"], [
    ["no best epoch is an epoch", "epoch === null ? NONE : ", ""],
    ["seconds have two places", "digits(seconds, 1)", "digits(seconds, 2)"],
    ["method and seed are names", "names = alone ? 0 : 2", "names = alone ? 0 : 3"],
  ]),
  ...mutantsBeside("lib/experiment/plan/growth.ts", [
    [
      "what a run is made with is renewed",
      ' && scope !== "place" && !whileMade',
      ' && scope !== "place"',
    ],
    ["fewer metrics come too late", "!before.includes(item)", "before.includes(item)"],
    ["swept paths have moved", " && !varies(name)", ""],
  ]),
  ...mutantsBeside("lib/experiment/plan/planned_runs.ts", [
    ["long parts are longer", "LONGEST_PART - 9", "LONGEST_PART - 8"],
    ["a part of 60 letters is long", "plain.length <= LONGEST_PART", "plain.length < LONGEST_PART"],
    ["files of two texts are one", "part === choiceSlug(text) ? part : ", "true ? part : "],
  ]),
  ...mutantsBeside("lib/experiment/plan/makeable.ts", [
    ["what cannot be made has no name", "error.within({ place: runs[at]!.name })", "error"],
  ]),
  ...mutantsOf("lib/experiment/plan/baseline.ts", ["lib/experiment/plan/makeable_test.ts"], [
    ["a condition is called like its method", "condition ?? method", "method"],
  ]),
  ...mutantsOf("lib/experiment/inputs.ts", INPUTS, [
    ["the model is never given up", "this.#model?.name !== name", "this.#model === undefined"],
    ["a model's last position is none", "chunkLength <= max", "chunkLength < max"],
    [
      "a model is told of each time",
      "this.#load(name, before === undefined)",
      "this.#load(name, true)",
    ],
    ["no scale has a hash", 'scale === "poles" || scale === "none"', 'scale === "poles"'],
    ["chunks are loaded for each run", "kept.get(key) ?? await load()", "await load()"],
  ]),
  ...mutantsOf("lib/experiment/run.ts", EVENTS, [
    ["nothing is judged", "record.step > 0) continue;", "record.step >= 0) continue;"],
    ["nothing saved is a step", "const [latest = 0]", "const [latest = 1]"],
    ["the loss of a finished run is not told", "stepLoss: last?.loss ?? null", "stepLoss: null"],
  ]),
  ...mutantsOf("lib/experiment/run_in_the_making.ts", EVENTS, [
    ["earlier spans are forgotten", "[...this.#spansBefore, [", "[["],
  ]),
  ...mutantsOf("lib/experiment/left_behind.ts", ["tests/folder_faults_test.ts"], [
    ["nothing is removed in words", "does.length === 0 ? undefined : ", ""],
  ]),
  ...mutantsBeside("lib/data/cloth.ts", [
    [
      "the last of equal options is right",
      "options.indexOf(answer)",
      "options.lastIndexOf(answer)",
    ],
  ]),
  ...mutantsBeside("lib/data/sentences.ts", [
    ["a character less is looked at", "LONGEST_ENDING = 100", "LONGEST_ENDING = 99"],
  ]),
  ...mutantsBeside("lib/data/drawn_chunks.ts", [
    ["chunks are half as long", "?? CHUNK_LENGTH", "?? CHUNK_LENGTH / 2"],
  ]),
  ...mutantsBeside("lib/data/readers/looks_like.ts", [
    ["a line in quotes makes a table", "some.every(isQuoted)", "some.some(isQuoted)"],
  ]),
  ...mutantsOf("lib/data/readers/characters.ts", PLACES, [
    ["65,536 bytes are all", "bytesRead < START.plain", "bytesRead <= START.plain"],
    ["8,192 compressed bytes are not all", "bytesRead <= START.c", "bytesRead < START.c"],
  ]),
  ...mutantsOf("lib/data/paths.ts", PLACES, [
    ["a folder more is looked into", "depth < DEPTH", "depth <= DEPTH"],
    ["what links lead to is no file", "?.isFile() ?? false", "?.isDirectory() ?? false"],
  ]),
  ...mutantsOf("lib/data/readers/json.ts", PLACES, [
    ["blanks are a line", 'lines.end().trim() !== ""', 'lines.end() !== ""'],
  ]),
  ...mutantsOf("lib/data/readers/pieces.ts", PLACES, [
    ["32 bytes tell an encoding", "SOME = 2 ** 16", "SOME = 2 * 16"],
  ]),
  ...mutantsBeside("lib/data/readers/foreign_bytes.ts", [
    ["an encoding has all bytes", "{ fatal: true }", "{ fatal: false }"],
  ]),
  ...mutantsOf("lib/data/readers/csv.ts", PLACES, [
    ["what is left out of a table is not told", "...(note && { note }),", "...note,"],
  ]),
  ...mutantsBeside("lib/experiment/token_census.ts", [
    ["a tenth is many", "MANY = 0.1", "MANY = 0.09"],
    ["half and more is not most", "MOST = 0.5", "MOST = 0.51"],
  ]),
  ...mutantsBeside("lib/experiment/messages.ts", [
    ["a failure nobody asks for ends all", "  result.catch(() => {});\n", ""],
  ]),
  ...mutantsBeside("lib/experiment/plan/experiment_plan.ts", [
    ["what does not go together is taken", "  checkCombination(shaped);\n", ""],
    [
      "runs are made without those they need",
      "closure(all.filter",
      "((some: typeof all) => some)(all.filter",
    ],
  ]),
  ...mutantsBeside("lib/experiment/plugin_records.ts", [
    ["a sink decides runs", '!defined.startsWith("sink ") && ', ""],
    ["the same plugin has changed", " || found.sha256 === sha256", ""],
  ]),
  ...mutantsOf("lib/experiment/sinks/event_file.ts", ["tests/sinks_test.ts"], [
    ["events are left open", "    closeSync(this.#file);\n", ""],
    ["values have no tag", "bytes(1, tag)", "bytes(2, tag)"],
  ]),
  ...mutantsOf("lib/experiment/run_store.ts", STORE, [
    ["no thread is some", "threads > 0 ? threads", "threads >= 0 ? threads"],
    ["what is begun is what is now", ", ...roundingIn(previous) }", " }"],
  ]),
  ...mutantsOf("lib/experiment/begun.ts", STORE, [
    ["what moved has moved for ever", "    this.moved = [];\n", ""],
  ]),
  ...mutantsBeside("lib/data/readers/readers.ts", [
    ["files are text first", "  text,\n  csv,\n", "  csv,\n  text,\n"],
  ]),
  ...mutantsOf("lib/data/readers/define_reader.ts", ["lib/data/readers/readers_test.ts"], [
    ["options may be the same", " || new Set(options).size < options.length", ""],
    ["a blank may be empty", "end <= start", "end < start"],
  ]),
  ...mutantsOf("lib/experiment/checkpoints.ts", ["tests/checkpoints_test.ts"], [
    [
      "what differs is in another order",
      "differingSettings(then, now)",
      "differingSettings(now, then)",
    ],
  ]),
  ...mutantsOf("lib/experiment/metrics.ts", STORE, [
    ["a log may be no text", "{ fatal: true }", "{ fatal: false }"],
    ["half a line is lost", 'if (last !== "") add([last]);', ""],
  ]),
  ...mutantsOf("lib/experiment/prepare.ts", ["tests/prepare_test.ts"], [
    [
      "a run begins where the last one ended",
      "  if (resume === undefined) await model.load((await inputs.model(run)).tensors);\n",
      "",
    ],
    ["all runs have one seed", "    batchSize,\n    seed,", "    batchSize,\n    seed: 0,"],
    ["there is no warm-up", "warmupSteps: warmupOf(run),", ""],
  ]),
  ...mutantsBeside("lib/schedule/methods/greedy.ts", [
    ["patience is shorter", "    default: 10,\n", "    default: 9,\n"],
  ]),
  ...mutantsBeside("lib/data/std_csv.ts", [
    [
      "one field is as many as the first row's",
      "fieldsPerRecord === 0 ?",
      "fieldsPerRecord === 1 ?",
    ],
  ]),
  ...mutantsBeside("lib/training/step.ts", [
    [
      "a second is shorter",
      "seconds: (performance.now() - start) / 1000",
      "seconds: (performance.now() - start) / 999",
    ],
  ]),
  ...mutantsOf("lib/experiment/make_runs.ts", EVENTS, [
    [
      "a run given up elsewhere ends twice",
      "    this.#followers.delete(run);\n    const making",
      "    const making",
    ],
  ]),
  ...mutantsOf("lib/experiment/results.ts", STORE, [
    ["a byte more is to be read", "logBytes(folderOf(run)), 0)", "logBytes(folderOf(run)), 1)"],
  ]),
  ...mutantsOf("lib/experiment/prepare.ts", ["tests/prepare_test.ts"], [
    [
      "a model stays in memory",
      "async dispose() {\n        models.dispose();",
      "async dispose() {",
    ],
  ]),
  ...mutantsOf("lib/experiment/checkpoints.ts", ["tests/checkpoints_test.ts"], [
    [
      "a checkpoint is none unless unfinished",
      "NAME.test(name) || UNFINISHED.test(name)",
      "UNFINISHED.test(name)",
    ],
  ]),
  ...mutantsBeside("lib/experiment/pace.ts", [
    [
      "what a run had is made now",
      "        this.#of(event.run.name).steps = event.stepsDone;\n",
      "",
    ],
  ]),
];
