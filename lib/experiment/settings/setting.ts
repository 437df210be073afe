/** What a setting is: all that anybody needs to know of it stands in its entry of the table. */
import { choiceText, type Kind, type Rule } from "../../definition/mod.ts";

/** One setting. */
export interface Setting<T> {
  /** What it may be, as far as that can be said without knowing the definitions. */
  readonly rule: Rule<T>;
  /** Taken where neither preset nor file nor person sets it. Without a default it must be set. */
  readonly default?: T;
  /** What it is: a phrase for the help without a full stop. */
  readonly help: string;
  /** What stands for its value in the help. */
  readonly placeholder?: string;
  /**
   * `run`: it decides what a run comes to, so conditions and sweeps may set it; `experiment`: it
   * decides which runs there are, how they are made and what is kept; `place`: where.
   */
  readonly scope: "run" | "experiment" | "place";
  /**
   * What may be done to it in a folder that has runs. `same`: it must be as it was; `free`:
   * anything, as no finished run depends on it; `grows`: something may be added.
   */
  readonly onResume: "same" | "free" | "grows";
  /** What it asks for comes about while a run is made: a finished one stays as it is. */
  readonly whileMade?: true;
  /** It decides a run, but is no part of its hash, as earlier versions let it change. */
  readonly unhashed?: true;
  /** What folders did that are older than the setting. Without it, every folder has it. */
  readonly before?: T;
  /** Gives a value that is written in another way its one form; others as they are. */
  form?(given: unknown): unknown;
  /** The kind of definitions whose names it takes: as texts such as `linear:power=2`. */
  readonly chooses?: Kind;
  /** What it may be besides: a name that no definition has. */
  readonly besides?: string;
  /** It is for files and programs alone, as it cannot be written in a line. */
  readonly inFiles?: true;
}

/** Lets a setting's default be checked against its rule. */
export function setting<T>(
  entry: Omit<Setting<T>, "default" | "before"> & {
    readonly default?: NoInfer<T>;
    readonly before?: NoInfer<T>;
  },
): Setting<T> {
  return entry;
}

/** The type of a table's settings. */
export type SettingsOf<Table extends Readonly<Record<string, Setting<unknown>>>> = {
  -readonly [Name in keyof Table]: Table[Name] extends Setting<infer T> ? T : never;
};

// deno-lint-ignore no-control-regex
const CHOICE = /^[\p{L}\p{N}._]+(:[^:=\x00-\x20]+=[^:\x00-\x1f]*)*$/u;

/** The text of a choice, whose definition need not be known yet. */
export function choiceOf(kind: Kind): Rule<string> {
  return {
    kind: "choice",
    expected: `the name of a ${kind}, as in name or name:parameter=value`,
    accepts: (value) => typeof value === "string" && CHOICE.test(value),
    parse: (text) => text,
  };
}

/** A setting's value in its one form: choices given as objects become texts. */
export function normalised(
  { chooses, form }: Pick<Setting<unknown>, "chooses" | "form">,
  value: unknown,
) {
  if (form !== undefined) return form(value);
  if (chooses === undefined) return value;
  return Array.isArray(value) ? value.map(choiceText) : choiceText(value);
}
