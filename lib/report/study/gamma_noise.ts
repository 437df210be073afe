/** How much of Γ's course over a run is noise of sampling: masks and chunks differ from step to step. */
import type { GammaStep } from "../../study/mod.ts";

/** Γ's root over the steps of a condition's runs. */
export interface GammaNoise {
  /** As in the study's tables. */
  condition: string;
  /** How many there are. */
  seeds: number;
  /** Of Γ's root over all steps and seeds. */
  mean: number;
  /** Standard deviation over the steps of a run, as a share of the mean. */
  variation: number;
  /**
   * Standard deviation of a single step beside what all seeds have in common there, as a share of the
   * mean: the noise. NaN for one seed.
   */
  noise: number;
  /** Share of the variance over a run's steps that is noise, at most 1. */
  share: number;
  /** Correlation of Γ's root with the step's loss within runs. */
  correlation: number;
  /** What all seeds have in common: the mean at each step, in the steps' order. */
  course: { step: number; mean: number }[];
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const meanOf = (values: readonly number[]) => sum(values) / values.length;

/**
 * The noise of each condition by a two-way analysis: what a step's root has beside its run's mean and
 * its step's mean over the seeds. Steps that not every seed has a root at are left out.
 */
export function gammaNoise(steps: readonly GammaStep[]): GammaNoise[] {
  return [...Map.groupBy(steps, ({ condition }) => condition)].flatMap(([condition, of]) => {
    const seeds = new Set(of.map(({ seed }) => seed)).size;
    const whole = [...Map.groupBy(of, ({ step }) => step).values()]
      .filter((at) => at.length === seeds && at.every(({ gamma_root }) => gamma_root !== null));
    const n = whole.length;
    if (n < 2) return [];
    const roots = whole.flat().map((step) => ({ ...step, root: step.gamma_root! }));
    const mean = meanOf(roots.map(({ root }) => root));
    const runs = [...Map.groupBy(roots, ({ seed }) => seed).values()];
    const course = whole.map((at) => ({
      step: at[0]!.step,
      mean: meanOf(at.map(({ gamma_root }) => gamma_root!)),
    }));
    const common = new Map(course.map(({ step, mean }) => [step, mean]));
    let within = 0, residual = 0, losses = 0, products = 0;
    for (const run of runs) {
      const level = meanOf(run.map(({ root }) => root));
      const loss = meanOf(run.map(({ loss }) => loss));
      for (const step of run) {
        within += (step.root - level) ** 2;
        residual += (step.root - level - common.get(step.step)! + mean) ** 2;
        losses += (step.loss - loss) ** 2;
        products += (step.root - level) * (step.loss - loss);
      }
    }
    const variance = within / (seeds * (n - 1)), noise = residual / ((seeds - 1) * (n - 1));
    return {
      condition,
      seeds,
      mean,
      variation: Math.sqrt(variance) / mean,
      noise: Math.sqrt(noise) / mean,
      share: Math.min(1, noise / variance),
      correlation: products / Math.sqrt(within * losses),
      course,
    };
  });
}
