/** Which tests `deno task test` runs while others run, and which have the machine for themselves. */

/**
 * Files of tests/ that run two processes at a time, a line a process, those that take longest first.
 *
 * What they find depends neither on how long something takes nor on what lies where others write: each
 * has folders of its own, and of the cache it uses what is locked while it is made, or what no other
 * line uses. A file that is not named here has the machine for itself: it measures times or pauses, as
 * between two signals, or looks at what all processes share, as the packages or TensorFlow's set-up.
 */
const BESIDE: readonly (readonly string[])[] = [
  ["kill"],
  [
    "program",
    "xla",
    "xla_operations",
    "xla_update",
    "families",
    "printable",
    "wiring",
    "training",
    "transfer",
  ],
  ["pretended_gpu"],
  ["places"],
  ["npm_package"],
  ["plugins", "plugin_attacks", "secrets", "semantics", "semantics_task", "fill_mask_task"],
  ["slurm"],
  ["notebook_stop"],
  ["nonfinite"],
  ["last_bits", "older_folder", "objectives", "evaluate_model", "only_runs", "sweep", "validity"],
  ["extending"],
  ["own_notebook"],
  ["reproduce", "run_cards", "read_places"],
  ["train"],
  ["readme"],
  ["study"],
  ["kill_obtaining"],
  ["new_model"],
  ["mutation", "clusters", "source_mutants"],
  ["token_marks", "token_stores"],
  ["play_looks", "report_looks", "study_looks"],
  ["streaming", "webgpu", "later_checkpoints"],
  [
    ...["token_store", "tokenizer_folders", "tokenizer_models", "tokenizer_native", "tokens"],
    ...["too_late", "train_again", "trained_on", "translation", "words"],
  ],
  [
    ...["model_card", "models", "moved", "new_folder", "notebooks", "onnx_operations"],
    ...["open_classifier", "prepare", "pretrained", "project_files", "property", "readers"],
    ...["run_store", "sbom"],
    ...["study_docs", "study_results", "study_table", "sweep_options", "tensorboard"],
  ],
  ["export"],
  ["launch", "train_config", "scored_text"],
  [
    ...["architecture", "checkpoint_contents", "checkpoints", "chunk_reading", "chunks"],
    ...["cuda_layout", "data", "data_places", "defaults", "encoder_files", "evaluate", "faults"],
    ...["fine_tune", "follow", "guards", "inputs", "japanese", "jargon", "language", "manifest"],
  ],
  ["library"],
  ["standard_input"],
  ["play", "report", "report_specs", "precompiled", "fill_mask", "wasm"],
  ["backend"],
];

/** What a run of `deno test` is given. */
export type TestGroup = readonly string[];

const fileOf = (name: string) => `tests/${name}_test.ts`;

/** Those that run two at a time, in the order in which they begin; the tests beside the code are one. */
export const TESTS_BESIDE: readonly TestGroup[] = [
  ["lib"],
  ...BESIDE.map((names) => ["-A", ...names.map(fileOf)]),
];

/** All others, one after the other. */
export const TESTS_ALONE: TestGroup = [
  "-A",
  `--ignore=${BESIDE.flat().map(fileOf).join()}`,
  "tests",
];

/** Memory that two of them may take. */
const ENOUGH = 8e9;

/** How many run at a time on a machine: with one core, or little memory, they would only be in each other's way. */
export function testsAtOnce(cores: number, memory: number): number {
  return cores > 1 && memory >= ENOUGH ? 2 : 1;
}
