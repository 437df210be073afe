/** Which tests are to notice a change of a file: those of its room, and the nearest ones in tests/. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_FOLDER } from "../../lib/backend/mod.ts";
import { type Change, type Mutant, mutantsOf } from "./mutant.ts";

/** What of tests/ tries a room's files on disk, on TensorFlow, or together with other rooms. */
const NEAREST: Readonly<Record<string, readonly string[]>> = {
  "lib/data": ["data", "readers", "guards"],
  "lib/tokens": [
    "tokens",
    "tokenizer_folders",
    "tokenizer_models",
    "tokenizer_native",
    "japanese",
    "guards",
  ],
  "lib/program": ["nonfinite", "graph_executor", "program", "onnx_operations"],
  "lib/model": ["pretrained", "hub", "guards", "fill_mask", "families"],
  "lib/semantics": ["encoder_files", "open_classifier", "guards"],
  "lib/study": ["study_table", "study_results", "validity"],
  "lib/training": ["checkpoint_contents", "wiring", "nonfinite", "training"],
  "lib/experiment": [
    ...["experiment", "checkpoints", "guards", "faults", "folder_faults", "needs", "moved"],
    ...[
      "defaults",
      "own_folder",
      "sinks",
      "older_folder",
      "follow",
      "chunks",
      "last_bits",
      "wiring",
      "sweep",
      "apart",
    ],
  ],
  "lib/export": ["export"],
  "lib/play": ["play"],
  "lib/report": ["report_specs", "report"],
  "lib/io": [
    ...["lock", "manifest", "disk", "guards", "hub_faults", "hub", "checkpoints", "printable"],
    ...["leftovers", "io", "cache", "transfer"],
  ],
  "lib/backend": ["native_setup", "mecab_setup", "cuda_layout", "backend", "setup"],
  tasks: ["cli", "jobs"],
};

/** Rooms without tests beside their files. */
const WITHOUT_OWN = ["lib/export", "tasks"];

/** The tests of the room that a file is in, those beside it first, from the project's folder. */
export function testsOfRoom(file: string): string[] {
  const room = /^(lib\/[^/]+|tasks)\//.exec(file)![1]!;
  const beside = file.replace(/\.ts$/, "_test.ts");
  return [
    ...(existsSync(join(PROJECT_FOLDER, beside)) ? [beside] : []),
    ...(WITHOUT_OWN.includes(room) ? [] : [room]),
    ...(NEAREST[room] ?? []).map((name) => `tests/${name}_test.ts`),
  ];
}

/** The mutants of one file, to be noticed by whichever test of its room. */
export function mutantsInRoom(file: string, changes: readonly Change[]): Mutant[] {
  return mutantsOf(file, testsOfRoom(file), changes);
}
