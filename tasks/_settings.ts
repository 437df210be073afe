/** From a command line to an experiment's settings, and from the table of settings to options. */
import { checkSweep, parseSweep, type Sweep } from "../lib/experiment/settings/overrides.ts";
import type { SettingOption } from "../lib/experiment/settings/options.ts";
import { InputError, UsageError } from "../lib/io/mod.ts";
import { option, told } from "./_cli.ts";
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
export function optionOf(setting: SettingOption): Option {
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
