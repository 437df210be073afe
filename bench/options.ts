/** What each bench is told. */

/** How it is run. */
export interface BenchOptions {
  /** A Python with the peers, or undefined to measure without them. */
  python: string | undefined;
  /** Threads that each subject may use. */
  threads: number;
  /** Rounds that count, instead of each case's own. */
  rounds: number | undefined;
  /** What the subjects compute on; the case measured on a GPU is another one. */
  device: "cpu" | "gpu";
  /** Tiny models instead: to try the bench, not to measure. */
  tiny: boolean;
  /** Told what goes on. */
  say: (line: string) => void;
}
