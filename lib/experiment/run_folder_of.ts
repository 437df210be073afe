/** Where in a trained model's folder its training is. */
import { join } from "node:path";

/**
 * The folder of the experiment in that of its model: its log, its checkpoints, its report. It is one of
 * its own, as both have a `config.json`.
 */
export function runFolderOf(out: string): string {
  return join(out, "run");
}
