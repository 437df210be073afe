/** What the study compares, as `docs/study.md` says it before any result. */

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

/** The primary outcome: the evaluation loss after the last epoch. */
export const PRIMARY_METRIC = "eval_loss";

/**
 * The secondary outcomes: columns of `runs.csv`, and two that are derived from some. The
 * `overfitting_gap` is the evaluation loss less that of training chunks measured in the same way;
 * `semantic_error_at_equal_loss` is in `outcomes.ts`.
 */
export const SECONDARY_METRICS = [
  "eval_loss_best",
  "eval_perplexity",
  "eval_accuracy",
  "eval_mrr",
  "eval_ece",
  "eval_cloze_accuracy",
  "eval_semantic_error_wrong",
  "semantic_error_at_equal_loss",
  "overfitting_gap",
] as const;

/** What is measured of conditions. */
export type StudyMetric = typeof PRIMARY_METRIC | (typeof SECONDARY_METRICS)[number];

/** The methods in question; each has the controls that `CONTROLLED` names. */
export const METHODS_IN_QUESTION = ["SD", "SD2"] as const;

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
    isPrimary: false,
  };
}

function fromCurve(condition: string): Contrast {
  return {
    name: `${condition} - curve of none`,
    left: { condition, schedule: SCHEDULE },
    right: "curve",
    isPrimary: false,
  };
}

/** The objectives in question, each beside its controls. */
const OBJECTIVES = ["sd_token", "sd_loss"] as const;

/** What either method is compared with in the primary analysis. */
const CONTROLS = ["same_mean", "shuffled", "random"] as const;

/** The conditions of either method besides its controls. */
const VARIANTS = ["replayed", "loss", "paper", "notebook", "kappa1", "normalised"] as const;

/** The six of the primary analysis: Holm's family. */
export const PRIMARY: readonly Contrast[] = METHODS_IN_QUESTION.flatMap((method) =>
  CONTROLS.map((control) => ({ ...contrast(method, `${control}_${method}`), isPrimary: true }))
);

const FROM_CURVE: readonly string[] = [
  ...METHODS_IN_QUESTION,
  ...[...CONTROLS, ...VARIANTS].flatMap((name) =>
    METHODS_IN_QUESTION.map((method) => `${name}_${method}`)
  ),
  "greedy_lr",
  ...OBJECTIVES.flatMap((name) => [name, `${name}_shuffled`, `${name}_random`]),
];

/** All that are compared, the primary ones first. */
export const CONTRASTS: readonly Contrast[] = [
  ...PRIMARY,
  ...METHODS_IN_QUESTION.flatMap((method) => [
    ...SCHEDULES.map((schedule) => contrast(method, "none", schedule)),
    contrast(method, NONE_BEST),
    contrast(method, `replayed_${method}`),
    contrast(method, `loss_${method}`),
  ]),
  contrast("none", NONE_BEST),
  contrast("greedy_lr", "none"),
  contrast("greedy_lr", NONE_BEST),
  ...OBJECTIVES.flatMap((name) => [
    contrast(name, `${name}_shuffled`),
    contrast(name, `${name}_random`),
    contrast(name, "none"),
  ]),
  ...FROM_CURVE.map(fromCurve),
];
