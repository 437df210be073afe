/**
 * Experiments: a grid of schedules, methods and seeds, trained run by run and kept on disk.
 *
 * @module
 */
export {
  type CheckpointFiles,
  restoreLatest,
  type RunState,
  saveCheckpoint,
} from "./checkpoints.ts";
export * from "./embedded.ts";
export * from "./grid.ts";
export * from "./help.ts";
export * from "./presets.ts";
export * from "./results.ts";
export * from "./run.ts";
export * from "./settings.ts";
export * from "./summary.ts";
