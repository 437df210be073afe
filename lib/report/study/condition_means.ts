/** What the study's conditions came to, over all seeds. */
import type { StudyRun } from "../../study/mod.ts";
import { CATEGORY_COLOURS, NEUTRAL } from "../plots/theme.ts";

/** The columns of `runs.csv` that are figures. */
export type Figure = {
  [Name in keyof StudyRun]: StudyRun[Name] extends number | null ? Name : never;
}[keyof StudyRun];

/** A condition of the constant schedule. */
export interface ConditionRuns {
  condition: string;
  /** In the order in which they come. */
  runs: readonly StudyRun[];
}

/** The conditions of the study's main experiment with the constant schedule, in their order. */
export function constantConditions(runs: readonly StudyRun[]): ConditionRuns[] {
  const main = runs.filter(({ stage, schedule }) => stage === "main" && schedule === "constant");
  const groups = Map.groupBy(main, ({ condition }) => condition);
  return [...groups].map(([condition, runs]) => ({ condition, runs }));
}

/** The mean of a figure over the runs that have it and did not diverge; null where none has. */
export function meanFigure(runs: readonly StudyRun[], figure: Figure): number | null {
  const values = runs.flatMap((run) => run.diverged === null ? run[figure] ?? [] : []);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

const [BLUE, VERMILION, GREEN] = CATEGORY_COLOURS as [string, string, string];

/** Names in the legend, with the colours that the methods have in all plots. */
export const KINDS: Readonly<Record<Kind, string>> = {
  none: NEUTRAL.muted,
  SD: BLUE,
  SD2: VERMILION,
  other: GREEN,
};

/** What a condition does to the rate: as SD or as SD2, whatever stands in Γ's place, or otherwise. */
export type Kind = "none" | "SD" | "SD2" | "other";

/** The kind of a run; `mean:of=SD2` and the like are of the kind of what they follow. */
export function kindOf({ method, objective }: Pick<StudyRun, "method" | "objective">): Kind {
  const [kind] = method.match(/\b(SD2|SD)\b/) ?? [];
  if (kind !== undefined) return kind as Kind;
  return method === "none" && objective === "cross_entropy" ? "none" : "other";
}

/** Of bands, and of thin lines that lead to names. */
export const BAND = "#9aa5b1", BAND_OPACITY = 0.22;
