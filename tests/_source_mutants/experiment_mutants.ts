/** Changes of lib/experiment, lib/io and lib/tokens: what is kept, by whom, and what is read. */
import { type Mutant, mutantsBeside, mutantsOf } from "./mutant.ts";

const CHECKPOINTS = ["tests/checkpoints_test.ts"];
const STORE = ["tests/experiment_test.ts"];
/** What no test of a room of its own noticed. */
const GUARDS = ["tests/guards_test.ts"];

/** All of them. */
export const EXPERIMENT_MUTANTS: readonly Mutant[] = [
  ...mutantsOf("lib/experiment/checkpoints.ts", CHECKPOINTS, [
    [
      "the best checkpoint is removed",
      "[...steps.slice(0, limit), best?.step]",
      "steps.slice(0, limit)",
    ],
    ["one checkpoint too many is kept", "steps.slice(0, limit)", "steps.slice(0, limit + 1)"],
    ["a checkpoint is due at the start", "if (record.step === 0) return false;", ""],
    ["the earliest checkpoint is gone on from", "sort((a, b) => b - a)", "sort((a, b) => a - b)"],
    [
      "a checkpoint of other settings is gone on from",
      "if (differing.length === 0) return;",
      "if (differing.length >= 0) return;",
    ],
  ]),
  ...mutantsBeside("lib/experiment/decided_by.ts", [
    ["other scores of β decide nothing", '  scores_sha256: ["beta", "model"],\n', ""],
    [
      "how batches are weighed decides nothing",
      "gradientAccumulationSteps === 1",
      "gradientAccumulationSteps >= 1",
    ],
    [
      "what is read does not decide",
      "needs_sha256: decidedBy(decisive(needed, circumstances, further)),",
      "",
    ],
    ["the order in which settings stand decides", ".sort(([a], [b]) => a < b ? -1 : 1)", ""],
  ]),
  ...mutantsOf("lib/experiment/accumulation.ts", ["tests/older_folder_test.ts"], [
    [
      "runs of the older weighing go on",
      "settings.gradientAccumulationSteps > 1",
      "settings.gradientAccumulationSteps > 2",
    ],
    [
      "runs that were not begun keep others from going on",
      ' && existsSync(join(out, "runs", name))',
      "",
    ],
  ]),
  ...mutantsOf("lib/experiment/run_store.ts", STORE, [
    [
      "the environment may change",
      "differences(decisive, previous, environment)",
      "differences([], previous, environment)",
    ],
  ]),
  ...mutantsBeside("lib/experiment/metrics.ts", [
    [
      "a step may be missing from a log",
      "if (record.step !== expected)",
      "if (record.step < expected)",
    ],
  ]),
  ...mutantsBeside("lib/experiment/summary.ts", [
    [
      "the last of equal evaluations is the best",
      "next.eval_loss < least.eval_loss",
      "next.eval_loss <= least.eval_loss",
    ],
    ["skipped steps are not steps", "steps.length + skipped.length", "steps.length"],
    ["a text may be a formula", "/^[=+\\-@\\t\\r]/", "/^[=]/"],
  ]),
  ...mutantsOf(
    "lib/experiment/settings/run_settings.ts",
    ["tests/defaults_test.ts"],
    [
      [
        "settings clip at another norm",
        "default: TRAIN_DEFAULTS.maxGradNorm,",
        "default: 1.1,",
      ],
      [
        "settings decay by another share",
        "default: TRAIN_DEFAULTS.weightDecay,",
        "default: 0.011,",
      ],
      ["settings draw other chunks", "default: 42,", "default: 43,"],
    ],
  ),
  ...mutantsOf("lib/experiment/chunks.ts", GUARDS, [
    [
      "exactly as many chunks as asked for are too few",
      "if (counted.count < wanted)",
      "if (counted.count <= wanted)",
    ],
  ]),
  ...mutantsOf("lib/io/lock.ts", ["tests/lock_test.ts"], [
    ["a lock's file stays", "await rm(file, { force: true }).catch(() => {});", ""],
  ]),
  ...mutantsOf("lib/io/manifest.ts", CHECKPOINTS, [
    ["other bytes of the same size pass", ".sha256 === sha256) return;", '.sha256 !== "") return;'],
  ]),
  ...mutantsOf("lib/io/replace.ts", ["tests/disk_test.ts"], [
    [
      "what failed stays beside its place",
      "await disk.remove(unfinished).catch(() => {});\n    throw cannotWrite(error, file);",
      "throw cannotWrite(error, file);",
    ],
  ]),
  ...mutantsOf("lib/tokens/piece_tokenizer.ts", ["lib/tokens/tokenizer_test.ts"], [
    [
      "a text begins without [CLS]",
      "[...before, ...ids, ...behind]",
      "[...ids, ...behind]",
    ],
  ]),
  ...mutantsOf("lib/experiment/checkpoints.ts", GUARDS, [
    ["a step that is saved again counts twice", "other < step)", "other <= step)"],
  ]),
  ...mutantsOf("lib/experiment/remove_own.ts", GUARDS, [
    ["a restart leaves summary.csv", 'file("summary\\\\.csv"),', ""],
    ["a restart leaves the report", 'file("report\\\\.html"),', ""],
  ]),
  ...mutantsOf("lib/experiment/run_store.ts", ["tests/needs_test.ts"], [
    [
      "a folder is not looked at again once it is locked",
      "await this.#look();\n  }\n\n  /** Lets",
      "}\n\n  /** Lets",
    ],
  ]),
  ...mutantsOf("lib/experiment/run_folder.ts", GUARDS, [
    ["a run begun anew keeps what was left", "if (anew) await removeRun(this.path);", ""],
    [
      "a finished run keeps its checkpoints",
      "if (mark.diverged === null) await",
      "if (mark.diverged !== null) await",
    ],
  ]),
  ...mutantsOf("lib/io/lock.ts", GUARDS, [
    [
      "the lock of a file that is gone is taken",
      "ours.ino === null || ours.ino === there.ino",
      "ours.ino !== undefined",
    ],
  ]),
  ...mutantsOf("lib/io/replace.ts", GUARDS, [
    [
      "a file is renamed before it is flushed",
      "await disk.flush(unfinished);\n  }, options);",
      "}, options);",
    ],
  ]),
  ...mutantsOf("lib/tokens/piece_tokenizer.ts", GUARDS, [
    [
      "special tokens are not in order",
      "Object.values(special).sort((a, b) => a - b)",
      "Object.values(special)",
    ],
    [
      "one of [CLS] and [SEP] is enough",
      "ids[0] === this.clsTokenId && ids.at(-1)",
      "ids[0] === this.clsTokenId || ids.at(-1)",
    ],
  ]),
];
