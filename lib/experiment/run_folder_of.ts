/** Where a model's training lies, and where a run's model. */
import { join } from "node:path";

/**
 * The folder of the experiment in that of its model: its log, its checkpoints, its report. It is one of
 * its own, as both have a `config.json`.
 */
export function runFolderOf(out: string): string {
  return join(out, "run");
}

/** Where an experiment keeps the model of a run. */
export function modelOfRun(out: string, run: string): string {
  return join(out, "runs", run, "model");
}
