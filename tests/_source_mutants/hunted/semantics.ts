import { mutantsBeside, mutantsOf } from "../mutant.ts";
import { mutantsInRoom } from "../rooms.ts";

/** Changes of lib/semantics. */
export const SEMANTICS = [
  ...mutantsInRoom("lib/semantics/reference_gamma.ts", [
    ["all positions count", "counted?.[i] === 0 || ", ""],
    ["a mean is a sum", "sum / pairs : sum", "sum : sum"],
    ["unknown words have a weight", "if (known[word] !== 1) continue;", ""],
  ]),
  ...mutantsInRoom("lib/semantics/gamma_graph.ts", [
    [
      "expected profiles are rounded",
      "const exact = { exact: true };",
      "const exact = { exact: false };",
    ],
    [
      "the right word need not be known",
      "gather(table.known, labels) };",
      "gather(table.known, predictions) };",
    ],
  ]),
  ...mutantsInRoom("lib/semantics/gamma_table.ts", [
    ["one known word is enough", "known[right] !== 1 || known", "known[right] !== 1 && known"],
    ["unknown words are in the average", "known[entry] !== 0)", "known[entry] !== 2)"],
  ]),
  ...mutantsInRoom("lib/semantics/measure_words.ts", [
    [
      "one word of a pair is enough",
      "isKnown(answer) && isKnown(prediction)",
      "isKnown(answer) || isKnown(prediction)",
    ],
    ["what is left out is what is kept", "pairs.length - known.length", "known.length"],
    [
      "predictions are answers",
      'profileOf(predictions, pair, "prediction")',
      'profileOf(answers, pair, "prediction")',
    ],
  ]),
  ...mutantsInRoom("lib/semantics/choose_gamma.ts", [
    ["a reference has the power", "gamma ** (1 / root)", "gamma ** root"],
    ["another root has other words", 'part !== "root"', "part"],
  ]),
  ...mutantsInRoom("lib/semantics/classifier.ts", [
    ["accents stay", '.replace(/\\p{Mn}/gu, "")', ""],
  ]),
  ...mutantsInRoom("lib/semantics/define_gamma.ts", [
    ["the usual root is square", "specification.root ?? 3", "specification.root ?? 2"],
    ["the usual pass is its own", 'specification.pass ?? "same"', 'specification.pass ?? "second"'],
  ]),
  ...mutantsInRoom("lib/semantics/poles.ts", [
    ["activity is turned", 'plus: "active", minus: "passive"', 'plus: "passive", minus: "active"'],
    [
      "a deviation is a sample's",
      "(value[name] - mean) ** 2, 0) / words",
      "(value[name] - mean) ** 2, 0) / (words - 1)",
    ],
    ["values are not centred", "(values[name] - mean) / deviation", "values[name] / deviation"],
  ]),
  ...mutantsInRoom("lib/semantics/vocabulary_scores.ts", [
    ["all vocabularies share a cache", "-${vocabularyHash.slice(0, 16)}.table", ".table"],
    ["a signal is not looked at while words are scored", "signal?.throwIfAborted();", ""],
    [
      "words without a form are scored once more",
      "[...new Set([...words].map((word) => wordForm(word, classifier.uncased)))]",
      "[...new Set(words)]",
    ],
  ]),
  ...mutantsInRoom("lib/semantics/pair_distance.ts", [
    ["a number of 0 is positive", "value > 0 || !needsPositive", "value >= 0 || !needsPositive"],
    [
      "positive numbers may be negative",
      'distance.compares !== "real"',
      'distance.compares === "shares"',
    ],
  ]),
  ...mutantsInRoom("lib/semantics/gamma_root.ts", [
    ["a Γ of 0 has a root", "gamma > 0)", "gamma >= 0)"],
  ]),
  ...mutantsInRoom("lib/semantics/profiles/placement.ts", [
    ["the least share is smaller", "SMALLEST_COSINE = 0.01", "SMALLEST_COSINE = 0.001"],
  ]),
  ...mutantsInRoom("lib/semantics/gammas/notebook.ts", [
    ["the notebook's root is cubic", "root: 4", "root: 3"],
    ["the notebook pairs tokens", 'pairing: "words"', 'pairing: "tokens"'],
  ]),
  ...mutantsInRoom("lib/semantics/semantic_table.ts", [
    ["scores are cut, not rounded", "Math.round(Math.max(-1", "Math.trunc(Math.max(-1"],
    [
      "other bytes are a table, too",
      "sha256(body) !== header.body_sha256",
      "header.body_sha256 === undefined",
    ],
  ]),
  ...mutantsInRoom("lib/semantics/parts.ts", [
    [
      "shares cannot be compared as positive numbers",
      "PROFILE_VALUES.indexOf(has) <= PROFILE",
      "PROFILE_VALUES.indexOf(has) === PROFILE",
    ],
  ]),
  ...mutantsInRoom("lib/semantics/standard_scale.ts", [
    [
      "a column without deviation is divided by 0",
      "Math.sqrt(squares / count) || 1",
      "Math.sqrt(squares / count)",
    ],
  ]),
  ...mutantsOf("lib/semantics/distance.ts", ["lib/semantics/own_parts_test.ts"], [
    [
      "a distance has any shape",
      "value.shape.length === shape.length &&",
      "value.shape.length === shape.length ||",
    ],
  ]),
  ...mutantsOf("lib/semantics/profile.ts", ["lib/semantics/own_parts_test.ts"], [
    ["a share may be 0", "number <= 0", "number < 0"],
  ]),
  ...mutantsBeside("lib/semantics/semantic_table.ts", [
    [
      "one factor is a reference",
      "    FACTORS.every(({ name }) => {\n      const { mean",
      "    FACTORS.some(({ name }) => {\n      const { mean",
    ],
    [
      "a length may be below 0",
      "Number.isSafeInteger(value) && (value as number) >= 0",
      "Number.isSafeInteger(value)",
    ],
  ]),
  ...mutantsOf("lib/semantics/reference_gamma.ts", ["lib/semantics/further_gammas_test.ts"], [
    [
      "large logits have no weights",
      "const weight = Math.exp(logit(word) - largest)",
      "const weight = Math.exp(logit(word))",
    ],
  ]),
  ...mutantsOf("lib/semantics/encoder_files.ts", ["tests/encoder_files_test.ts"], [
    ["a list is an object", " && !Array.isArray(value)", ""],
    ["any normaliser makes small letters", '&& normalizer["lowercase"] === true', ""],
  ]),
  ...mutantsOf("lib/semantics/encoder_folder.ts", ["tests/encoder_files_test.ts"], [
    [
      "the last of a name's marks is its owner's end",
      'name.replace("--", "/")',
      'name.replaceAll("--", "/")',
    ],
  ]),
];
