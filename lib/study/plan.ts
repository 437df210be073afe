/** What the study compares, as `docs/study.md` says it before any result. */

/** The seeds of the experiments `main`, `rates` and `sizes`. */
export const SEEDS = {
  main: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  rates: [100, 101, 102],
  sizes: [0, 1, 2],
} as const;

/** Fewer seeds cannot reach significance by Holm over six tests: the least p of n is 2/2ⁿ. */
export const LEAST_SEEDS = 8;

/** The rates of none, as multiples of the preset's, with the names of their conditions. */
export const RATES: Readonly<Record<string, number>> = {
  "none_x0.25": 0.25,
  "none_x0.5": 0.5,
  "none_x0.71": 0.71,
  none: 1,
  "none_x1.41": 1.41,
  none_x2: 2,
  none_x4: 4,
};

/** Chunks trained on in the experiment `sizes`; those of the preset's number are in `main`. */
export const SIZES = [32, 64, 128, 256, 512] as const;

/** Differences of at most so many nats, to both sides, do not matter. */
export const EQUIVALENCE_BOUND = 0.002;

/** The level of intervals; tests are at 1 less this. */
export const LEVEL = 0.95;

/** Resamples of an interval. */
export const RESAMPLES = 10_000;

/** Some runs of the experiment `main`, one for each seed. */
export interface Cell {
  /** As in `runs.csv`. `none_best` is the one of {@linkcode RATES} that is best on other seeds. */
  condition: string;
  /** A′. */
  schedule: string;
}

/** Two cells whose runs are compared, seed by seed. */
export interface Contrast {
  /** As in `differences.csv`. */
  name: string;
  /** What it is the difference of. */
  left: Cell;
  /**
   * What is taken from it. `curve`: what none would come to at the run's own mean rate (or, for its
   * semantic error, at its own loss), by the rates of none with the same seed.
   */
  right: Cell | "curve";
  /** Whether it is one of the six of the primary analysis. */
  isPrimary: boolean;
}
