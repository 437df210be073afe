/** A study whose outcome is known: runs that nobody trained, for tests. */
import {
  checkChoices,
  plannedRuns,
  resolveSettings,
  stepsOf,
  withPlugins,
} from "../experiment/mod.ts";
import { Random } from "../random/mod.ts";
import { studyDifferences } from "./compare.ts";
import { identity, type StudyConfig } from "./complete.ts";
import { GAMMA_CONDITIONS } from "./conditions.ts";
import { NO_LEVELS } from "./levels.ts";
import { CONTRASTS, NONE_BEST, RATES, SEEDS } from "./plan.ts";
import { type StageName, STAGES, type StudyRun } from "./runs.ts";
import { mainSettings, ratesSettings, sizesSettings } from "./stages.ts";
import type { Study } from "./study.ts";

/** The rate of the preset. */
export const RATE = 6e-4;

/** The loss of none at a multiple of the rate: least at 1/√e. */
export function lossAt(factor: number): number {
  return 4.5 + 0.12 * (Math.log(factor) + 0.5) ** 2;
}

/** A run; its semantic error is 1 + a tenth of its loss. */
export function madeUpRun(
  values: Partial<StudyRun> & Pick<StudyRun, "condition" | "seed">,
  loss: number,
): StudyRun {
  return {
    ...{ schedule: "constant", method: "none", gamma: "osgood", stage: "main" },
    ...{ learning_rate: RATE, mean_learning_rate: RATE, steps: 48, train_loss: loss - 0.1 },
    ...{ eval_loss: loss, eval_loss_best: loss, eval_perplexity: Math.exp(loss) },
    ...{ eval_accuracy: 0.3, eval_mrr: 0.4, eval_ece: 0.05, eval_cloze_accuracy: null },
    ...{ eval_semantic_error: 1, eval_semantic_error_wrong: 1 + loss / 10 },
    ...{ train_eval_loss: loss - 0.2, objective: "cross_entropy", gamma_reference: "none" },
    ...{ mean_gamma_root: 1.2, train_chunks: 128, seconds: 15, diverged: null },
    weights_sha256: "0".repeat(64),
    ...values,
  };
}

/** What of a loss is its seed's: all runs with the seed share it. */
function ofSeed(seed: number): number {
  return 0.05 * new Random(seed, "made-up").normal();
}

/**
 * All runs of a study. SD has 0.8 times the rate, and so have its controls; SD2 1.25 times. Meaning
 * adds nothing, but for what `added` says.
 *
 * @param added Nats that a condition's loss has besides.
 */
export function madeUpRuns(
  seeds: readonly number[] = SEEDS.main,
  added: Readonly<Record<string, number>> = {},
): StudyRun[] {
  const cells = new Map(
    CONTRASTS.flatMap(({ left, right }) => right === "curve" ? [left] : [left, right])
      .filter(({ condition }) => condition !== NONE_BEST)
      .map((cell) => [`${cell.schedule} ${cell.condition}`, cell]),
  );
  const run = (stage: StageName, condition: string, seed: number, more = {}) => {
    const factor = RATES[condition] ??
      (condition.endsWith("SD2") ? 1.25 : condition.endsWith("SD") ? 0.8 : 1);
    const loss = lossAt(factor) + ofSeed(seed) + (added[condition] ?? 0) +
      0.001 * new Random(seed, condition).normal();
    const rate = {
      learning_rate: RATE * (RATES[condition] ?? 1),
      mean_learning_rate: RATE * factor,
    };
    return madeUpRun({ condition, seed, stage, ...rate, ...more }, loss);
  };
  return [
    ...SEEDS.rates.flatMap((seed) => Object.keys(RATES).map((name) => run("rates", name, seed))),
    ...seeds.flatMap((seed) => [
      ...[...cells.values()].map(({ condition, schedule }) =>
        run("main", condition, seed, { schedule })
      ),
      ...Object.keys(RATES).filter((name) => name !== "none")
        .map((name) => run("main", name, seed)),
    ]),
    ...seeds.slice(0, 3).flatMap((seed) =>
      [32, 64, 256, 512, 1311].flatMap((train_chunks) =>
        ["none", "SD", "SD2"].map((name) => run("sizes", name, seed, { train_chunks }))
      )
    ),
  ];
}

/** A whole study as it is planned; its Γs have the same root at each step, so that all levels are 1. */
export function madeUpStudy(seeds: readonly number[] = SEEDS.main): Study {
  const base = resolveSettings({ overrides: { seeds: [...seeds], out: "made-up" } });
  const planned = {
    rates: ratesSettings(base),
    main: mainSettings(base, NO_LEVELS),
    sizes: sizesSettings(base),
  };
  const config = Object.fromEntries(
    STAGES.map((stage) => [stage, {
      settings: checkChoices(planned[stage], withPlugins([])),
      environment: {},
    }]),
  ) as StudyConfig;
  const runs = STAGES.flatMap((stage) =>
    plannedRuns(config[stage].settings).map((run): StudyRun => {
      const { settings, seed } = run, of = identity(stage, run);
      const factor = RATES[of.condition] ??
        (of.condition.endsWith("SD2") ? 1.25 : of.condition.endsWith("SD") ? 0.8 : 1);
      const own = new Random(seed, JSON.stringify(of)).normal();
      return madeUpRun({
        ...of,
        ...{ method: settings.method, gamma: settings.gamma, objective: settings.objective },
        ...{ learning_rate: settings.learningRate, mean_learning_rate: base.learningRate * factor },
        ...{ gamma_reference: String(settings.gammaReference), steps: stepsOf(run) },
      }, lossAt(factor) + ofSeed(seed) + 0.0005 * own);
    })
  );
  const gamma = runs.filter(({ stage, schedule, condition }) =>
    stage === "main" && schedule === "constant" && GAMMA_CONDITIONS.includes(condition)
  ).flatMap(({ condition, seed, steps, mean_gamma_root }) =>
    Array.from({ length: steps }, (_, i) => ({
      ...{ condition, seed, step: i + 1, loss: 4.5, gamma_root: mean_gamma_root, gamma_pairs: 300 },
    }))
  );
  return { config, runs, differences: studyDifferences(runs), gamma };
}
