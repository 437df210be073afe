/** The plots of an experiment, in the order in which they are to be read. */
import type { RunResult } from "../experiment/mod.ts";
import { chooseGamma } from "../semantics/mod.ts";
import { finalLosses } from "./final_losses.ts";
import { gammaCurve, type GammaCurveOptions } from "./gamma_curve.ts";
import { lossCurves } from "./loss_curves.ts";
import { differencePoints, lossDifferences } from "./loss_differences.ts";
import { rateCurves, ratePoints } from "./rate_curves.ts";
import { countSeeds, stepsOf } from "./run_data.ts";
import type { PlotSpec } from "./theme.ts";

/** A plot with its place on disk and in words. */
export interface NamedPlot {
  /** Its file's name without ending. */
  name: string;
  /** What is drawn. */
  spec: PlotSpec;
  /** How to read it: plain sentences. */
  caption: string;
}

/** What the plots need to know besides the runs. */
export interface PlotSettings {
  /** The definition of Γ that the runs used. */
  gamma: string;
}

/**
 * The plots of an experiment: losses, their differences from `none`, final losses, rates and Γ.
 * A plot for which there is nothing to draw is left out.
 */
export function experimentPlots(runs: readonly RunResult[], settings: PlotSettings): NamedPlot[] {
  const seeds = countSeeds(runs);
  const { root } = chooseGamma(settings.gamma).parts;
  return [
    { name: "loss", spec: lossCurves(runs), caption: lossCaption(seeds) },
    ...(differencePoints(runs).length === 0
      ? []
      : [{ name: "loss-differences", spec: lossDifferences(runs), caption: DIFFERENCE_CAPTION }]),
    { name: "final-losses", spec: finalLosses(runs), caption: finalCaption(seeds) },
    { name: "rates", spec: rateCurves(ratePoints(runs)), caption: RATE_CAPTION },
    ...(runs.some((run) => stepsOf(run).some((step) => step.gamma_root !== null))
      ? [{
        name: "gamma",
        spec: gammaCurve(runs, { root, ...gammaReference(settings.gamma) }),
        caption: GAMMA_CAPTION,
      }]
      : []),
  ];
}

/** The root of a Γ that is worth a line in its plot, such as that of right predictions. */
export function gammaReference(gamma: string): Pick<GammaCurveOptions, "reference"> {
  const { reference } = chooseGamma(gamma);
  return reference === undefined ? {} : { reference };
}

function lossCaption(seeds: number): string {
  return "Each panel is a schedule, each colour a method. Solid lines are the loss on the " +
    "evaluation chunks, before training and after each epoch; dashed lines are the mean loss of " +
    "the epoch’s training steps. Training losses are measured with dropout and while the model " +
    "still changes, so they may lie above the evaluation loss. " + seedSentence(seeds);
}

const DIFFERENCE_CAPTION =
  "The same evaluation losses, each less the loss of none with the same schedule, seed and epoch. " +
  "The runs of one seed see the same chunks in the same order with the same masks, so what is left " +
  "is what the other learning rate did, and how chance then grew on it.";

function finalCaption(seeds: number): string {
  return "The evaluation loss after the last epoch. " + seedSentence(seeds);
}

const RATE_CAPTION =
  "Dashed is A′, the rate that the schedule gives; solid is A″, the rate that AdamW was given after " +
  "the method’s adjustment. The line of none lies on A′. Where the root of Γ is above 1, SD runs " +
  "below A′ and SD2 above it.";

const GAMMA_CAPTION =
  "Faint lines are single steps, strong ones the means of neighbouring steps. All methods log Γ; " +
  "only SD and SD2 act on it. The nearer Γ’s root is to a constant, the more SD and SD2 amount to " +
  "training with a constant multiple of A′.";

function seedSentence(seeds: number): string {
  return seeds === 1
    ? "There is one seed: another seed would move every curve, so small differences between the " +
      "methods decide nothing."
    : `There are ${seeds} seeds. Whether a difference is more than chance is for a comparison of ` +
      "the methods seed by seed to say, over enough seeds.";
}
