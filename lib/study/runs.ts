/** The runs of the study, a row of `runs.csv` each. */
import { type Columns, readTable, tableCsv } from "./table.ts";

/** The experiments of which the study consists, in the order in which they are made. */
export const STAGES = ["rates", "main", "sizes"] as const;

/** One of {@linkcode STAGES}. */
export type StageName = (typeof STAGES)[number];

/**
 * What a run came to. Losses are in nats a masked token; a figure that a run does not have is null,
 * as are all final ones of a run that diverged.
 */
export interface StudyRun {
  /** The condition's name; of the axes' runs the method: `none`, `SD` or `SD2`. */
  condition: string;
  /** A′. */
  schedule: string;
  /** A″. */
  method: string;
  /** Γ. */
  gamma: string;
  /** Decides order, masks and dropout: all that a pair of runs shares. */
  seed: number;
  /** The peak of A′. */
  learning_rate: number;
  /** Mean of A″ over the steps. */
  mean_learning_rate: number | null;
  /** Steps made. */
  steps: number;
  /** Mean loss of the last epoch's steps, with dropout. */
  train_loss: number | null;
  /** After the last epoch: the primary outcome. */
  eval_loss: number | null;
  /** The least of all evaluations, the one before training included. */
  eval_loss_best: number | null;
  /** e to the power of the evaluation loss. */
  eval_perplexity: number | null;
  /** Share of the masked tokens that are predicted right. */
  eval_accuracy: number | null;
  /** Mean reciprocal rank of the right tokens. */
  eval_mrr: number | null;
  /** Expected calibration error. */
  eval_ece: number | null;
  /** Share of the passages' questions answered right; null where the data has none. */
  eval_cloze_accuracy: number | null;
  /** Mean distance in meaning of predicted and right words. */
  eval_semantic_error: number | null;
  /** The same over the wrong predictions alone. */
  eval_semantic_error_wrong: number | null;
  /** Loss of training chunks after the last epoch, without dropout. */
  train_eval_loss: number | null;
  /** What is minimised. */
  objective: string;
  /** What Γ is divided by: `none`, `initial` or a number. */
  gamma_reference: string;
  /** Mean of Γ's root over the steps. */
  mean_gamma_root: number | null;
  /** Chunks trained on. */
  train_chunks: number;
  /** The experiment that it is of. */
  stage: StageName;
  /** Seconds that it took. */
  seconds: number;
  /** Why it ended early; null where it did not. */
  diverged: string | null;
  /** SHA-256 of its final weights, as hexadecimal digits. */
  weights_sha256: string | null;
}

/** The columns of `runs.csv`. */
const RUN_COLUMNS: Columns<StudyRun> = {
  condition: "text",
  schedule: "text",
  method: "text",
  gamma: "text",
  seed: "number",
  learning_rate: "number",
  mean_learning_rate: "number or null",
  steps: "number",
  train_loss: "number or null",
  eval_loss: "number or null",
  eval_loss_best: "number or null",
  eval_perplexity: "number or null",
  eval_accuracy: "number or null",
  eval_mrr: "number or null",
  eval_ece: "number or null",
  eval_cloze_accuracy: "number or null",
  eval_semantic_error: "number or null",
  eval_semantic_error_wrong: "number or null",
  train_eval_loss: "number or null",
  objective: "text",
  gamma_reference: "text",
  mean_gamma_root: "number or null",
  train_chunks: "number",
  stage: "text" as Columns<StudyRun>["stage"],
  seconds: "number",
  diverged: "text or null",
  weights_sha256: "text or null",
};

/** What to do where a file of the study is damaged. */
export const MAKE_AGAIN = "Have the study written again, or take the file out of the repository";

/** The text of `runs.csv`. */
export function studyRunsCsv(runs: readonly StudyRun[]): string {
  return tableCsv(runs, RUN_COLUMNS);
}

/**
 * The rows of a `runs.csv`.
 *
 * @throws {InputError} If it is damaged.
 */
export async function readStudyRuns(file: string): Promise<StudyRun[]> {
  return await readTable<StudyRun>(file, RUN_COLUMNS, MAKE_AGAIN);
}
