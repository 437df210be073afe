/** Definitions and the registries in which they are found by name. */
import { closest, distance } from "fastest-levenshtein";
import { InputError, shown } from "../io/mod.ts";
import type { Rule, ValueOf } from "./rule.ts";

/** The kinds of things that can be defined, with the word for several of them. */
export const KINDS = {
  schedule: "schedules",
  method: "methods",
  gamma: "definitions of Γ",
  metric: "metrics",
  sink: "sinks",
  architecture: "architectures",
  reader: "readers",
} as const;

/** One of {@linkcode KINDS}. */
export type Kind = keyof typeof KINDS;

/** A value of a definition's parameter. */
export type ParameterValue = string | number | boolean | null;

/** The values of a definition's parameters, by name. */
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** One parameter of a definition. */
export interface Parameter {
  /** What it does: a phrase without a full stop. */
  readonly description: string;
  /** What it may be. */
  readonly rule: Rule<unknown>;
  /** Taken where the parameter is not given. @default {the parameter is then left out} */
  readonly default?: ParameterValue;
  /** Whether a choice without it is refused. @default false */
  readonly required?: boolean;
}

/** The type of the values that some parameters have: those that may be left out, undefined too. */
export type ParametersOf<P extends Readonly<Record<string, Parameter>>> = {
  readonly [N in keyof P]: P[N] extends { default: ParameterValue } | { required: true }
    ? ValueOf<P[N]["rule"]>
    : ValueOf<P[N]["rule"]> | undefined;
};

/** What every definition has, whatever its kind. */
export interface Definition {
  /** What kind of definition it is. */
  readonly kind: Kind;
  /**
   * Its name in settings, on the command line, in folders' names and plots: letters, digits, `.`
   * and `_`.
   */
  readonly name: string;
  /** What it is, a phrase for the help and the report without a full stop. */
  readonly description: string;
  /** What of it can be chosen. @default {nothing} */
  readonly parameters?: Readonly<Record<string, Parameter>>;
}

/**
 * Whether a text can be a name that becomes part of a folder's: letters, digits, `.` and `_`, a letter,
 * a digit or `_` first. So `.` and `..`, which are other folders, are none, nor is what ends as the
 * file of a lock does.
 */
export function isPlainName(name: unknown): name is string {
  return typeof name === "string" && /^[\p{L}\p{N}_][\p{L}\p{N}._]*$/u.test(name) &&
    !name.endsWith(".lock");
}

/**
 * Refuses a name that no definition can have: letters, digits, `.` and `_` are allowed.
 *
 * @throws {TypeError} Unless the name is one that a definition can have.
 */
export function checkDefinitionName(kind: Kind, name: string): void {
  // Hugging Face's model types have hyphens, as xlm-roberta; elsewhere one parts the names of a run.
  const isArchitecture = kind === "architecture";
  if (isPlainName(isArchitecture ? String(name).replaceAll("-", "_") : name)) return;
  const marks = isArchitecture ? '".", "_" and "-"' : '"." and "_"';
  const words = `letters, digits, ${marks}, begins with no "." and does not end in ".lock"`;
  throw new TypeError(`The name of a ${kind} is made of ${words}: got ${shown(name)}.`);
}

/** Whether a value is a definition: something that one of the functions `define…` gave. */
export function isDefinition(value: unknown): value is Definition {
  const { kind, name } = (value ?? {}) as Record<string, unknown>;
  return typeof kind === "string" && Object.hasOwn(KINDS, kind) && typeof name === "string";
}

/** "Perhaps X is meant" where a name is near a known one, else the list of all. */
export function knownNames(name: string, known: readonly string[], what: string): string {
  const nearest = known.length === 0 ? undefined : closest(name, known as string[]);
  const near = nearest !== undefined &&
    distance(name.toLowerCase(), nearest.toLowerCase()) <= Math.max(1, name.length / 4);
  const list = `The ${what} are ${known.join(", ")}`;
  return near ? `Perhaps ${nearest} is meant. ${list}` : list;
}

/**
 * Definitions of one kind by name, in the order in which they are shown. A registry never changes:
 * {@linkcode Registry.with} gives one that has more.
 */
export class Registry<D extends Definition> implements Iterable<D> {
  /** The kind of its definitions. */
  readonly kind: Kind;
  readonly #definitions: ReadonlyMap<string, D>;

  /** A registry of some definitions, in their order. */
  constructor(kind: Kind, definitions: Iterable<D> = []) {
    this.kind = kind;
    const map = new Map<string, D>();
    for (const definition of definitions) {
      checkDefinitionName(kind, definition.name);
      if (map.has(definition.name)) {
        throw new InputError(`there are two ${KINDS[kind]} of the name ${definition.name}`, {
          mend: "Give one of them another name",
        });
      }
      map.set(definition.name, definition);
    }
    this.#definitions = map;
  }

  /** The names, in order. */
  get names(): string[] {
    return [...this.#definitions.keys()];
  }

  /** Whether there is a definition of that name. */
  has(name: string): boolean {
    return this.#definitions.has(name);
  }

  /**
   * The definition of a name.
   *
   * @throws {InputError} If there is none; the message lists those there are.
   */
  get(name: string): D {
    const definition = this.#definitions.get(name);
    if (definition !== undefined) return definition;
    throw new InputError(`there is no ${this.kind} ${shown(name)}`, {
      mend: knownNames(String(name), this.names, KINDS[this.kind]),
    });
  }

  /**
   * These definitions and further ones.
   *
   * @throws {InputError} If a name is there twice.
   */
  with(further: Iterable<D>): Registry<D> {
    return new Registry<D>(this.kind, [...this, ...further]);
  }

  /** Goes through the definitions, in their order. */
  [Symbol.iterator](): Iterator<D> {
    return this.#definitions.values();
  }
}
