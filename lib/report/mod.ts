/**
 * What an experiment looks like: Vega-Lite plots, images, a report, and displays for notebooks.
 *
 * @module
 */
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
export { displayReport } from "./notebook/display_report.ts";
export { ExperimentProgress } from "./notebook/experiment_progress.ts";
export { configRows, parameterRows } from "./notebook/model_rows.ts";
export { maskedHtml, passageHtml, passageRows } from "./notebook/passage_html.ts";
export {
  type EndedExperiment,
  type StartedExperiment,
  startExperiment,
  startFineTune,
} from "./notebook/start_experiment.ts";
export { escapeHtml } from "./page/escape.ts";
export type { DrawnPlot } from "./page/page_html.ts";
export { REPORT_STYLE } from "./page/report_style.ts";
export { reportHtml, type ReportParts } from "./page/report_html.ts";
export { runTableHtml, type RunTableOptions } from "./page/run_table.ts";
export { type Cell, pairRows, tableHtml, tableText } from "./page/table_html.ts";
export { writeReport, type WriteReportOptions, type WrittenReport } from "./page/write_report.ts";
export { experimentPlots, type NamedPlot, type PlotSettings } from "./plots/experiment_plots.ts";
export { CONFIDENCE_PERCENT, type MeanInterval, meanInterval } from "./plots/interval.ts";
export { finalLosses } from "./plots/final_losses.ts";
export { gammaCurve, type GammaCurveOptions } from "./plots/gamma_curve.ts";
export { gammaHistogram } from "./plots/gamma_histogram.ts";
export {
  type GammaPairRow,
  gammaPairRows,
  type GammaSample,
  sampleGammas,
  wrongBelowRight,
} from "./plots/gamma_pairs.ts";
export { gammaReference } from "./plots/gammas.ts";
export { lossCurves, type LossCurvesOptions } from "./plots/loss_curves.ts";
export { lossDifferences } from "./plots/loss_differences.ts";
export {
  maskingPlot,
  type MaskingRule,
  type MaskingShare,
  maskingShares,
} from "./plots/masking_shares.ts";
export { methodCurves, type MethodCurvesOptions } from "./plots/method_curves.ts";
export { metricCurves, type MetricCurvesOptions } from "./plots/metric_curves.ts";
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
export type { RunPlotOptions } from "./plots/run_data.ts";
export {
  axisProfile,
  factorProfile,
  poleProfile,
  type ProfileAxis,
  type ProfilePoint,
  scoreRows,
  snakePlot,
  type SnakePlotOptions,
} from "./plots/snake_plot.ts";
export { sweptLosses, sweptNumbers } from "./plots/swept_losses.ts";
export { type PlotSpec } from "./plots/theme.ts";
export { axesPlot } from "./study/axes_plot.ts";
export { differenceForest, type ForestPanel, type ForestWords } from "./study/difference_forest.ts";
export { gammaBand } from "./study/gamma_band.ts";
export { type GammaNoise, gammaNoise } from "./study/gamma_noise.ts";
export { lossAgainstRate } from "./study/loss_against_rate.ts";
export { sizeCurves } from "./study/size_curves.ts";
export { studyHtml, studyPlots } from "./study/study_html.ts";
export { distancesFromCurve, errorsAtEqualLoss, studyForest } from "./study/study_forests.ts";
export { noiseRows, primaryRows, qualityRows } from "./study/study_tables.ts";
export { writeStudyReport } from "./study/write_study_report.ts";
export { writeRunCards } from "./run_cards.ts";
