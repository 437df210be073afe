import { mutantsBeside, mutantsOf } from "../mutant.ts";

/** What is looked at case by case: lib/io, lib/backend, lib/tokens, lib/model, lib/definition, lib/report. */
export const CASES = [
  ...mutantsOf("lib/io/cache.ts", ["tests/cache_test.ts"], [
    ["graphs are written where they cannot be", "|| isUsable(place) ?", "|| true ?"],
    ["a Mac's cache lies elsewhere", '"Library", "Caches"', '"Caches", "Library"'],
    [
      "who is started does not know the shared cache",
      'if (shared !== undefined) Deno.env.set("SDTRAINER_SHARED", shared);',
      "",
    ],
    ["where test is not here, nothing can be written", "return true;", "return false;"],
  ]),
  ...mutantsOf("lib/io/transfer.ts", ["tests/transfer_test.ts"], [
    [
      "every address is this machine's",
      "to !== null && /^(localhost|127(\\.\\d+){3}|\\[::1\\])$/.test(to.hostname)",
      "to !== null",
    ],
    [
      "what comes with a redirection is waited for",
      "await response.body?.cancel();\n      const location",
      "const location",
    ],
    ["what is too long is taken to its end", "await reader.cancel().catch(() => {});", ""],
    ["a permission that is missing is a connection's fault", '=== "NotCapable"', '=== "Other"'],
  ]),
  ...mutantsOf("lib/io/read_file.ts", ["tests/transfer_test.ts"], [
    ["a file of pieces stays open", "await handle.close();", ""],
  ]),
  ...mutantsOf("lib/io/language.ts", ["tests/language_test.ts"], [
    ["further phrases are not said", "...further[language] ?? [], ", ""],
  ]),
  ...mutantsOf("lib/backend/native_setup.ts", ["tests/native_setup_test.ts"], [
    ["the processor's part of a CUDA build has a GPU", '=== "cuda" && !hidden', '=== "cuda"'],
    [
      "what is completed changes nothing",
      "downloaded || completed || compiled",
      "downloaded || compiled",
    ],
    ["an addon that another process made is made again", "if (await isThere(addon)) return;", ""],
    [
      "a large download is told though wheels are here",
      'kind === "cuda" && !wheelFolder',
      'kind === "cuda"',
    ],
    ["a CUDA build is needed for the processor", 'if (device === "cpu") return false;', ""],
  ]),
  ...mutantsOf("lib/backend/addon.ts", ["tests/native_setup_test.ts"], [
    [
      "one package may be missing",
      "let [tfjs, headers] = await find();\n  if (tfjs === undefined || headers === undefined)",
      "let [tfjs, headers] = await find();\n  if (tfjs === undefined)",
    ],
    [
      "what is installed may come from the network",
      "await mayUseNetwork() ? [] : ",
      "await mayUseNetwork() ? [] : true ? [] : ",
    ],
    ["a library's size is not in its addon's name", "/${file} ${size}\\n", "/${file}\\n"],
  ]),
  ...mutantsOf("lib/backend/library.ts", ["tests/native_setup_test.ts"], [
    [
      "a download has a byte more",
      "(sum, wheel) => sum + wheel.bytes, 0)",
      "(sum, wheel) => sum + wheel.bytes, 1)",
    ],
    ["downloads are left", "  await disk.remove(downloads);\n", ""],
  ]),
  ...mutantsOf("lib/backend/probe_gpu.ts", ["tests/native_setup_test.ts"], [
    [
      "nvidia-smi is asked where there are files",
      "readGpus({ deviceFiles }).found\n    ? undefined\n    : ",
      "",
    ],
  ]),
  ...mutantsOf("lib/backend/native.ts", ["tests/backend_test.ts"], [
    [
      "what is printed after TensorFlow is loaded is not heard",
      "dup2(kept, STDERR);",
      "dup2(STDERR, kept);",
    ],
  ]),
  ...mutantsBeside("lib/tokens/added_tokens.ts", [
    [
      "the next id is that of the last token",
      "id >= next) next = id + 1;",
      "id >= next) next = id;",
    ],
    ["a file may take a word's id", "owners.get(token.id), file);", "undefined, file);"],
    ["whole numbers may be as large as they like", " && id <= LARGEST_ID", ""],
  ]),
  ...mutantsBeside("lib/tokens/tokenizer_json.ts", [
    ["a pair's second text is of the first type", 'sequence("B", 1)', 'sequence("B", 0)'],
    [
      "what cannot be understood is replaced",
      "    return true;\n  }\n}",
      "    return false;\n  }\n}",
    ],
  ]),
  ...mutantsBeside("lib/tokens/word_cache.ts", [
    ["a word more is kept", "200_000", "200_001"],
  ]),
  ...mutantsOf("lib/tokens/japanese/mecab.ts", ["lib/tokens/japanese/mecab_test.ts"], [
    ["unknown words have 26 characters", "LONGEST_GROUP = 24", "LONGEST_GROUP = 25"],
    ["words are looked for a byte less far away", "FARTHEST = 65_535", "FARTHEST = 65_534"],
    ["a text's end has the number 1", "BORDER: Reading = { left: 0", "BORDER: Reading = { left: 1"],
  ]),
  ...mutantsOf("lib/tokens/japanese/words.ts", ["lib/tokens/japanese/tables_test.ts"], [
    ["a dictionary must be longer than its parts", "readingBytes > size", "readingBytes >= size"],
    ["costs have no sign", "cost: cost << 16 >> 16", "cost"],
  ]),
  ...mutantsOf("lib/tokens/japanese/dictionary.ts", ["tests/japanese_test.ts"], [
    ["more is asked for than there is room for", "length - done, from", "length, from"],
  ]),
  ...mutantsOf("lib/tokens/folder.ts", ["tests/japanese_test.ts"], [
    [
      "config.json's class goes first",
      "tokenizerClass(read.config, await readObject(`${folder}/config.json`))",
      "tokenizerClass(await readObject(`${folder}/config.json`), read.config)",
    ],
  ]),
  ...mutantsBeside("lib/model/masked_lm.ts", [
    ["a model is made ready for 31 tokens", "LENGTH_STEP = 32", "LENGTH_STEP = 31"],
    [
      "a longer program leaves the shorter one",
      "    this.dispose();\n    const length",
      "    const length",
    ],
    [
      "the padding of shorter sequences is attended to",
      "attention.fill(1, i * length, i * length + ids.length)",
      "attention.fill(1)",
    ],
  ]),
  ...mutantsOf("lib/model/safetensors_header.ts", ["lib/model/safetensors_test.ts"], [
    ["unsigned numbers of 64 bits have 9 bytes", "U64: 8", "U64: 9"],
    ["a header may be a byte longer", "100_000_000;", "100_000_001;"],
  ]),
  ...mutantsOf("lib/model/safetensors_file.ts", ["tests/pretrained_test.ts"], [
    ["a file of weights stays open", "await this.#handle.close();", ""],
  ]),
  ...mutantsOf("lib/definition/contract.ts", ["lib/definition/bounds_test.ts"], [
    ["JSON is nested 101 deep", "DEEPEST = 100", "DEEPEST = 101"],
    [
      "a count may be a fraction",
      "Number.isSafeInteger(value) && (value as number) >= 0",
      "(value as number) >= 0",
    ],
  ]),
  ...mutantsOf("lib/definition/registry.ts", ["lib/definition/bounds_test.ts"], [
    ["one letter in three is a slip", "name.length / 4", "name.length / 3"],
    ["in memory nobody is foreign", "if (from.isForeign) FOREIGN.add(definition);", ""],
  ]),
  ...mutantsOf("lib/report/study/gamma_band.ts", ["tests/report_specs_test.ts"], [
    ["the band is that of 90 %", "WITHIN = 1.96", "WITHIN = 1.64"],
  ]),
  ...mutantsOf("lib/report/study/study_tables.ts", ["tests/report_specs_test.ts"], [
    [
      "secondary outcomes have no figures",
      "contrastName(difference.contrast),\n        ...figures(difference),",
      "contrastName(difference.contrast),",
    ],
  ]),
  ...mutantsBeside("lib/model/bert/local_initialisation.ts", [
    ["a head of odd width writes into the next one", "d + 1 < headSize", "d < headSize"],
  ]),
  ...mutantsBeside("lib/report/plots/final_losses.ts", [
    [
      "the reason is the title",
      'inWords("Evaluation loss at the end", "No run ends with a finite loss.")',
      'inWords("No run ends with a finite loss.", "Evaluation loss at the end")',
    ],
  ]),
  ...mutantsBeside("lib/semantics/reference_gamma.ts", [
    [
      "the first word is not looked at for the largest",
      "mass = 0;\n    for (let word = 0;",
      "mass = 0;\n    for (let word = 1;",
    ],
  ]),
  ...mutantsOf("lib/tokens/judged_tokenizer.ts", ["tests/tokenizer_native_test.ts"], [
    ["one entry of the vocabulary is tried", "words.length / TRIED.words", "words.length"],
    [
      "what is the same is told as different",
      "if (text !== undefined) {",
      "if (text === undefined) {",
    ],
  ]),
];
