/** Whether settings name definitions that there are, and how each choice is written. */
import { choiceName, choose } from "../../definition/mod.ts";
import { InputError, shown } from "../../io/mod.ts";
import { type Definitions, registryOf } from "../definitions.ts";
import type { SettingsOrigin } from "./check.ts";
import type { Condition, Sweep } from "./overrides.ts";
import { RUN_COORDINATES } from "./run_coordinates.ts";
import { RUN_SETTINGS } from "./run_settings.ts";
import type { Setting } from "./setting.ts";
import { type ExperimentSettings, SETTING_ENTRIES, type SettingName } from "./table.ts";

const RUN_ENTRIES: Readonly<Record<string, Setting<unknown>>> = {
  ...RUN_COORDINATES,
  ...RUN_SETTINGS,
};

/**
 * The same settings, each choice in its one form: parameters in their definition's order, defaults
 * left out. A baseline is looked up where it is not one of the settings' own conditions.
 *
 * @throws {InputError} If a definition is not known, a parameter not one of its, or something is
 * chosen twice; the message lists what there is.
 */
export function checkChoices<S extends Partial<ExperimentSettings>>(
  settings: S,
  definitions: Definitions,
  { file, label = (name) => name }: SettingsOrigin = {},
): S {
  const at = (name: string): Place => ({
    ...(file === undefined ? {} : { file }),
    place: label(name),
  });
  const entries = Object.entries(settings).map(([name, value]) => {
    const place = at(name);
    if (name === "sweep") return [name, checkedSweep(value as Sweep, definitions, place)];
    if (name === "conditions") {
      return [name, checkedConditions(value as Condition[], definitions, place)];
    }
    return [name, checked(SETTING_ENTRIES[name as SettingName], value, definitions, place)];
  });
  const whole = Object.fromEntries(entries) as S;
  const { baseline, conditions = [] } = whole;
  if (baseline === undefined || conditions.some(({ name }) => name === baseline)) return whole;
  if (conditions.length > 0 && !definitions.methods.has(choiceName(baseline))) {
    throw new InputError(`there is no method or condition ${shown(baseline)}`, {
      ...at("baseline"),
      mend: `The conditions are ${conditions.map(({ name }) => name).join(", ")}, the methods ` +
        definitions.methods.names.join(", "),
    });
  }
  const text = placed(at("baseline"), () => choose(definitions.methods, baseline).text);
  return { ...whole, baseline: text };
}

interface Place {
  file?: string;
  place: string;
}

/** Adds to an error where the setting is written. */
function placed<T>(at: Place, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof InputError ? error.within(at) : error;
  }
}

function checked(
  { chooses, besides }: Setting<unknown>,
  value: unknown,
  definitions: Definitions,
  at: Place,
): unknown {
  if (chooses === undefined) return value;
  const registry = registryOf(definitions, chooses);
  const textOf = (choice: string) =>
    choice === besides ? choice : placed(at, () => choose(registry, choice).text);
  if (!Array.isArray(value)) return textOf(value as string);
  const texts = value.map(textOf);
  const twice = texts.find((text, i) => texts.indexOf(text) < i);
  if (twice === undefined) return texts;
  throw new InputError(`${twice} is chosen twice`, { ...at, mend: "Name it once" });
}

function checkedSweep(sweep: Sweep, definitions: Definitions, at: Place): Sweep {
  return Object.fromEntries(
    Object.entries(sweep).map(([name, values]) => [
      name,
      checked(RUN_ENTRIES[name]!, values, definitions, { ...at, place: `${at.place}, ${name}` }),
    ]),
  );
}

function checkedConditions(
  conditions: readonly Condition[],
  definitions: Definitions,
  at: Place,
): Condition[] {
  return conditions.map(({ name: condition, ...settings }) => {
    const here = { ...at, place: `${at.place}, ${condition}` };
    if (definitions.methods.has(condition)) {
      throw new InputError(`a method is called ${shown(condition)}, too`, {
        ...here,
        mend: "Give the condition a name of its own, so that it is clear which one is meant",
      });
    }
    const entries = Object.entries(settings).map(([name, value]) => [
      name,
      checked(RUN_ENTRIES[name]!, value, definitions, { ...here, place: `${here.place}, ${name}` }),
    ]);
    return { name: condition, ...Object.fromEntries(entries) };
  });
}
