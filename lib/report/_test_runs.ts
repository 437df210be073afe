/** Made-up runs for the tests: losses that can be followed by hand. */
import {
  type PlannedRun,
  plannedRuns,
  resolveSettings,
  resultOf,
  type RunResult,
  type SettingsLayers,
} from "../experiment/mod.ts";
import { choiceName } from "../definition/mod.ts";
import type { LogRecord } from "../training/mod.ts";

/** What a run comes to. */
export interface TestOutcome {
  /** Evaluation losses: before training and after each epoch. */
  evalLosses: number[];
  /** The epochs' mean training losses. */
  trainLosses: number[];
  /** A step an epoch: the root of Γ at each. A′ is 0.1. */
  roots?: (number | null)[];
  /** Metrics besides the three: their values at each evaluation. */
  metrics?: Readonly<Record<`eval_${string}`, (number | null)[]>>;
  diverged?: string;
}

/** What a run is to be made of. */
export interface TestRun extends TestOutcome {
  schedule: string;
  method: string;
  seed?: number;
}

/** A run with one step an epoch. */
export function testRun({ schedule, method, seed = 0, ...outcome }: TestRun): RunResult {
  const [planned] = planOf({ schedules: [schedule], methods: [method], seeds: [seed] });
  return testResult(planned!, outcome);
}

/** The runs that follow from some settings. */
export function planOf(overrides: NonNullable<SettingsLayers["overrides"]>): PlannedRun[] {
  return plannedRuns(resolveSettings({ overrides }));
}

/** What a planned run comes to, with one step an epoch. */
export function testResult(planned: PlannedRun, outcome: TestOutcome): RunResult {
  const { evalLosses, trainLosses, roots = [], metrics = {}, diverged = null } = outcome;
  const power = { none: 0, SD: -1, SD2: 1 }[choiceName(planned.method)] ?? 0;
  const records = evalLosses.flatMap((loss, epoch): LogRecord[] => {
    const evaluation: LogRecord = {
      type: "evaluation",
      step: epoch,
      epoch,
      eval_loss: loss,
      eval_perplexity: Math.exp(loss),
      eval_accuracy: 0.5,
      ...Object.fromEntries(
        Object.entries(metrics).map(([name, values]) => [name, values[epoch]!]),
      ),
      eval_masked_tokens: 100,
      train_loss: epoch === 0 ? null : trainLosses[epoch - 1]!,
    };
    if (epoch === 0) return [evaluation];
    const root = roots[epoch - 1] ?? null;
    return [{
      type: "step",
      step: epoch,
      epoch,
      loss: trainLosses[epoch - 1]!,
      grad_norm: 1,
      scheduled_learning_rate: 0.1,
      learning_rate: 0.1 * (root ?? 1) ** power,
      gamma: root === null ? null : root ** 3,
      gamma_root: root,
      gamma_pairs: root === null ? 0 : 10,
      seconds: 0.5,
    }, evaluation];
  });
  return resultOf(planned, { seconds: 1, diverged, bestStep: null, records });
}

/** All nine curves, given in another order than they are to be drawn in. */
export function nineRuns(seeds: readonly number[] = [0]): RunResult[] {
  return seeds.flatMap((seed) =>
    ["cosine", "linear", "constant"].flatMap((schedule, i) =>
      ["SD2", "SD", "none"].map((method, j) =>
        testRun({
          schedule,
          method,
          seed,
          evalLosses: [4, 3.5 + i / 10 + j / 100 + seed / 1000, 3 + i / 10 + j / 100 + seed / 1000],
          trainLosses: [3.9, 3.4],
          roots: [1.25, 1.2],
        })
      )
    )
  );
}

/** How many marks of a kind an SVG of Vega has, such as "line" or "area". */
export function countMarks(svg: string, kind: string): number {
  const groups = svg.matchAll(new RegExp(`<g class="mark-${kind} role-mark[^>]*>(.*?)</g>`, "g"));
  return [...groups].reduce(
    (sum, [, content]) => sum + [...content!.matchAll(/<(path|text|line)\b/g)].length,
    0,
  );
}
