/** Definitions and the registries in which they are found by name. */
import { closest, distance } from "fastest-levenshtein";
import { InputError, shown } from "../io/mod.ts";
import { faultIn } from "./blame.ts";
import type { Contract } from "./contract.ts";
import { frozen } from "./frozen.ts";
import { checkDefinitionName, type Kind, KINDS } from "./kinds.ts";
import type { Rule, ValueOf } from "./rule.ts";

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

/** Whether a value is meant as a definition: whether it is sound, a registry looks. */
export function isDefinition(value: unknown): value is Definition {
  if (typeof value !== "object" || value === null) return false;
  const { kind } = value as Record<string, unknown>;
  return typeof kind === "string" && Object.hasOwn(KINDS, kind) && "name" in value;
}

/** "Perhaps X is meant" where a name is near a known one, else the list of all. */
export function knownNames(name: string, known: readonly string[], what: string): string {
  const nearest = known.length === 0 ? undefined : closest(name, known as string[]);
  const near = nearest !== undefined &&
    distance(name.toLowerCase(), nearest.toLowerCase()) <= Math.max(1, name.length / 4);
  const list = `The ${what} are ${known.join(", ")}`;
  return near ? `Perhaps ${nearest} is meant. ${list}` : list;
}

/** Definitions that a registry has looked at: once is enough. */
const GUARDED = new WeakSet<Definition>();

/** Those that are not built in. */
const FOREIGN = new WeakSet<Definition>();

/**
 * Definitions of one kind by name, in the order in which they are shown. A registry never changes:
 * {@linkcode Registry.with} gives one that has more.
 */
export class Registry<D extends Definition> implements Iterable<D> {
  /** The kind of its definitions. */
  readonly kind: Kind;
  #definitions: ReadonlyMap<string, D>;
  readonly #contract: Contract | undefined;

  /**
   * A registry of some definitions, in their order.
   *
   * @param contract What each definition must have, and give where it is used: those that come out
   * of the registry look after that themselves. @default {nothing is looked at}
   * @throws {InputError} If a name is there twice, or a definition is not sound.
   */
  constructor(kind: Kind, definitions: Iterable<D> = [], contract?: Contract) {
    this.kind = kind;
    this.#contract = contract;
    this.#definitions = added(kind, new Map(), definitions, (definition) => {
      checkDefinitionName(kind, definition.name);
      // Nobody who gets at what is built in changes it.
      return this.#guarded(frozen(definition), { isForeign: false });
    });
    Object.freeze(this);
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
   * These definitions and further ones, of whoever: their code is given copies.
   *
   * @param file The plugin's file that they are from, for messages.
   * @throws {InputError} If a name is there twice, or a definition is not sound.
   */
  with(further: Iterable<D>, file?: string): Registry<D> {
    const grown = new Registry<D>(this.kind, [], this.#contract);
    const from = { isForeign: true, ...(file === undefined ? {} : { file }) };
    const guarded = (definition: D) => this.#guarded(definition, from);
    grown.#definitions = added(this.kind, this.#definitions, further, guarded, file);
    return grown;
  }

  #guarded(definition: D, from: { isForeign: boolean; file?: string }): D {
    if (GUARDED.has(definition)) return definition;
    if (this.#contract === undefined) {
      checkDefinitionName(this.kind, definition.name);
      if (from.isForeign) FOREIGN.add(definition);
      return definition;
    }
    const giver = { kind: this.kind, name: definition.name, ...from };
    const guarded = Object.freeze(this.#contract(definition, { giver, path: "" })) as D;
    GUARDED.add(guarded);
    if (from.isForeign) FOREIGN.add(guarded);
    return guarded;
  }

  /** Goes through the definitions, in their order. */
  [Symbol.iterator](): Iterator<D> {
    return this.#definitions.values();
  }
}

Object.freeze(Registry.prototype);

/** @throws {InputError} If a name is there twice. */
function added<D extends Definition>(
  kind: Kind,
  before: ReadonlyMap<string, D>,
  further: Iterable<D>,
  guarded: (definition: D) => D,
  file?: string,
): Map<string, D> {
  const map = new Map(before);
  for (const given of further) {
    const definition = guarded(given);
    if (map.has(definition.name)) {
      throw faultIn(
        file === undefined ? {} : { file },
        `there are two ${KINDS[kind]} of the name ${definition.name}` +
          (FOREIGN.has(map.get(definition.name)!) ? "" : ", one of them built in"),
        "Give one of them another name",
      );
    }
    map.set(definition.name, definition);
  }
  return map;
}
