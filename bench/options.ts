/** What each bench is told. */
import type { Row } from "./rows.ts";
import type { Trials } from "./trial.ts";

/** How it is run. */
export interface BenchOptions {
  /** A Python with the peers, or undefined to measure without them. */
  python: string | undefined;
  /** Threads that each subject may use. */
  threads: number;
  /** Rounds of blocks, instead of each case's own. */
  rounds: number | undefined;
  /** Whether a subject is measured. */
  wanted: (place: Pick<Row, "bench" | "case" | "subject">) => boolean;
  /** What trials of settings have found in this call. */
  trials: Trials;
  /** What the subjects compute on; the case measured on a GPU is another one. */
  device: "cpu" | "gpu";
  /** A text of so many MB is read besides the small ones. */
  megabytes: number | undefined;
  /** Whole runs of fewer epochs. */
  short: boolean;
  /** Tiny models instead: to try the bench, not to measure. */
  tiny: boolean;
  /** Told what goes on. */
  say: (line: string) => void;
  /** Told of a subject that failed, in its own words: it has no row, and the bench has failed. */
  fail: (message: string) => void;
}
