/** What in a study's files does not follow from its plan and from its runs. */
import { dirname } from "node:path";
import {
  checkChoices,
  type ExperimentSettings,
  plannedRuns,
  stepsOf,
  withPlugins,
} from "../experiment/mod.ts";
import { studyDifferences } from "./compare.ts";
import { identity, nameOf } from "./complete.ts";
import { GAMMA_CONDITIONS } from "./conditions.ts";
import type { Difference } from "./differences.ts";
import { levelsOf } from "./levels.ts";
import { SCHEDULE } from "./plan.ts";
import { STAGES, type StudyRun } from "./runs.ts";
import { mainSettings, ratesSettings, sizesSettings } from "./stages.ts";
import { mean } from "./statistics/bootstrap.ts";
import { type Study, STUDY_FILES } from "./study.ts";

/** Numbers that are computed in two ways differ by no more than this share: rates are float32. */
const LAST_DIGITS = 1e-6;

function isNear(a: number | null, b: number): boolean {
  return a !== null && Math.abs(a - b) <= LAST_DIGITS * Math.abs(b);
}

/**
 * All that is wrong with a complete study, a sentence each that begins with file and row: settings that
 * are not the plan's, rows that are not planned or contradict their settings or themselves, Γs of steps
 * that do not belong to their runs, differences that do not follow.
 */
export function studyFaults(study: Study): string[] {
  const faults = filedFaults(study);
  // From wrong runs other differences follow, which are no faults of their own.
  return faults.length > 0
    ? faults
    : differenceFaults(study.differences, studyDifferences(study.runs));
}

/** Those that are found without computing differences anew. */
export function filedFaults(study: Study): string[] {
  return [...settingFaults(study), ...runFaults(study), ...gammaFaults(study)];
}

/** The settings that the plan gives each experiment, from what the main one started from. */
function settingFaults({ config, runs }: Study): string[] {
  const { settings } = config.main;
  const base = { ...settings, out: dirname(settings.out) };
  const planned = {
    rates: ratesSettings(base),
    main: mainSettings(base, levelsOf(runs)),
    sizes: sizesSettings(base),
  };
  return STAGES.flatMap((stage) => {
    const there: Readonly<Record<string, unknown>> = config[stage].settings;
    // Choices are kept as they are written by default: "sd_loss", not "sd_loss:lambda=0.1".
    const settings: ExperimentSettings = checkChoices(planned[stage], withPlugins([]));
    return Object.entries(settings)
      .filter(([name, value]) => name !== "out" && !isSame(value, there[name]))
      .map(([name]) =>
        `${STUDY_FILES.config}: ${name} of ${stage} is not what the plan makes of main's settings.`
      );
  });
}

/** Whether two settings are the same, in whatever order conditions stand and are written. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b));
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(inOrder);
    return items.every((item) => typeof item === "object")
      ? items.map((item) => JSON.stringify(item)).sort()
      : items;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1)
    .map(([name, of]) => [name, inOrder(of)]);
}

function runFaults({ config, runs }: Study): string[] {
  const planned = new Map(
    STAGES.flatMap((stage) =>
      plannedRuns(config[stage].settings).map((run) => [nameOf(identity(stage, run)), run] as const)
    ),
  );
  const seen = new Set<string>();
  return runs.flatMap((row, i) => {
    const name = nameOf(row), run = planned.get(name);
    const says = (what: string) => `${STUDY_FILES.runs}, row ${i + 2}: ${name} ${what}.`;
    if (run === undefined) return [says("is not planned")];
    if (seen.has(name)) return [says("stands there twice")];
    seen.add(name);
    const { settings } = run;
    const expected: Partial<StudyRun> = {
      ...{ method: settings.method, gamma: settings.gamma, objective: settings.objective },
      ...{ learning_rate: settings.learningRate, gamma_reference: String(settings.gammaReference) },
      ...(row.diverged === null ? { steps: stepsOf(run) } : {}),
    };
    const others = Object.entries(expected)
      .filter(([column, value]) => row[column as keyof StudyRun] !== value)
      .map(([column, value]) =>
        says(`has the ${column} ${row[column as keyof StudyRun]} and was planned with ${value}`)
      );
    return [...others, ...contradictions(row).map(says)];
  });
}

const FINAL = [
  ...["train_loss", "eval_loss", "eval_loss_best", "eval_perplexity", "eval_accuracy"],
  ...["eval_mrr", "eval_ece", "eval_semantic_error", "eval_semantic_error_wrong"],
  "train_eval_loss",
] as (keyof StudyRun)[];

/** What in a row cannot be true together, each to go on after the run's name. */
function contradictions(row: StudyRun): string[] {
  const there = FINAL.filter((column) => row[column] !== null);
  if (row.diverged !== null) {
    return there.length === 0 ? [] : [`diverged, and has the figure ${there[0]}`];
  }
  const lacking = FINAL.find((column) => row[column] === null);
  if (lacking !== undefined) return [`did not diverge, and has no ${lacking}`];
  const found: string[] = [];
  if (!isNear(row.eval_perplexity, Math.exp(row.eval_loss!))) {
    found.push("has an eval_perplexity that is not e to the power of its eval_loss");
  }
  if (row.eval_loss_best! > row.eval_loss!) {
    found.push("has an eval_loss_best above its eval_loss");
  }
  if (
    row.method === "none" && row.schedule === SCHEDULE &&
    !isNear(row.mean_learning_rate, row.learning_rate)
  ) found.push("has a mean_learning_rate that is not its constant rate");
  if (row.weights_sha256 !== null && !/^[0-9a-f]{64}$/.test(row.weights_sha256)) {
    found.push("has a weights_sha256 that is no SHA-256");
  }
  return found;
}

/** Each run whose Γ is kept has each of its steps once, and their mean root is the run's. */
function gammaFaults({ runs, gamma }: Study): string[] {
  const keyOf = ({ condition, seed }: Pick<StudyRun, "condition" | "seed">) =>
    `${condition} with seed ${seed}`;
  const steps = Map.groupBy(gamma, keyOf);
  const kept = runs.filter(({ stage, schedule, condition }) =>
    stage === "main" && schedule === SCHEDULE && GAMMA_CONDITIONS.includes(condition)
  );
  const faults = kept.flatMap((run) => {
    const name = keyOf(run), of = steps.get(name) ?? [];
    steps.delete(name);
    const says = (what: string) => [`${STUDY_FILES.gamma}: ${name} ${what}.`];
    const isWhole = of.length === run.steps && of.every(({ step }, i) => step === i + 1);
    if (!isWhole) return says(`does not have the steps 1 to ${run.steps} once each, in order`);
    const roots = of.map(({ gamma_root }) => gamma_root).filter((root) => root !== null);
    if (roots.length === 0 || isNear(run.mean_gamma_root, mean(roots))) return [];
    return says(`has roots whose mean is not the mean_gamma_root of ${STUDY_FILES.runs}`);
  });
  return [
    ...faults,
    ...[...steps.keys()].map((name) => `${STUDY_FILES.gamma}: ${name} is no run whose Γ is kept.`),
  ];
}

function differenceFaults(said: readonly Difference[], computed: readonly Difference[]): string[] {
  const nameOf = ({ contrast, metric }: Difference) => `${contrast}, ${metric}`;
  const wanted = computed.map(nameOf), there = said.map(nameOf);
  const places = there.flatMap((name, i) => {
    const says = (what: string) => `${STUDY_FILES.differences}, row ${i + 2}: ${name} ${what}.`;
    if (!wanted.includes(name)) return [says("is no difference of the study")];
    return there.indexOf(name) === i ? [] : [says("stands there twice")];
  });
  const missing = wanted.filter((name) => !there.includes(name))
    .map((name) => `${STUDY_FILES.differences} lacks ${name}.`);
  // One row too many, or too few, moves all others.
  if (places.length + missing.length > 0) return [...places, ...missing];
  const at = there.findIndex((name, i) => name !== wanted[i]);
  if (at >= 0) {
    return [
      `${STUDY_FILES.differences}, row ${at + 2}: ${there[at]} stands where ${
        wanted[at]
      } is to be.`,
    ];
  }
  return computed.flatMap((row, i) =>
    Object.entries(row).flatMap(([column, value]) => {
      const other = said[i]![column as keyof Difference];
      return other === value ? [] : [
        `${STUDY_FILES.differences}, row ${
          i + 2
        }: ${column} of ${row.contrast}, ${row.metric} is ` +
        `${other}; the runs say ${value}.`,
      ];
    })
  );
}
