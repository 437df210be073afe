/** What a command line needs to know of the settings, to make options of them. */
import { type Definitions, registryOf } from "../definitions.ts";
import { PRESETS, presetSettings } from "./presets.ts";
import { SETTING_ENTRIES, SETTING_NAMES, type SettingName } from "./table.ts";

/** A setting as something that can be given in a line. */
export interface SettingOption {
  /** The setting's name, such as `trainChunks`. */
  name: SettingName;
  /** What it is: a phrase without a full stop. */
  help: string;
  /** What kind of value it takes; of a list, each item. */
  kind: "text" | "flag" | "whole" | "real" | "choice";
  /** What it, or each item, must be: a phrase. */
  expected: string;
  /** Whether it takes several. */
  list: boolean;
  /** The values there are, where they are few and have no parameters. */
  choices?: readonly string[];
  /** The names of the definitions that can be chosen. */
  names?: readonly string[];
  /** What stands for the value in the help. */
  placeholder?: string;
  /** What it is where it is not given. */
  defaultText?: string;
}

/**
 * Every setting that can be written in a line, in order.
 *
 * @param definitions What can be chosen.
 */
export function settingOptions(definitions: Definitions): SettingOption[] {
  return SETTING_NAMES.filter((name) => !SETTING_ENTRIES[name].inFiles).map((name) => {
    const { rule, help, placeholder, chooses, besides } = SETTING_ENTRIES[name];
    const list = rule.kind === "list";
    const item = rule.item?.kind ?? rule.kind;
    const names = chooses && registryOf(definitions, chooses).names;
    const defaultText = standard(name);
    return {
      name,
      help,
      kind: item === "list" ? "text" : item,
      expected: (rule.item ?? rule).expected,
      list,
      ...(rule.choices === undefined ? {} : { choices: rule.choices }),
      ...(names === undefined
        ? {}
        : { names: besides === undefined ? names : [besides, ...names] }),
      ...(placeholder === undefined ? {} : { placeholder }),
      ...(defaultText === undefined ? {} : { defaultText }),
    };
  });
}

/** What the presets set, in words; undefined where that is nothing to tell. */
function standard(name: SettingName): string | undefined {
  if (name === "out") return "results/PRESET";
  const [quick, ...others] = PRESETS.map((preset) => inWords(presetSettings(preset)[name]));
  const differing = PRESETS.slice(1).map((preset, i) => [preset, others[i]] as const)
    .filter(([, words]) => words !== quick)
    .map(([preset, words]) => `; in preset ${preset}: ${words ?? "none"}`);
  return quick === undefined ? undefined : [quick, ...differing].join("");
}

function inWords(value: unknown): string | undefined {
  if (value === false) return undefined;
  if (value === undefined || value === null) return "none";
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.join(",");
  return typeof value === "object" ? undefined : String(value);
}
