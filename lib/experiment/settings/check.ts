/** Whether settings are known and in their range, as far as no definitions are needed for it. */
import { closest, distance } from "fastest-levenshtein";
import type { Rule } from "../../definition/mod.ts";
import { InputError, settingName, shown } from "../../io/mod.ts";
import { checkConditions, checkSweep, type SettingPlace } from "./overrides.ts";
import { normalised } from "./setting.ts";
import {
  type ExperimentSettings,
  SETTING_ENTRIES,
  SETTING_NAMES,
  type SettingName,
} from "./table.ts";

/** Where settings were written down, for the messages about them. */
export interface SettingsOrigin {
  /** The file they are from. */
  file?: string;
  /** How a setting is named there. @default its name, such as `batchSize` */
  label?: (name: string) => string;
}

/**
 * Some settings, if each is known and has a value it can have; choices that are given as objects
 * become texts. Settings that are `undefined` count as absent. What definitions are named is not
 * looked at: see `checkChoices`.
 *
 * @throws {InputError} If one is not; the message names it, its value and what it must be.
 *
 * @example
 * ```ts
 * import { checkSettings } from "./check.ts";
 * const settings = checkSettings({ epochs: 3, gamma: "paper" });
 * if (settings.epochs !== 3) throw new Error("they are given back as they are");
 * ```
 */
export function checkSettings(
  values: Readonly<Record<string, unknown>>,
  { file, label = (name) => name }: SettingsOrigin = {},
): Partial<ExperimentSettings> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => {
    const place = { ...(file === undefined ? {} : { file }), place: label(name) };
    if (!Object.hasOwn(SETTING_ENTRIES, name)) throw unknownSetting(name, place);
    return [name, checkValue(name as SettingName, value, place)];
  }));
}

function checkValue(name: SettingName, given: unknown, at: SettingPlace): unknown {
  const entry = SETTING_ENTRIES[name];
  const value = normalised(entry, given);
  if (!entry.rule.accepts(value)) throw refused(entry.rule, given, value, at);
  if (name === "sweep") return checkSweep(value as Record<string, unknown>, at);
  if (name === "conditions") return checkConditions(value as Record<string, unknown>[], at);
  return value;
}

/** What is wrong with a value; of a list, with the first of its values that something is wrong with. */
function refused(
  { item: rule, expected }: Rule<unknown>,
  given: unknown,
  value: unknown,
  at: SettingPlace,
): InputError {
  if (rule !== undefined && Array.isArray(value) && value.length > 0) {
    const bad = value.findIndex((item) => !rule.accepts(item));
    if (bad >= 0) return refused(rule, value[bad], value[bad], at);
    const texts = value.map((item) => typeof item === "string" ? item : shown(item));
    const twice = texts.find((text, i) => texts.indexOf(text) < i);
    const problem = `${twice} stands twice in it, which cannot be used`;
    return new InputError(problem, { ...at, mend: `It must be ${expected}` });
  }
  return new InputError(`the value ${shown(given)} cannot be used`, {
    ...at,
    mend: `It must be ${expected}`,
  });
}

/** Settings that ask for the same in two ways. */
const TWO_WAYS = [["evalData", "evalFraction"], ["warmupSteps", "warmupRatio"]] as const;

/**
 * Refuses two settings that ask for the same in two ways.
 *
 * @throws {InputError} If both are set.
 */
export function checkOnce(
  settings: Pick<
    ExperimentSettings,
    "evalData" | "evalFraction" | "warmupSteps" | "warmupRatio"
  >,
): void {
  const both = TWO_WAYS.find((names) => names.every((name) => settings[name]));
  if (both === undefined) return;
  throw new InputError(`${both.map((name) => settingName(name)).join(" and ")} are both set`, {
    mend: "Set one of them",
  });
}

/**
 * Refuses settings that do not go together.
 *
 * @throws {InputError} If the best model is to be loaded, but not saved wherever it may be; or if the same
 * is asked for in two ways, unless some runs have other values.
 */
export function checkCombination(settings: ExperimentSettings): void {
  const { loadBestModelAtEnd, saveStrategy, sweep, conditions } = settings;
  if (Object.keys(sweep).length + conditions.length === 0) checkOnce(settings);
  if (!loadBestModelAtEnd || saveStrategy === "epoch") return;
  throw new InputError(
    `${settingName("loadBestModelAtEnd")} cannot be used with ${settingName("saveStrategy")} ` +
      `${saveStrategy}: the best model must have been saved, and epoch alone saves at each evaluation`,
    { mend: `Set ${settingName("saveStrategy")} to epoch` },
  );
}

function unknownSetting(name: string, place: SettingPlace): InputError {
  const isShort = name.length <= 2 * Math.max(...SETTING_NAMES.map((known) => known.length));
  const nearest = closest(name, SETTING_NAMES as unknown as string[]);
  const near = isShort &&
    distance(name.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, name.length / 3);
  return new InputError("there is no such setting", {
    ...place,
    mend: near ? `Perhaps ${nearest} is meant` : `The settings are ${SETTING_NAMES.join(", ")}`,
  });
}
