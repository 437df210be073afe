/** What the study compares, as `docs/study.md` says it before any result. */
import {
  methodConditions,
  METHODS_IN_QUESTION,
  OBJECTIVES,
  OTHER_GAMMAS,
  SINGLE_CONDITIONS,
} from "./conditions.ts";

/** The seeds of the experiments `main`, `rates` and `sizes`. */
export const SEEDS = {
  main: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  rates: [100, 101, 102],
  sizes: [0, 1, 2],
} as const;

/** Fewer seeds cannot reach significance by Holm over six tests: the least p of n is 2/2ⁿ. */
export const LEAST_SEEDS = 8;

/** The rates of none, as multiples of the preset's, by the names of their conditions. */
export const RATES: Readonly<Record<string, number>> = {
  "none_x0.25": 0.25,
  "none_x0.5": 0.5,
  "none_x0.71": 0.71,
  none: 1,
  "none_x1.41": 1.41,
  none_x2: 2,
  none_x4: 4,
};

/** Those of {@linkcode RATES} near which the others lie: the semantic error's line is of these. */
export const NEAR_RATES = ["none_x0.5", "none_x0.71", "none", "none_x1.41", "none_x2"] as const;

/** Chunks trained on in the experiment `sizes`, as multiples of the preset's; 1 is in `main`. */
export const SIZES = [0.25, 0.5, 2, 4] as const;

/** All training chunks that the embedded data give the embedded model: one more of {@linkcode SIZES}. */
export const ALL_CHUNKS = 1311;

/** Differences of at most so many nats, to both sides, do not matter. */
export const EQUIVALENCE_BOUND = 0.002;

/** The level of intervals. */
export const LEVEL = 0.95;

/** The level of tests. */
export const SIGNIFICANCE = 0.05;

/** Resamples of an interval. */
export const RESAMPLES = 10_000;

/** A control's rate is matched where the mean logarithm of the ratio is at most so far from 0. */
export const RATE_TOLERANCE = 0.005;

/**
 * So much beyond the losses of none's ends, as a share of their range, its line is still read. Farther
 * out there is no semantic error at equal loss.
 */
export const LINE_MARGIN = 0.1;

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
  /**
   * The hypothesis that is judged by it with Holm's correction: `H1` are the two from none, `H2` the six
   * of the primary analysis.
   */
  family: "H1" | "H2" | null;
}

/** The schedule of all conditions but those of the axes. */
export const SCHEDULE = "constant";

/** The schedules of the axes. */
export const SCHEDULES = [SCHEDULE, "linear", "cosine"] as const;

/** The name of the condition that is chosen among {@linkcode RATES}. */
export const NONE_BEST = "none_best";

function contrast(left: string, right: string, schedule: string = SCHEDULE): Contrast {
  const named = (name: string) => schedule === SCHEDULE ? name : `${schedule} ${name}`;
  return {
    name: `${named(left)} - ${named(right)}`,
    left: { condition: left, schedule },
    right: { condition: right, schedule },
    family: null,
  };
}

/** The six of the primary analysis: Holm's family. */
export const PRIMARY: readonly Contrast[] = METHODS_IN_QUESTION.flatMap((method) =>
  methodConditions("primary").map((control) => ({
    ...contrast(method, `${control}_${method}`),
    family: "H2",
  }))
);

/** SD and SD2 less none with the constant schedule: the family of the first hypothesis. */
export const FROM_NONE: readonly Contrast[] = METHODS_IN_QUESTION.map((method) => ({
  ...contrast(method, "none"),
  family: "H1",
}));

/** What is compared with the curve of none: every condition that is no rate of none. */
const ON_CURVE: readonly string[] = [
  ...METHODS_IN_QUESTION,
  ...methodConditions().flatMap((name) => METHODS_IN_QUESTION.map((method) => `${name}_${method}`)),
  ...Object.keys(SINGLE_CONDITIONS),
];

/** The distance of a condition from the curve of none. */
export function curveContrast(condition: string): Contrast {
  return {
    name: `${condition} - curve of none`,
    left: { condition, schedule: SCHEDULE },
    right: "curve",
    family: null,
  };
}

/** All that are compared, the primary ones first. */
export const CONTRASTS: readonly Contrast[] = [
  ...PRIMARY,
  ...METHODS_IN_QUESTION.flatMap((method, i) => [
    FROM_NONE[i]!,
    ...SCHEDULES.slice(1).map((schedule) => contrast(method, "none", schedule)),
    contrast(method, NONE_BEST),
    ...methodConditions("control").map((name) => contrast(method, `${name}_${method}`)),
  ]),
  contrast("none", NONE_BEST),
  contrast("greedy_lr", "none"),
  contrast("greedy_lr", NONE_BEST),
  ...Object.entries(OBJECTIVES).flatMap(([name, controls]) => [
    ...controls.map((control) => contrast(name, control)),
    contrast(name, "none"),
  ]),
  ...ON_CURVE.map(curveContrast),
];

/** Those whose sides are to have the same mean rate. */
export const RATE_MATCHED: readonly Contrast[] = [
  ...PRIMARY,
  ...METHODS_IN_QUESTION.flatMap((method) =>
    OTHER_GAMMAS.map((name) => contrast(method, `${name}_${method}`))
  ),
];
