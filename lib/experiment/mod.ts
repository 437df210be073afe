/**
 * Experiments: runs that follow from settings, trained one by one and kept on disk.
 *
 * @module
 */
export { runExperimentApart } from "./apart.ts";
export {
  type BestState,
  type CheckpointFiles,
  checkpointSteps,
  type RestoredRun,
  restoreLatest,
  type RunState,
  type Save,
  saveCheckpoint,
} from "./checkpoints.ts";
export type { Decisive, PluginRecord } from "./decided_by.ts";
export * from "./definitions.ts";
export * from "./embedded.ts";
export { endingOf, type Measured, measuredOf, shownEpoch, stoppedEarly } from "./ending.ts";
export * from "./environment.ts";
export { folderOfModel } from "./model_folder.ts";
export { cardParts } from "./card_metadata.ts";
export { type CardOptions, modelCard } from "./model_card.ts";
export * from "./events.ts";
export * from "./evaluate_folder.ts";
export { fineTune, type FineTuneOptions, type FineTuneSettings } from "./fine_tune.ts";
export * from "./fine_tune_settings.ts";
export { claimFile } from "./remove_own.ts";
export { ONNX_FILES } from "./saved_model.ts";
export { modelOfRun, runFolderOf } from "./run_folder_of.ts";
export * from "./help.ts";
export { checkRuns, collectRuns, makeOnlyRuns, type UnledOptions } from "./only_runs.ts";
export { Pace } from "./pace.ts";
export { type Span } from "./spans.ts";
export { stepsOf } from "./plan/makeable.ts";
export * from "./plan/planned_runs.ts";
export { isPlain } from "./plain.ts";
export { rangesOf, selectRuns } from "./plan/selection.ts";
export { relative } from "./plan/relative.ts";
export * from "./planned_run.ts";
export { loadedPlugins, loadPlugin, loadPlugins, type Plugin, pluginOf } from "./plugins.ts";
export * from "./prepared.ts";
export { placeOf, type ReadPlace, readPlaces, refuseReadPlaces } from "./read_places.ts";
export { runsWithoutGamma, withoutGamma } from "./reads_gamma.ts";
export { isAtRest, type ResumePoint, resumePoint } from "./resume_point.ts";
export { type ExperimentConfig, parseExperimentConfig, readConfig, readRuns } from "./results.ts";
export { runExperiment, type RunExperimentOptions } from "./run.ts";
export * from "./settings/check.ts";
export { CHUNK_SETTINGS } from "./settings/chunk_settings.ts";
export { checkChoices } from "./settings/choices.ts";
export { type SettingOption, settingOptions } from "./settings/options.ts";
export { parseSweep } from "./settings/overrides.ts";
export type { Condition, SettingPlace, Sweep } from "./settings/overrides.ts";
export * from "./settings/presets.ts";
export { DATA_SETTINGS } from "./settings/data_settings.ts";
export { EXPERIMENT_SETTINGS } from "./settings/experiment_settings.ts";
export { GAMMA_SETTINGS } from "./settings/gamma_settings.ts";
export { LENGTH_SETTINGS } from "./settings/length_settings.ts";
export { MASKING_SETTINGS } from "./settings/masking_settings.ts";
export { RATE_SETTINGS } from "./settings/rate_settings.ts";
export { RUN_COORDINATES } from "./settings/run_coordinates.ts";
export * from "./settings/run_settings.ts";
export type { Setting, SettingsOf } from "./settings/setting.ts";
export * from "./settings/table.ts";
export {
  callbackSink,
  defineSink,
  type Sink,
  type SinkContext,
  type SinkDefinition,
  type SinkForm,
} from "./sinks/define_sink.ts";
export { SINKS } from "./sinks/sinks.ts";
export { runStoppable, STOP_FILE } from "./stoppable.ts";
export * from "./summary.ts";
export { uncompared } from "./plan/uncompared.ts";
export { faultColumns, type SummaryColumn, summaryTable } from "./summary_table.ts";
export { HELD_OUT_TEXTS, refuseUnfinished } from "./training_of.ts";
export { wallSeconds } from "./wall_time.ts";
