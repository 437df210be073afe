/** From a command line to an experiment's settings, and from the table of settings to options. */
import { checkSettings } from "../lib/experiment/settings/check.ts";
import { checkSweep, parseSweep, type Sweep } from "../lib/experiment/settings/overrides.ts";
import type { SettingOption } from "../lib/experiment/settings/options.ts";
import { type ExperimentSettings, SETTING_NAMES } from "../lib/experiment/settings/table.ts";
import { InputError, UsageError } from "../lib/io/mod.ts";
import { casedOf, option, told } from "./_cli.ts";
import { refusedCount } from "./_jobs.ts";
import type { Option } from "./_options.ts";

/** A mistake in what was typed, as one in the command line. */
export function usage<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof InputError) throw new UsageError(told(error), { cause: error });
    throw error;
  }
}

/**
 * Settings of a command line and a file, a mistake of which the file makes alone told with the file's
 * name and its own words.
 *
 * @param make Makes them, with what was typed or without.
 * @throws {InputError} If they are mistaken.
 */
export function settingsWith<T>(
  file: string | undefined,
  make: (typed: boolean) => T,
): T {
  try {
    return make(true);
  } catch (error) {
    if (file === undefined || !(error instanceof InputError)) throw error;
    const { message, problem, place, mend } = error;
    try {
      make(false);
    } catch (alone) {
      if (!(alone instanceof InputError) || alone.message !== message) throw error;
      const at = place === undefined ? {} : { place };
      throw new InputError(problem, { file, ...at, mend, cause: error });
    }
    throw error;
  }
}

/** What a command that has `JOB_OPTIONS` and `CASE_OPTIONS` is given. */
interface GivenOptions extends Readonly<Record<string, unknown>> {
  jobs: number | undefined;
  threads: number | undefined;
  cased: boolean;
  uncased: boolean;
}

/**
 * The settings that a command line changes.
 *
 * @param more Settings that are typed in another way.
 * @param label What a setting is called there.
 * @throws {UsageError} If one is out of its range, or given twice.
 */
export function givenSettings(
  options: GivenOptions,
  more: Readonly<Record<string, unknown>> = {},
  label: (setting: string) => string = option,
): Partial<ExperimentSettings> {
  const { jobs, threads } = options;
  for (const [name, count] of Object.entries({ jobs, threads })) {
    const refused = count === undefined ? undefined : refusedCount(count);
    if (refused !== undefined) throw new UsageError(`--${name} ${refused}`);
  }
  const cased = casedOf(options);
  if (cased !== undefined && options["casing"] !== undefined) {
    throw new UsageError("Give --casing, or --cased or --uncased, not both.");
  }
  const values = Object.fromEntries(
    SETTING_NAMES.map((name) => [name, options[name]] as const)
      // A flag that is not given leaves the file's or the preset's.
      .filter(([, value]) => value !== undefined && value !== false),
  );
  const casing = cased === undefined ? {} : { casing: cased ? "cased" : "uncased" };
  return usage(() => checkSettings({ ...values, ...casing, ...more }, { label }));
}

/** `learning-rate` → `learningRate`. */
function settingOf(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * Sweeps as they are typed, `learning-rate=1e-4,3e-4` each. One setting's values may be given by
 * several, as those of other lists.
 *
 * @throws {InputError} If one names no run setting, or a value is not one that it can have, or is
 * given twice.
 */
export function sweepOf(texts: readonly string[]): Sweep {
  const at = { place: option("sweep") };
  const sweep: Record<string, unknown[]> = {};
  for (const text of texts) {
    const [name = "", ...values] = text.split("=");
    const parsed = parseSweep([settingOf(name), ...values].join("="), at);
    for (const [setting, more] of Object.entries(parsed)) {
      sweep[setting] = [...sweep[setting] ?? [], ...more];
    }
  }
  return checkSweep(sweep, at);
}

const TYPES = {
  flag: "boolean",
  whole: "integer",
  real: "number",
  text: "string",
  choice: "string",
} as const;

/** A setting as an option. */
export function optionOf(setting: Omit<SettingOption, "name">): Option {
  const { help, kind, expected, list, choices, names, placeholder, defaultText } = setting;
  return {
    description: help,
    type: TYPES[kind],
    expected,
    ...(list ? { list } : {}),
    ...(choices === undefined ? {} : { choices }),
    ...(names === undefined ? {} : { names }),
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(defaultText === undefined ? {} : { defaultText }),
  };
}
