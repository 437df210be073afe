/** What a swept number does to the loss: the runs' ends against its values. */
import type { PlannedRun, RunResult, RunSettings } from "../../experiment/mod.ts";
import { curvePanels } from "./curve_panels.ts";
import { curveRows } from "./curve_rows.ts";
import { groupingOf, groupRuns } from "./grouping.ts";
import { evaluationsOf, type RunPlotOptions, seedsNote } from "./run_data.ts";
import type { PlotSpec } from "./theme.ts";

/** The settings that are numbers and an axis of the experiment, the seed apart. */
export function sweptNumbers(runs: readonly RunResult[]): (keyof RunSettings)[] {
  const planned = runs.map(({ run }) => run).filter(({ condition }) => condition === undefined);
  const names = Object.keys(planned[0]?.settings ?? {}) as (keyof RunSettings)[];
  return names.filter((name) =>
    planned.every((run) => typeof run.settings[name] === "number" && isInLabel(run, name)) &&
    new Set(planned.map((run) => run.settings[name])).size > 1
  );
}

/** How a label says which value of a setting it has. */
const partOf = ({ settings }: PlannedRun, name: keyof RunSettings) => ` ${name}=${settings[name]}`;

function isInLabel(run: PlannedRun, name: keyof RunSettings): boolean {
  return run.label.includes(partOf(run, name));
}

/** The label of a run without the value of a setting. */
function without(run: PlannedRun, name: keyof RunSettings): string {
  return run.label.replace(partOf(run, name), "");
}

/**
 * The evaluation loss with which runs end against the value of a setting, a panel a schedule, a line
 * for each label that is left without the setting. Values that span a decade or more lie on a
 * logarithmic axis. Runs that ended early are left out.
 *
 * @param name One of {@linkcode sweptNumbers}.
 */
export function sweptLosses(
  runs: readonly RunResult[],
  name: keyof RunSettings,
  options: RunPlotOptions = {},
): PlotSpec {
  const swept = runs.filter(({ run }) => isInLabel(run, name));
  const standingFor = (baseline?: string) => {
    const { baselines } = groupRuns(runs, baseline);
    return new Set(
      swept.filter(({ label }) => baselines.has(label)).map(({ run }) => without(run, name)),
    );
  };
  const points = swept.map((result) => ({
    schedule: result.schedule,
    label: without(result.run, name),
    seed: result.seed,
    x: result.run.settings[name] as number,
    y: result.diverged === null ? evaluationsOf(result).at(-1)?.eval_loss ?? NaN : NaN,
  }));
  const methods = swept.every(({ run }) => without(run, name) === run.method);
  const title = methods ? "Method" : "Condition";
  const grouping = groupingOf(points, standingFor(options.baseline), title, standingFor());
  const values = [...new Set(points.map(({ x }) => x))].sort((a, b) => a - b);
  const least = values[0] ?? 1, greatest = values.at(-1) ?? 1;
  const log = least > 0 && greatest / least >= 10;
  const early = swept.filter(({ diverged }) => diverged !== null).length;
  return curvePanels({
    title: `Evaluation loss at the end against ${name}`,
    subtitle: "One point a value" + seedsNote(swept, grouping) +
      (early === 0 ? "" : `; ${early} of ${swept.length} runs ended early and have none`),
    grouping,
    strands: [{ name: "evaluation loss", rows: curveRows(points, grouping).rows, range: true }],
    x: {
      title: name,
      domain: aired(least, greatest, log),
      log,
      values,
      format: "~g",
      tooltipFormat: "~g",
    },
    y: { title: "Evaluation loss (nats)", tooltipFormat: ".4f" },
    nothing: "No run ends with a finite loss: there is nothing to draw.",
  });
}

/** The ends of the axis, a little beyond the values. */
function aired(least: number, greatest: number, log: boolean): [number, number] {
  if (log) {
    const factor = (greatest / least) ** 0.05;
    return [least / factor, greatest * factor];
  }
  const air = (greatest - least) * 0.05 || 1;
  return [least - air, greatest + air];
}
