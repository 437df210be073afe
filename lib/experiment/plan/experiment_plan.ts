/** From what was asked for to the runs that are to be made. */
import { type Definitions, withPlugins } from "../definitions.ts";
import type { PlannedRun } from "../planned_run.ts";
import { loadPlugins, type Plugin } from "../plugins.ts";
import { checkCombination, checkSettings } from "../settings/check.ts";
import { checkChoices } from "../settings/choices.ts";
import type { ExperimentSettings } from "../settings/table.ts";
import { checkBaseline } from "./baseline.ts";
import { closure, withNeeds } from "./needs.ts";
import { plannedRuns } from "./planned_runs.ts";

/** An experiment as it was asked for, all of its names looked up. */
export interface AskedExperiment {
  /** The settings, each choice in its one form. */
  settings: ExperimentSettings;
  definitions: Definitions;
  plugins: Plugin[];
}

/**
 * Loads the plugins of an experiment and looks its names up.
 *
 * @param further Plugins besides those that the settings name.
 * @throws {InputError} If a plugin cannot be used, or a setting not be understood.
 */
export async function askedExperiment(
  settings: ExperimentSettings,
  further: readonly Plugin[] = [],
): Promise<AskedExperiment> {
  const shaped = checkSettings({ ...settings }) as ExperimentSettings;
  checkCombination(shaped);
  const named = await loadPlugins(shaped.plugins);
  const plugins = [...new Map([...named, ...further].map((plugin) => [plugin.sha256, plugin]))
    .values()];
  const definitions = withPlugins(plugins);
  return { settings: checkChoices(shaped, definitions), definitions, plugins };
}

/** The runs of an experiment. */
export interface ExperimentRuns {
  /** All that its folder has or will have. */
  all: PlannedRun[];
  /** Those that were asked for, and those that they need. */
  asked: PlannedRun[];
}

/**
 * Plans the runs of an experiment in a folder that may have others.
 *
 * @param whole The settings of the folder: those that were asked for, and those it had.
 * @throws {InputError} If a run needs one that is not there, runs need each other, or there is none to
 * compare with.
 */
export function experimentRuns(
  { settings, definitions }: AskedExperiment,
  whole: ExperimentSettings,
): ExperimentRuns {
  const all = withNeeds(plannedRuns(whole), definitions.methods);
  checkBaseline(settings.baseline, all);
  const names = new Set(plannedRuns(settings).map(({ name }) => name));
  return { all, asked: closure(all.filter(({ name }) => names.has(name)), all) };
}
