/** Settings to start from: the defaults, the two presets, a file, and what is changed by hand. */

import { basename, dirname, extname, isAbsolute, join } from "node:path";
import { InputError, readJson, settingName, shown } from "../../io/mod.ts";
import { checkCombination, checkSettings } from "./check.ts";
import { type ExperimentSettings, SETTING_DEFAULTS, SETTING_NAMES } from "./table.ts";
import paper from "../../../data/presets/paper.json" with { type: "json" };
import quick from "../../../data/presets/quick.json" with { type: "json" };

/** The names of the presets; `quick` is the default. */
export const PRESETS = ["quick", "paper"] as const;

/** One of {@linkcode PRESETS}. */
export type PresetName = (typeof PRESETS)[number];

/**
 * `quick`: the embedded model, data and scores, in minutes on two cores. `paper`: the original's
 * experiment as its notebook runs it; its data, a CLOTH folder, is for the user to name, since CLOTH
 * may not be passed on. Both are files in data/presets/ of what differs from the settings' defaults,
 * to be copied, edited and given as a file of settings: each names its preset, as that is what it
 * changes when it is given.
 */
const VALUES: Record<PresetName, Readonly<Record<string, unknown>>> = { quick, paper };

/** The settings by a preset: all but `out`, and but `data` in `paper`. */
export function presetSettings(preset: PresetName): Partial<ExperimentSettings> {
  const { preset: _, ...values } = VALUES[requirePreset(preset)];
  return { ...SETTING_DEFAULTS, ...checkSettings(values) };
}

/** A file of settings, read. */
export interface GridConfig {
  /** Its path. */
  file: string;
  /** The preset it changes; `quick` where it names none. */
  preset?: PresetName;
  /** What it sets, each value checked. */
  settings: Partial<ExperimentSettings>;
}

function requirePreset(name: string, file?: string): PresetName {
  const preset = PRESETS.find((known) => known === name);
  if (preset !== undefined) return preset;
  throw new InputError(`there is no preset ${shown(name)}`, {
    ...(file === undefined ? {} : { file, place: "preset" }),
    mend: `It must be one of ${PRESETS.join(", ")}`,
  });
}

/**
 * Reads a JSON file of settings: an object with any of the names of {@linkcode ExperimentSettings},
 * and `preset` for the preset it changes. Its plugins' paths are relative to the file.
 *
 * @throws {InputError} If the file is missing or is no such object.
 */
export async function readGridConfig(file: string): Promise<GridConfig> {
  const values = await readJson(file, "Give a JSON file of settings");
  if (typeof values !== "object" || values === null || Array.isArray(values)) {
    throw new InputError("this is not a JSON object", {
      file,
      mend: 'Write settings as {"epochs": 3}',
    });
  }
  const { preset, ...settings } = values as Record<string, unknown>;
  return {
    file,
    ...(preset === undefined ? {} : { preset: requirePreset(preset as string, file) }),
    settings: fromFile(file, checkSettings(settings, { file })),
  };
}

/** Plugins lie beside the file that names them, wherever the program is started. */
function fromFile(
  file: string,
  { plugins, ...settings }: Partial<ExperimentSettings>,
): Partial<ExperimentSettings> {
  if (plugins === undefined) return settings;
  const folder = dirname(file);
  return {
    ...settings,
    plugins: plugins.map((path) => isAbsolute(path) ? path : join(folder, path)),
  };
}

/** What {@linkcode resolveSettings} puts together; later ones win. */
export interface SettingsLayers {
  /** The settings to start from. @default the preset that the file names, else `quick` */
  preset?: PresetName;
  /** A file of settings: see {@linkcode readGridConfig}. */
  config?: GridConfig;
  /** Settings changed by hand. */
  overrides?: Partial<ExperimentSettings>;
  /** The folder of folders of results. @default "results" */
  results?: string;
}

/**
 * All settings of an experiment. Where `out` is not set, it is in `results`, by the name of the file
 * or preset. No definitions are looked up: that is done where the experiment is made.
 *
 * @throws {InputError} If a setting is out of its range, or one is missing that has no default.
 *
 * @example
 * ```ts
 * import { resolveSettings } from "./presets.ts";
 * const settings = resolveSettings({ overrides: { epochs: 2 } });
 * if (settings.epochs !== 2 || settings.out !== "results/quick") throw new Error("layers");
 * ```
 */
export function resolveSettings(layers: SettingsLayers = {}): ExperimentSettings {
  const { config, overrides = {}, results = "results" } = layers;
  const preset = requirePreset(layers.preset ?? config?.preset ?? "quick");
  const name = config === undefined ? preset : basename(config.file, extname(config.file));
  const settings = {
    ...presetSettings(preset),
    out: join(results, name),
    ...config?.settings,
    ...checkSettings(overrides),
  };
  // In the settings' order, so that config.json always reads the same.
  const whole = Object.fromEntries(SETTING_NAMES.map((key) => {
    if (settings[key] !== undefined) return [key, settings[key]];
    throw new InputError(`preset ${preset} needs the setting ${key}, which has no default`, {
      mend: key === "data"
        ? `Name your CLOTH folder: ${settingName("data")} FOLDER`
        : `Set ${settingName(key)}`,
    });
  })) as unknown as ExperimentSettings;
  checkCombination(whole);
  return whole;
}
