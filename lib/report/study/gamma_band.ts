/** Γ's root over the steps of the study's runs, within the band that sampling alone would fill. */
import type { GammaStep, StudyRun } from "../../study/mod.ts";
import { inWords } from "../plots/in_words.ts";
import { type Fit, lines, OWN_X_AXES, panelLayout } from "../plots/layout.ts";
import { namedPlaces } from "../plots/named.ts";
import {
  CATEGORY_COLOURS,
  NEUTRAL,
  PLOT_CONFIG,
  type PlotLayer,
  type PlotSpec,
  VEGA_LITE_SCHEMA,
} from "../plots/theme.ts";
import { BAND, BAND_OPACITY } from "./condition_means.ts";
import { type GammaNoise, gammaNoise } from "./gamma_noise.ts";

const TITLE = "Γ’s root and its sampling noise";
const GAP = 22, MARGIN = 92;
/** 95 % of a normal distribution lie within so many standard deviations. */
const WITHIN = 1.96;

/**
 * Γ's root at each step, in per cent of its mean, a panel a condition: a run of one seed, the mean of
 * all seeds, and the band in which 95 % of a run's steps would lie if the root were a constant and
 * only sampling moved it. All panels have the same axis.
 *
 * @param steps Of some conditions.
 * @param runs Of the study: what Γ they have stands in the panels' titles.
 */
export function gammaBand(steps: readonly GammaStep[], runs: readonly StudyRun[]): PlotSpec {
  const noises = gammaNoise(steps).filter(({ noise }) => Number.isFinite(noise));
  if (noises.length === 0) return inWords(TITLE, "No condition has Γ of two seeds or more.");
  const gammaOf = new Map(runs.map(({ condition, gamma }) => [condition, gamma]));
  const titles = noises.map(({ condition }) => `${gammaOf.get(condition) ?? "Γ"} (${condition})`);
  const { labelExpr, param } = namedPlaces("panels", titles);
  const { columns, width } = panelLayout(noises.length, GAP);
  const fit: Fit = { panels: noises.length, least: 220, columns, margin: MARGIN, gap: GAP };
  const subtitle =
    "In per cent of its mean. Thin: one run; thick: the mean of all seeds. 95 % of a run’s " +
    "steps would lie in the band if only sampling moved Γ";
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: { text: TITLE, subtitle: lines(subtitle) },
    params: [param],
    data: { values: noises.flatMap((noise, panel) => rowsOf(noise, panel, steps)) },
    facet: {
      field: "panel",
      type: "ordinal",
      title: null,
      header: {
        labelAnchor: "start",
        labelFontSize: 13,
        labelFontWeight: 600,
        labelPadding: 6,
        labelExpr,
      },
    },
    columns,
    spacing: { column: GAP, row: 26 },
    spec: { width, height: 170, layer: layers() },
    usermeta: { fit },
    config: PLOT_CONFIG,
    ...(columns < noises.length ? { resolve: OWN_X_AXES } : {}),
  };
}

function rowsOf(
  { condition, mean, noise, course }: GammaNoise,
  panel: number,
  steps: readonly GammaStep[],
) {
  const per = (root: number) => (root / mean - 1) * 100;
  const of = steps.filter((step) => step.condition === condition);
  const seed = Math.min(...of.map((step) => step.seed));
  const run = of.filter((step) => step.seed === seed && step.gamma_root !== null);
  const level = run.reduce((sum, { gamma_root }) => sum + gamma_root!, 0) / run.length;
  return [
    { panel, part: "band", low: -WITHIN * noise * 100, high: WITHIN * noise * 100 },
    // The run's own level, which differs from seed to seed, is no part of its course.
    ...run.map(({ step, gamma_root }) => ({
      panel,
      part: "run",
      step,
      value: per(gamma_root! - level + mean),
    })),
    ...course.map(({ step, mean }) => ({ panel, part: "mean", step, value: per(mean) })),
  ];
}

function layers(): PlotLayer[] {
  const only = (part: string) => [{ filter: { field: "part", equal: part } }];
  const y = {
    type: "quantitative" as const,
    title: "Difference from the mean (%)",
    // Without digits of its own an axis would write 30 as 3e+1.
    axis: { grid: true, tickCount: 5, format: "+.4~g", labelExpr: SIGNED },
  };
  const curve = (part: string, colour: string, strokeWidth: number): PlotLayer => ({
    transform: only(part),
    mark: { type: "line", color: colour, strokeWidth },
    encoding: {
      x: {
        field: "step",
        type: "quantitative",
        title: "Step",
        scale: { nice: false, zero: true },
        axis: { tickCount: 5 },
      },
      y: { ...y, field: "value" },
      tooltip: [
        { field: "step", title: "step" },
        { field: "value", title: "per cent", type: "quantitative", format: "+.2f" },
      ],
    },
  });
  return [
    {
      transform: only("band"),
      mark: { type: "rect", color: BAND, opacity: BAND_OPACITY },
      encoding: {
        x: { value: 0 },
        x2: { value: "width" },
        y: { ...y, field: "low" },
        y2: { field: "high" },
      },
    },
    curve("run", NEUTRAL.muted, 1),
    curve("mean", CATEGORY_COLOURS[0]!, 2),
  ];
}

const SIGNED = "datum.value === 0 ? '0' : datum.label";
