/** What more data does: the study's losses against the chunks trained on. */
import { sizeRuns, type StudyRun } from "../../study/mod.ts";
import { curveRowsOfPanels } from "../plots/curve_panels.ts";
import type { CurveAxis } from "../plots/curve_plot.ts";
import { type CurvePoint, curveRows } from "../plots/curve_rows.ts";
import { groupingOf } from "../plots/grouping.ts";
import type { PlotSpec } from "../plots/theme.ts";

/**
 * Evaluation and training loss after the last epoch against the number of training chunks, and below
 * them the one less the other: how far the runs overfit. The means of the seeds, a line a method.
 *
 * @param runs Of the study.
 */
export function sizeCurves(runs: readonly StudyRun[]): PlotSpec {
  const of = sizeRuns(runs);
  const points = (value: (run: StudyRun) => number | null) =>
    of.map((run): CurvePoint => ({
      schedule: run.schedule,
      label: run.condition,
      seed: run.seed,
      x: run.train_chunks,
      y: value(run) ?? NaN,
    }));
  const evaluation = points(({ eval_loss }) => eval_loss);
  const training = points(({ train_eval_loss }) => train_eval_loss);
  const gap = evaluation.map((point, i) => ({ ...point, y: point.y - training[i]!.y }));
  const grouping = groupingOf(evaluation);
  const strand = (name: string, of: readonly CurvePoint[], line: "solid" | "dashed") => ({
    name,
    line,
    rows: curveRows(of, grouping).rows.map(({ low: _, high: __, ...row }) => row),
  });
  const sizes = [...new Set(of.map(({ train_chunks }) => train_chunks))].sort((a, b) => a - b);
  const least = sizes[0] ?? 1, greatest = sizes.at(-1) ?? 1;
  const x: CurveAxis = {
    title: "Training chunks",
    domain: [least / 1.08, greatest * 1.08],
    log: true,
    values: sizes,
    format: "d",
    tooltipFormat: "d",
  };
  return curveRowsOfPanels({
    title: "Final losses against the amount of data",
    subtitle:
      "Means of the seeds, the same number of epochs each; below: evaluation less training loss",
    nothing: "No run has a final loss.",
  }, [
    {
      grouping,
      strands: [strand("evaluation", evaluation, "solid"), strand("training", training, "dashed")],
      kinds: "Loss",
      x,
      y: { title: "Loss (nats)", tooltipFormat: ".4f" },
    },
    {
      grouping,
      strands: [strand("evaluation less training", gap, "solid")],
      x,
      y: { title: "Difference (nats)", tooltipFormat: "+.4f" },
      rules: [{ value: 0 }],
      height: 130,
    },
  ]);
}
