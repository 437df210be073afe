/**
 * What an experiment looks like: Vega-Lite plots, images, a report, and displays for notebooks.
 *
 * @module
 */
export { escapeHtml } from "./escape.ts";
export { ExperimentProgress } from "./experiment_progress.ts";
export { finalLosses } from "./final_losses.ts";
export { gammaCurve, type GammaCurveOptions } from "./gamma_curve.ts";
export {
  gammaHistogram,
  type GammaPairRow,
  gammaPairRows,
  type GammaSample,
  sampleGammas,
  wrongBelowRight,
} from "./gamma_pairs.ts";
export { reportHtml, type ReportParts } from "./html.ts";
export { lossCurves, type LossCurvesOptions } from "./loss_curves.ts";
export { lossDifferences } from "./loss_differences.ts";
export {
  maskingPlot,
  type MaskingRule,
  type MaskingShare,
  maskingShares,
} from "./masking_shares.ts";
export { configRows, parameterRows } from "./model_rows.ts";
export { methodCurves, type MethodCurvesOptions } from "./method_curves.ts";
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
} from "./notebook.ts";
export { maskedHtml, passageHtml, passageRows } from "./passage_html.ts";
export { experimentPlots, gammaReference, type NamedPlot, type PlotSettings } from "./plots.ts";
export { renderPng, type RenderPngOptions } from "./png.ts";
export { type Prediction, predictionBars } from "./prediction_bars.ts";
export {
  plannedRates,
  type PlannedRatesOptions,
  rateCurves,
  type RateCurvesOptions,
  type RatePoint,
  ratePoints,
} from "./rate_curves.ts";
export { renderSvg } from "./render.ts";
export {
  factorProfile,
  poleProfile,
  type ProfilePoint,
  scoreRows,
  snakePlot,
  type SnakePlotOptions,
} from "./snake_plot.ts";
export { runTableHtml } from "./run_table.ts";
export { type StartedExperiment, startExperiment, STOP_FILE } from "./start_experiment.ts";
export { type Cell, pairRows, tableHtml, tableText } from "./table_html.ts";
export { type PlotSpec } from "./theme.ts";
export { writeReport, type WrittenReport } from "./write_report.ts";
