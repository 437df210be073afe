/** The plots of an experiment, in the order in which they are to be read. */
import {
  BUILT_IN,
  type Definitions,
  filePart,
  isPlain,
  type RunResult,
  SETTING_DEFAULTS,
} from "../../experiment/mod.ts";
import { finalLosses } from "./final_losses.ts";
import { gammaCurve } from "./gamma_curve.ts";
import { gammaCurveOptions } from "./gammas.ts";
import { USUAL_BASELINE } from "./grouping.ts";
import { CONFIDENCE_PERCENT } from "./interval.ts";
import { lossCurves, lossPoints } from "./loss_curves.ts";
import { differencePoints, lossDifferences } from "./loss_differences.ts";
import { methodSentences } from "./methods.ts";
import { metricCurves } from "./metric_curves.ts";
import { metricsIn } from "./metrics.ts";
import { rateCurves } from "./rate_curves.ts";
import { countSeeds, type RunPlotOptions, stepsOf } from "./run_data.ts";
import { sweptLosses, sweptNumbers } from "./swept_losses.ts";
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

/** What the plots may be told besides the runs. */
export interface PlotSettings extends RunPlotOptions {
  /**
   * What the names in the runs' settings stand for.
   * @default BUILT_IN
   */
  definitions?: Definitions;
  /**
   * Whether the runs are one that stands for itself, as `fineTune` makes it: then nothing is compared,
   * and of one in which Γ has no part nothing is said of Γ.
   * @default false
   */
  alone?: boolean;
}

/** Metrics that need no plot of their own unless somebody asks for them. */
const USUAL_METRICS: readonly string[] = SETTING_DEFAULTS.metrics!;

/**
 * The plots of an experiment: losses, their differences from the baseline, further metrics, final
 * losses, these against what was swept, rates and Γ. A plot for which there is nothing to draw is
 * left out.
 */
export function experimentPlots(
  runs: readonly RunResult[],
  settings: PlotSettings = {},
): NamedPlot[] {
  if (settings.alone) return plotsAlone(runs, settings);
  const { baseline = USUAL_BASELINE, definitions = BUILT_IN } = settings;
  const options = { baseline };
  const seeds = seedSentence(countSeeds(runs));
  const further = metricsIn(runs).filter((name) => !USUAL_METRICS.includes(name));
  const plots: (NamedPlot | undefined)[] = [
    { name: "loss", spec: lossCurves(runs, options), caption: `${LOSS_CAPTION} ${seeds}` },
    differencePoints(runs, options).length === 0 ? undefined : {
      name: "loss-differences",
      spec: lossDifferences(runs, options),
      caption: differenceCaption(baseline, countSeeds(runs)),
    },
    ...further.map((metric) => ({
      name: `metric-${filePart(metric)}`,
      spec: metricCurves(runs, metric, { ...options, metrics: definitions.metrics }),
      caption: `Measured on the evaluation chunks, before training and since. ${seeds}`,
    })),
    {
      name: "final-losses",
      spec: finalLosses(runs, options),
      caption: `The evaluation loss after the last epoch. ${seeds}`,
    },
    ...sweptNumbers(runs).map((name) => ({
      name: `swept-${name}`,
      spec: sweptLosses(runs, name, options),
      caption: `The evaluation loss after the last epoch against ${name}. Where a line is still ` +
        "falling at an end, a value beyond it might have been better: compare methods where each " +
        `has its least loss. ${seeds}`,
    })),
    { name: "rates", spec: rateCurves(runs, options), caption: rateCaption(runs, definitions) },
    runs.every((run) => stepsOf(run).every((step) => step.gamma_root === null)) ? undefined : {
      name: "gamma",
      spec: gammaCurve(runs, { ...options, ...gammaCurveOptions(runs, definitions.gammas) }),
      caption: GAMMA_CAPTION,
    },
  ];
  return plots.filter((plot) => plot !== undefined);
}

/** The plots of one run that is compared with none. */
function plotsAlone(
  runs: readonly RunResult[],
  { definitions = BUILT_IN }: PlotSettings,
): NamedPlot[] {
  const plain = runs.every(({ run }) => isPlain(run.settings));
  const [loss, ...others] = experimentPlots(runs, { definitions }).filter(({ name }) =>
    name !== "final-losses" && !(plain && name === "gamma")
  );
  return [
    {
      ...loss!,
      spec: lossCurves(runs, { leastPoints: 2 }),
      caption: `${aloneCaption(runs)} ${ANOTHER_SEED}`,
    },
    ...others.map((plot): NamedPlot => {
      if (plot.name.startsWith("metric-")) {
        const caption =
          `Measured on the evaluation chunks, before training and since. ${ANOTHER_SEED}`;
        return { ...plot, caption };
      }
      if (!plain || plot.name !== "rates") return plot;
      return {
        ...plot,
        spec: rateCurves(runs, { subtitle: "As the schedule gives it" }),
        caption: "The rate that AdamW was given at each step.",
      };
    }),
  ];
}

const ANOTHER_SEED = "Another seed would move the curves, so small differences decide nothing.";

/** What the losses of one run are: the training loss as it was measured, if it was. */
function aloneCaption(runs: readonly RunResult[]): string {
  const points = lossPoints(runs).filter(({ part }) => part === "training");
  const isMeasured = runs.some(({ records }) =>
    records.some((record) => record.type === "evaluation" && record.train_eval_loss !== undefined)
  );
  const below = points.length < 2
    ? ""
    : isMeasured
    ? " Below is that of training chunks, measured in the same way."
    : " Below is the mean loss of the steps between two evaluations: with dropout and other masks in " +
      "each epoch, so it jumps, and may lie above the evaluation loss.";
  return "The loss on the evaluation chunks at each evaluation, the first one before training, without " +
    `dropout and with the same masks each time.${below}`;
}

const LOSS_CAPTION =
  "Each panel is a schedule, each colour a method or condition. Above is the loss on the evaluation " +
  "chunks, below that on training chunks, both at each evaluation, the first one before " +
  "training, without dropout and with the same masks each time; each row has an axis of its own. Where the loss before " +
  "training would take more than half of it, the lines come from beyond its end. Runs of older " +
  "versions, and runs made without it, have below the mean loss of the epoch’s steps: with dropout " +
  "and other masks in each epoch, so it jumps, and may lie above the evaluation loss.";

function differenceCaption(baseline: string, seeds: number): string {
  return `The same evaluation losses, each less the loss of ${baseline} with the same seed, ` +
    "epoch and, unless a condition sets it, schedule: above 0 is worse. The runs of one seed see the same chunks in the same order with the same " +
    "masks, so what is left is what the other setting did, and how chance then grew on it. " +
    intervalSentence(seeds);
}

function intervalSentence(seeds: number): string {
  return seeds === 1
    ? "One seed has no interval: two or more show how sure a difference is."
    : `Bands are ${CONFIDENCE_PERCENT} % t intervals of the mean difference over the seeds, paired by ` +
      "seed: where one holds 0, these seeds do not show which is better. Each is of one epoch and " +
      "comparison alone; among many, some miss by chance. A band that is wider than the panel is " +
      "cut at its edge.";
}

function rateCaption(runs: readonly RunResult[], definitions: Definitions): string {
  return "Dashed is A′, the rate that the schedule gives; solid is A″, the rate that AdamW was " +
    "given after the method’s adjustment. " +
    methodSentences(runs.map(({ method }) => method), definitions.methods)
      .map((sentence) => `${sentence}.`).join(" ");
}

const GAMMA_CAPTION =
  "Faint lines are single steps, strong ones the means of neighbouring steps. All runs log Γ, " +
  "whether or not their method uses it. The nearer Γ’s root is to a constant, the more a power of " +
  "it amounts to training with a constant multiple of A′.";

function seedSentence(seeds: number): string {
  return seeds === 1
    ? "There is one seed: another seed would move every curve, so small differences decide nothing."
    : `There are ${seeds} seeds. Whether a difference is more than chance is for a comparison ` +
      "seed by seed to say, over enough seeds.";
}
