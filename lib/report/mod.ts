/**
 * What an experiment looks like: Vega-Lite plots, images, a report, and displays for notebooks.
 *
 * @module
 */
export { escapeHtml } from "./page/escape.ts";
export { ExperimentProgress } from "./notebook/experiment_progress.ts";
export { finalLosses } from "./plots/final_losses.ts";
export { gammaCurve, type GammaCurveOptions } from "./plots/gamma_curve.ts";
export {
  gammaHistogram,
  type GammaPairRow,
  gammaPairRows,
  type GammaSample,
  sampleGammas,
  wrongBelowRight,
} from "./plots/gamma_pairs.ts";
export { reportHtml, type ReportParts } from "./page/report_html.ts";
export { lossCurves, type LossCurvesOptions } from "./plots/loss_curves.ts";
export { lossDifferences } from "./plots/loss_differences.ts";
export {
  maskingPlot,
  type MaskingRule,
  type MaskingShare,
  maskingShares,
} from "./plots/masking_shares.ts";
export { configRows, parameterRows } from "./notebook/model_rows.ts";
export { methodCurves, type MethodCurvesOptions } from "./plots/method_curves.ts";
export {
  display,
  displayExperiment,
  displayHtml,
  displayTable,
  type MediaBundle,
  messageDisplay,
  plotBundle,
  type ProgressDisplay,
  progressDisplay,
} from "./notebook/display.ts";
export { maskedHtml, passageHtml, passageRows } from "./notebook/passage_html.ts";
export {
  experimentPlots,
  gammaReference,
  type NamedPlot,
  type PlotSettings,
} from "./plots/experiment_plots.ts";
export { renderPng, type RenderPngOptions } from "./plots/png.ts";
export { type Prediction, predictionBars } from "./plots/prediction_bars.ts";
export {
  plannedRates,
  type PlannedRatesOptions,
  rateCurves,
  type RateCurvesOptions,
  type RatePoint,
  ratePoints,
} from "./plots/rate_curves.ts";
export { renderSvg } from "./plots/render.ts";
export {
  factorProfile,
  poleProfile,
  type ProfilePoint,
  scoreRows,
  snakePlot,
  type SnakePlotOptions,
} from "./plots/snake_plot.ts";
export { runTableHtml } from "./page/run_table.ts";
export { type StartedExperiment, startExperiment, STOP_FILE } from "./notebook/start_experiment.ts";
export { type Cell, pairRows, tableHtml, tableText } from "./page/table_html.ts";
export { type PlotSpec } from "./plots/theme.ts";
export { writeReport, type WrittenReport } from "./page/write_report.ts";
