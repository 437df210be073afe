/**
 * Who is who in plots and tables: schedules and labels have one order, and labels one colour, which
 * follow from the registries, from the plan and from what is compared with.
 */
import { choiceName } from "../../definition/mod.ts";
import {
  type PlannedRun,
  relative,
  type RunResult,
  SETTING_DEFAULTS,
} from "../../experiment/mod.ts";
import { METHODS, SCHEDULES } from "../../schedule/mod.ts";
import { CATEGORY_COLOURS } from "./theme.ts";

/** What the others are compared with unless an experiment says otherwise. */
export const USUAL_BASELINE = SETTING_DEFAULTS.baseline!;

/** What plots and tables group by. */
export interface Grouping {
  /** The schedules in the order in which they are shown: a panel each. */
  readonly schedules: readonly string[];
  /** The labels in the order in which they are shown, the baseline's first. */
  readonly labels: readonly string[];
  /** Those among them that stand for the baseline. */
  readonly baselines: ReadonlySet<string>;
  /** Each label's colour. */
  readonly colours: ReadonlyMap<string, string>;
  /** What the labels are: methods alone, or all in which runs differ. */
  readonly title: "Method" | "Condition";
}

/** Greys of what the others are usually compared with. */
const GREYS = ["#5f6b7a", "#a9b2bd", "#1f2933", "#7b8794"];

/**
 * Colours of the others: Okabe and Ito's in their planned order, so that SD is blue and SD2
 * vermilion, then those of Tol's "muted" palette ("Colour Schemes", SRON 2021).
 */
const COLOURS = [
  ...CATEGORY_COLOURS,
  ...["#332288", "#999933", "#882255", "#117733", "#44aa99", "#aa4499"],
];

/** Choices of known names in their order, then the others as they come. */
function inOrder(texts: Iterable<string>, known: readonly string[]): string[] {
  const place = (text: string) => {
    const at = known.indexOf(choiceName(text));
    return at < 0 ? known.length : at;
  };
  // Sorting is stable: choices of the same name stay in the order in which they come.
  return [...new Set(texts)].sort((a, b) => place(a) - place(b));
}

/** Schedules in the order of their registry, then others as they come. */
export function orderSchedules(schedules: Iterable<string>): string[] {
  return inOrder(schedules, SCHEDULES.names);
}

/** The baseline's labels, then methods in the order of their registry, then others as they come. */
export function orderLabels(
  labels: Iterable<string>,
  baselines: ReadonlySet<string> = new Set([USUAL_BASELINE]),
): string[] {
  const ordered = inOrder(labels, METHODS.names);
  return [
    ...ordered.filter((label) => baselines.has(label)),
    ...ordered.filter((label) => !baselines.has(label)),
  ];
}

/**
 * The colours of some labels: greys for the usual baseline's, and for the others a colour that a
 * method of the registry keeps whatever is drawn beside it.
 *
 * @param labels In their order.
 * @param usual Those that stand for the usual baseline.
 */
export function labelColours(
  labels: readonly string[],
  usual: ReadonlySet<string> = new Set([USUAL_BASELINE]),
): Map<string, string> {
  const own = METHODS.names.filter((name) => name !== USUAL_BASELINE);
  const colours = new Map<string, string>();
  // More shades of grey than these could not be told apart.
  const grey = labels.filter((label) => usual.has(label)).slice(0, GREYS.length);
  grey.forEach((label, i) => colours.set(label, GREYS[i]!));
  const rest = labels.filter((label) => !colours.has(label));
  const free = [...COLOURS];
  const give = (label: string, colour: string) => {
    colours.set(label, colour);
    free.splice(free.indexOf(colour), 1);
  };
  for (const label of rest) {
    const colour = COLOURS[own.indexOf(choiceName(label))];
    if (colour !== undefined && free.includes(colour)) give(label, colour);
  }
  for (const label of rest) {
    if (colours.has(label)) continue;
    if (free.length === 0) free.push(...COLOURS);
    give(label, free[0]!);
  }
  return colours;
}

/** What names a group of runs, or of points. */
export interface Grouped {
  readonly schedule: string;
  readonly label: string;
}

/**
 * How some points are grouped.
 *
 * @param baselines The labels that the others are compared with.
 * @param usual Those that stand for the usual baseline: no colour depends on what is compared with.
 */
export function groupingOf(
  points: readonly Grouped[],
  baselines: ReadonlySet<string> = new Set([USUAL_BASELINE]),
  title: Grouping["title"] = "Method",
  usual: ReadonlySet<string> = new Set([USUAL_BASELINE]),
): Grouping {
  const all = points.map(({ label }) => label);
  return {
    schedules: orderSchedules(points.map(({ schedule }) => schedule)),
    labels: orderLabels(all, baselines),
    baselines,
    colours: labelColours(orderLabels(all, usual), usual),
    title,
  };
}

/**
 * How some runs are grouped.
 *
 * @param baseline The method or condition that the others are compared with.
 */
export function groupRuns(
  runs: readonly Pick<RunResult, "run" | "label" | "schedule" | "method">[],
  baseline: string = USUAL_BASELINE,
): Grouping {
  const planned = runs.map(({ run }) => run);
  const standingFor = (name: string) =>
    new Set(planned.filter((run) => isBaseline(run, name, planned)).map(({ label }) => label));
  const title = runs.every(({ label, method }) => label === method) ? "Method" : "Condition";
  return groupingOf(runs, standingFor(baseline), title, standingFor(USUAL_BASELINE));
}

/** Whether a run is one that others are compared with. */
function isBaseline(run: PlannedRun, baseline: string, runs: readonly PlannedRun[]): boolean {
  return relative(run, baseline, "same", runs) === run;
}

/**
 * The run that another one is compared with: of the baseline, equal in all else.
 *
 * @returns Undefined where there is none, and for a run of the baseline itself.
 */
export function baselineOf(
  run: RunResult,
  runs: readonly RunResult[],
  baseline: string = USUAL_BASELINE,
): RunResult | undefined {
  const found = relative(run.run, baseline, "same", runs.map((other) => other.run));
  if (found === undefined || found === run.run) return undefined;
  return runs.find((other) => other.run === found);
}

/** Bands over each other of more labels than these hide the lines. */
const MOST_BANDS = 4;

/** Whether the seeds' ranges can be drawn as bands that still can be told apart. */
export function hasBands({ labels }: Pick<Grouping, "labels">): boolean {
  return labels.length <= MOST_BANDS;
}

/** Runs, or rows of a plot, by schedule, then label, then seed. The last is drawn on top. */
export function inPlotOrder<T extends Grouped & { readonly seed: number }>(
  runs: readonly T[],
  { schedules, labels }: Pick<Grouping, "schedules" | "labels">,
): T[] {
  return runs.toSorted((a, b) =>
    schedules.indexOf(a.schedule) - schedules.indexOf(b.schedule) ||
    labels.indexOf(a.label) - labels.indexOf(b.label) || a.seed - b.seed
  );
}

/**
 * A schedule's name as a heading.
 *
 * @example
 * ```ts
 * import { scheduleTitle } from "./grouping.ts";
 * const title = scheduleTitle("cosine_with_min_lr:minLrRate=0.1");
 * if (title !== "Cosine with min lr, minLrRate=0.1") throw new Error("words");
 * ```
 */
export function scheduleTitle(schedule: string): string {
  const [name, ...parameters] = schedule.split(":");
  const words = name!.replaceAll("_", " ");
  return [words.charAt(0).toUpperCase() + words.slice(1), ...parameters].join(", ");
}
