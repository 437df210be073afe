/** A rate that the loss drives. */
import { flag, oneOf, type ParametersOf, real, whole } from "../../definition/mod.ts";
import { InputError } from "../../io/mod.ts";
import { defineMethod } from "../define_method.ts";
import type { RateRule, StepOutcome } from "../rate_method.ts";

const positive = real("a number above 0", (value) => value > 0);
const notNegative = real("a number of at least 0", (value) => value >= 0);

/** Bounds as shares of A′ where none are given: Transformers' 0.001 to 1 fit no fine-tuning. */
const LEAST = 0.1, MOST = 10;

const PARAMETERS = {
  patience: {
    description: "so many steps in a row may be better, or not, before the rate is changed",
    rule: whole(0),
    default: 10,
  },
  factor: {
    description: "the rate is divided by it where the loss falls, else multiplied",
    rule: real("a number above 0 and below 1", (value) => value > 0 && value < 1),
    default: 0.95,
  },
  minLr: { description: `no rate is lowered below it (A′ · ${LEAST})`, rule: notNegative },
  maxLr: { description: `no rate is raised above it (A′ · ${MOST})`, rule: positive },
  threshold: {
    description: "by how much a loss must be below the best one to be better",
    rule: notNegative,
    default: 1e-6,
  },
  thresholdMode: {
    description: "whether threshold is a difference or a share of the best loss",
    rule: oneOf(["abs", "rel"]),
    default: "abs",
  },
  cooldown: {
    description: "steps without a look at the loss after the rate was lowered",
    rule: whole(0),
    default: 0,
  },
  warmup: {
    description: "steps without a look at the loss after the rate was raised",
    rule: whole(0),
    default: 0,
  },
  eps: {
    description: "a smaller change of the rate is not made",
    rule: notNegative,
    default: 1e-8,
  },
  smooth: {
    description: "whether the mean of the last losses counts, and not the last one",
    rule: flag,
    default: false,
  },
  windowSize: { description: "how many losses are averaged", rule: whole(1), default: 50 },
  resetStart: {
    description: "so often the least rate may be lowered before all begins again",
    rule: whole(1),
    default: 500,
  },
} as const;

type Parameters = ParametersOf<typeof PARAMETERS>;

/** What is kept from step to step. */
type Kept = {
  /** A″ ÷ A′. */
  share: number;
  /** The least loss, smoothed where asked; null before there was one. */
  best: number | null;
  /** Better steps in a row. */
  good: number;
  /** Steps in a row that were not better. */
  bad: number;
  /** Steps of the cool-down that are left. */
  cooldown: number;
  /** Steps of the warm-up that are left. */
  warmup: number;
  /** How often the least rate may still be lowered before all begins again. */
  beforeReset: number;
  /** The losses that are averaged. */
  losses: readonly number[];
};

/**
 * GreedyLR: the rate rises while the loss falls, and falls while it does not (Subramanian,
 * Krishnamoorthy and Murthy, "Dynamic learning rate scheduling based on loss changes leads to faster
 * convergence", arXiv 2512.14527). With the schedule `constant` and given bounds the rates are those
 * of Transformers' `GreedyLR`, told the training loss of each step. Where A′ moves, what is raised
 * and lowered is A″ ÷ A′, and the bounds are looked at with the A′ of the step.
 */
export const GREEDY = defineMethod({
  name: "greedy",
  description: "the scheduled rate times a share that rises while the training loss falls",
  parameters: PARAMETERS,
  create: ({ parameters }): RateRule<Kept> => {
    checkBounds(parameters);
    return {
      initial: begin(parameters),
      rate: ({ scheduledRate }, kept) => scheduledRate * kept.share,
      keep: (outcome, kept) => after(outcome, kept, parameters),
    };
  },
});

function checkBounds({ minLr, maxLr }: Parameters): void {
  if (minLr === undefined || maxLr === undefined || minLr <= maxLr) return;
  throw new InputError(`minLr ${minLr} of greedy is above its maxLr ${maxLr}`, {
    mend: "Give it bounds with the lower one first",
  });
}

function begin({ resetStart }: Parameters): Kept {
  return {
    share: 1,
    best: null,
    good: 0,
    bad: 0,
    cooldown: 0,
    warmup: 0,
    beforeReset: resetStart,
    losses: [],
  };
}

function after({ loss, scheduledRate }: StepOutcome, before: Kept, parameters: Parameters): Kept {
  const { patience, smooth, windowSize } = parameters;
  const losses = smooth ? [...before.losses, loss].slice(-windowSize) : [];
  const kept = { ...before, losses };
  if (kept.cooldown > 0) return { ...kept, cooldown: kept.cooldown - 1, good: 0, bad: 0 };
  if (kept.warmup > 0) return { ...kept, warmup: kept.warmup - 1, good: 0, bad: 0 };
  const seen = smooth ? losses.reduce((sum, value) => sum + value, 0) / losses.length : loss;
  if (isBetter(seen, kept.best, parameters)) {
    const good = kept.good + 1;
    const better = { ...kept, best: seen, good, bad: 0 };
    return good > patience ? raised(better, scheduledRate, parameters) : better;
  }
  const bad = kept.bad + 1;
  const worse = { ...kept, good: 0, bad };
  return bad > patience ? lowered(worse, scheduledRate, parameters) : worse;
}

function isBetter(
  loss: number,
  best: number | null,
  { threshold, thresholdMode }: Parameters,
): boolean {
  if (best === null) return true;
  return loss < (thresholdMode === "rel" ? best * (1 - threshold) : best - threshold);
}

function raised(kept: Kept, scheduledRate: number, parameters: Parameters): Kept {
  const { factor, maxLr, eps, warmup, resetStart } = parameters;
  const most = maxLr === undefined ? MOST : maxLr / scheduledRate;
  const share = Math.min(kept.share / factor, most);
  const changes = (share - kept.share) * scheduledRate > eps;
  return {
    ...kept,
    share: changes ? share : kept.share,
    good: 0,
    warmup,
    beforeReset: resetStart,
  };
}

function lowered(kept: Kept, scheduledRate: number, parameters: Parameters): Kept {
  const { factor, minLr, eps, cooldown } = parameters;
  const least = minLr === undefined ? LEAST : minLr / scheduledRate;
  const share = Math.max(kept.share * factor, least);
  const changes = (kept.share - share) * scheduledRate > eps;
  const next = { ...kept, share: changes ? share : kept.share, bad: 0, cooldown };
  if (next.share > least) return next;
  if (kept.beforeReset > 1) return { ...next, beforeReset: kept.beforeReset - 1 };
  // The rate at the start may lead out of where the least one is stuck. As in Transformers, the
  // cool-down follows then too.
  return { ...begin(parameters), cooldown };
}
