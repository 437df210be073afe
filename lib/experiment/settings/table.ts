/**
 * The one table of settings. A setting's entry gives its type, its range, its default, its help and
 * option, whether it may change when an experiment goes on, and what older folders did.
 */
import { EXPERIMENT_SETTINGS } from "./experiment_settings.ts";
import { RUN_SETTINGS } from "./run_settings.ts";
import type { Setting, SettingsOf } from "./setting.ts";

/** Every setting of an experiment by name, in the order in which they are written down. */
export const SETTINGS: typeof RUN_SETTINGS & typeof EXPERIMENT_SETTINGS = {
  ...RUN_SETTINGS,
  ...EXPERIMENT_SETTINGS,
};

/**
 * Everything that decides an experiment. `config.json` in its folder holds all of it; a file of
 * settings holds any part of it under the same names.
 */
export type ExperimentSettings = SettingsOf<typeof SETTINGS>;

/** The name of a setting. */
export type SettingName = keyof ExperimentSettings;

/** The names of all settings, in their order. */
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/** The table for those who go through it, whatever the settings' types. */
export const SETTING_ENTRIES: Readonly<Record<SettingName, Setting<unknown>>> = SETTINGS;

/** What folders did that are older than some settings. */
export const SETTINGS_BEFORE: Readonly<Partial<ExperimentSettings>> = Object.fromEntries(
  Object.entries(SETTING_ENTRIES).filter(([, entry]) => entry.before !== undefined)
    .map(([name, { before }]) => [name, before]),
);

/** The default of each setting that has one. */
export const SETTING_DEFAULTS: Readonly<Partial<ExperimentSettings>> = Object.fromEntries(
  Object.entries(SETTING_ENTRIES).filter(([, entry]) => entry.default !== undefined)
    .map(([name, entry]) => [name, entry.default]),
);
