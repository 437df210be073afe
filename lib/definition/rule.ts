/** Rules: what a value may be, in a form that a program checks and a person reads. */

/** What kinds of rules there are, for the help. */
export const RULE_KINDS = ["text", "flag", "whole", "real", "choice", "list"] as const;

/** What a setting or a definition's parameter may be. */
export interface Rule<T> {
  /** What a value must be, to go on after "must be". */
  readonly expected: string;
  /** Whether a value is one. */
  accepts(value: unknown): boolean;
  /**
   * What a command line's text stands for; a text that stands for none is given back as it is, and
   * then not accepted.
   */
  parse(text: string): unknown;
  /** The values there are, where they are few. */
  readonly choices?: readonly string[];
  /** Of what kind, for the help. */
  readonly kind: typeof RULE_KINDS[number];
  /** Of a list: what each item may be. */
  readonly item?: Rule<unknown>;
  /** Never there at run time: it carries the type of the values. */
  readonly type?: T;
}

/** The type of the values that a rule accepts. */
export type ValueOf<R> = R extends Rule<infer T> ? T : never;

function number(text: string): unknown {
  const value = text.trim() === "" ? NaN : Number(text);
  return Number.isNaN(value) ? text : value;
}

/** A text with something in it. */
export const text: Rule<string> = {
  kind: "text",
  expected: "a text that is not empty",
  accepts: (value) => typeof value === "string" && value.trim() !== "",
  parse: (given) => given,
};

/** True or false. */
export const flag: Rule<boolean> = {
  kind: "flag",
  expected: "true or false",
  accepts: (value) => typeof value === "boolean",
  parse: (given) => given === "true" ? true : given === "false" ? false : given,
};

/** One of some texts. */
export function oneOf<const T extends string>(values: Iterable<T>): Rule<T> {
  const choices = [...values];
  return {
    kind: "choice",
    choices,
    expected: `one of ${choices.join(", ")}`,
    accepts: (value) => (choices as unknown[]).includes(value),
    parse: (given) => given,
  };
}

/** A whole number, at least `least`. */
export function whole(least: number): Rule<number> {
  return {
    kind: "whole",
    expected: `a whole number, at least ${least}`,
    accepts: (value) => Number.isSafeInteger(value) && (value as number) >= least,
    parse: number,
  };
}

/**
 * A finite number in some range.
 *
 * @param expected The range in words, such as "a number above 0".
 */
export function real(expected: string, accepts: (value: number) => boolean): Rule<number> {
  return {
    kind: "real",
    expected,
    accepts: (value) => Number.isFinite(value) && accepts(value as number),
    parse: number,
  };
}

/** What another rule accepts, or null; on a command line `none`. */
export function orNull<T>(rule: Rule<T>): Rule<T | null> {
  return {
    ...rule,
    expected: `${rule.expected}, or null`,
    accepts: (value) => value === null || rule.accepts(value),
    parse: (given) => given === "none" || given === "null" ? null : rule.parse(given),
  };
}

/** One of some words, or what another rule accepts. */
export function orWord<const W extends string, T>(words: readonly W[], rule: Rule<T>): Rule<W | T> {
  const isWord = (value: unknown) => (words as readonly unknown[]).includes(value);
  return {
    ...rule,
    kind: "text",
    expected: `${words.join(", ")}, or ${rule.expected}`,
    accepts: (value) => isWord(value) || rule.accepts(value),
    parse: (given) => isWord(given) ? given : rule.parse(given),
  } as Rule<W | T>;
}

/** A list of different values, on a command line with commas between them. */
export function listOf<T>(rule: Rule<T>, { least = 1 }: { least?: number } = {}): Rule<T[]> {
  return {
    kind: "list",
    item: rule,
    ...(rule.choices === undefined ? {} : { choices: rule.choices }),
    expected: `a list of different values, each ${rule.expected}`,
    accepts: (value) =>
      Array.isArray(value) && value.length >= least && value.every((item) => rule.accepts(item)) &&
      new Set(value.map((item) => JSON.stringify(item))).size === value.length,
    parse: (given) => given.split(",").map((item) => rule.parse(item.trim())),
  };
}
