/** Sweeps and conditions: run settings that differ from run to run. */
import { InputError, shown } from "../../io/mod.ts";
import { isPlainName, knownNames, type Rule } from "../../definition/mod.ts";
import { RUN_COORDINATES } from "./run_coordinates.ts";
import { type BaseSettings, RUN_SETTINGS, type RunSettings } from "./run_settings.ts";
import { normalised, type Setting } from "./setting.ts";

/** For each of some run settings the values that runs are made with. */
export type Sweep = { -readonly [Name in keyof BaseSettings]?: BaseSettings[Name][] };

/** Runs written out by hand: what a condition does not set, it takes from base and axes. */
export type Condition = { name: string } & Partial<RunSettings>;

/** Where a value was written down. */
export interface SettingPlace {
  /** The file. */
  file?: string;
  /** The setting's name there. */
  place: string;
}

const SETTABLE: Readonly<Record<string, Setting<unknown>>> = {
  ...RUN_COORDINATES,
  ...RUN_SETTINGS,
};

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The shape of a sweep; {@linkcode checkSweep} looks into it. */
export const sweepRule: Rule<Sweep> = {
  kind: "text",
  expected: 'an object of settings and lists of their values, as in {"epochs": [3, 6]}',
  accepts: (value) =>
    isObject(value) && Object.values(value).every((list) => Array.isArray(list) && list.length > 0),
  parse: (text) => text,
};

/** The shape of conditions; {@linkcode checkConditions} looks into them. */
export const conditionsRule: Rule<Condition[]> = {
  kind: "text",
  expected:
    'a list of objects, each with a name of its own (letters, digits, "." and "_", no "." first) ' +
    'and settings that differ, as in [{"name": "long", "epochs": 12}]',
  accepts: (value) =>
    Array.isArray(value) && value.every((item) => isObject(item) && isPlainName(item["name"])) &&
    new Set(value.map(({ name }) => name)).size === value.length,
  parse: (text) => text,
};

function checkedValue(name: string, value: unknown, at: SettingPlace): unknown {
  const entry = SETTABLE[name]!;
  const given = normalised(entry, value);
  if (entry.rule.accepts(given)) return given;
  throw new InputError(`the value ${shown(value)} cannot be used`, {
    ...at,
    mend: `It must be ${entry.rule.expected}`,
  });
}

function requireRunSetting(name: string, at: SettingPlace, known: readonly string[]): void {
  if (known.includes(name)) return;
  throw new InputError(`no run has a setting ${shown(name)}`, {
    ...at,
    mend: knownNames(name, known, "settings of a run"),
  });
}

/**
 * A sweep, its values checked.
 *
 * @param at Where it was written down.
 * @param written How. @default {its values as JSON}
 * @throws {InputError} If it names no run setting, or a value is not one that it can have.
 */
export function checkSweep(
  sweep: Readonly<Record<string, unknown>>,
  at: SettingPlace,
  written?: string,
): Sweep {
  const entries = Object.entries(sweep).map(([name, values]) => {
    const here = { ...at, place: `${at.place}, ${name}` };
    requireRunSetting(name, here, Object.keys(RUN_SETTINGS));
    const checked = (values as unknown[]).map((value) => checkedValue(name, value, here));
    if (new Set(checked).size === checked.length) return [name, checked];
    throw new InputError(`a value stands twice in ${written ?? shown(values)}`, {
      ...here,
      mend: "Give each value once",
    });
  });
  return Object.fromEntries(entries);
}

/**
 * A sweep of one setting from its text, such as `learningRate=1e-4,3e-4`.
 *
 * @throws {InputError} As {@linkcode checkSweep}.
 */
export function parseSweep(text: string, at: SettingPlace): Sweep {
  const equals = text.indexOf("=");
  const name = (equals < 0 ? text : text.slice(0, equals)).trim();
  requireRunSetting(name, at, Object.keys(RUN_SETTINGS));
  const { rule } = SETTABLE[name]!;
  const values = equals < 0 ? [] : text.slice(equals + 1).split(",");
  if (values.length === 0) {
    throw new InputError(`it gives no values for ${name}`, {
      ...at,
      mend: `Write ${name}=VALUE,VALUE`,
    });
  }
  return checkSweep({ [name]: values.map((value) => rule.parse(value.trim())) }, at, text);
}

/**
 * Conditions, their settings checked.
 *
 * @param at Where they were written down.
 * @throws {InputError} If one sets nothing, or something that no run has, or to no value of it.
 */
export function checkConditions(
  conditions: readonly Readonly<Record<string, unknown>>[],
  at: SettingPlace,
): Condition[] {
  return conditions.map(({ name: condition, ...settings }) => {
    const here = { ...at, place: `${at.place}, ${condition}` };
    if (Object.keys(settings).length === 0) {
      throw new InputError("this condition sets nothing", {
        ...here,
        mend: "Give it a setting that differs, or leave it out",
      });
    }
    const entries = Object.entries(settings).map(([name, value]) => {
      requireRunSetting(name, here, Object.keys(SETTABLE));
      return [name, checkedValue(name, value, { ...here, place: `${here.place}, ${name}` })];
    });
    return { name: condition, ...Object.fromEntries(entries) } as Condition;
  });
}
