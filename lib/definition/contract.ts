/**
 * Contracts: what the code of definitions must give, be it built in or anybody's. A contract looks at
 * a value and gives it back; of functions it gives one that looks at what they give, so that a
 * mistake is one sentence where it is made and not a riddle where it matters.
 */
import { blame, fault, isPromise, type Spot } from "./blame.ts";
import { printable } from "../io/mod.ts";
import { copied, spreadable } from "./copied.ts";

/**
 * Looks at a value.
 *
 * @param args What the function was given that gave it.
 * @returns The value, its functions guarded.
 * @throws {InputError} If it is not what it must be; with the file and the name of the definition.
 */
export type Contract = (value: unknown, spot: Spot, args?: readonly unknown[]) => unknown;

/** What a value must be. @param expected To go on after "must be". */
export function must(expected: string, accepts: (value: unknown) => boolean): Contract {
  return (value, spot) => {
    if (isSo(() => accepts(value))) return value;
    // It is told already; should it fail, too, nobody waits for it.
    if (isPromise(value)) value.then(undefined, () => {});
    throw fault(spot, value, expected);
  };
}

/** Whether something is so; what does not let itself be looked at, such as a revoked proxy, is not. */
function isSo(look: () => boolean): boolean {
  try {
    return look();
  } catch {
    return false;
  }
}

const ONE_LINE = must(
  "a text of one line, without characters that drive a terminal",
  (value) => printable(value as string) === value,
);

/** Anything that is there at once. */
export const anything: Contract = must("nothing to wait for", (value) => !isPromise(value));
/** A text, which may be empty. */
export const aText: Contract = must("a text", (value) => typeof value === "string");
/** A text as it can stand in a line. */
export const aLine: Contract = (value, spot): unknown => ONE_LINE(aText(value, spot), spot);
/** Any number, NaN too. */
export const aNumber: Contract = must("a number", (value) => typeof value === "number");
/** A number with a value. */
export const aFiniteNumber: Contract = must("a finite number", Number.isFinite);
/** A whole number from 0 on. */
export const aCount: Contract = must(
  "a whole number, at least 0",
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
);
/** A number, or null. */
export const numberOrNull: Contract = must(
  "a number, or null",
  (value) => typeof value === "number" || value === null,
);
/** True or false. */
export const trueOrFalse: Contract = must("true or false", (value) => typeof value === "boolean");
/** An object that is no list. */
export const anObject: Contract = must(
  "an object",
  (value) =>
    typeof value === "object" && value !== null && !Array.isArray(value) &&
    !isPromise(value),
);
const aList = must("a list", Array.isArray);

/** One of some texts. */
export function oneWord(words: readonly string[]): Contract {
  return must(`one of ${words.join(", ")}`, (value) => words.includes(value as string));
}

/** What may be left out. */
export function optional(contract: Contract): Contract {
  return (value, spot, args) => value === undefined ? value : contract(value, spot, args);
}

/** A list of such things. What has no functions is given back as it is. */
export function aListOf(contract: Contract, item = "item"): Contract {
  return (value, spot) => {
    const list = aList(value, spot) as unknown[];
    const { giver } = spot;
    let result = list;
    for (let i = 0; i < list.length; i++) {
      const found = contract(list[i], { giver, path: `${item} ${i + 1} of ${whole(spot)}` });
      if (found === list[i]) continue;
      if (result === list) result = [...list];
      result[i] = found;
    }
    return result;
  };
}

/** What is looked at as a part of a longer path. */
function whole({ path, isCall }: Spot): string {
  return isCall ? `what ${path} gave` : path;
}

/** Options of {@linkcode hasMembers}. */
export interface MemberOptions {
  /** Whose members they are, for messages. @default {the definition's, or what was looked at} */
  whose?: string;
  /** The contract of all members, whatever their names. @default {only those named have one} */
  each?: Contract;
}

/**
 * An object with some members; it may have others. Ours is given back as it is where no member needs
 * a guard. Of anybody else's a plain object is made, each member read once, wherever it has it from:
 * it may be of a class, or have accessors. Its functions are still called on the object itself.
 */
export function hasMembers(
  members: Readonly<Record<string, Contract>>,
  { whose, each }: MemberOptions = {},
): Contract {
  return (value, spot) => {
    const { giver } = spot;
    const object = read(anObject(value, spot) as Record<string, unknown>, spot);
    const names = each === undefined ? Object.keys(members) : Object.keys(object);
    let isChanged = giver.isForeign;
    const checked = names.map((name): [string, unknown] => {
      const member = object[name];
      const isBound = typeof member === "function" && giver.isForeign;
      const found = (each ?? members[name]!)(
        isBound ? Function.prototype.bind.call(member, object) : member,
        { giver, path: memberPath(name, spot, whose) },
      );
      isChanged ||= found !== member;
      return [name, found];
    });
    if (!isChanged) return value;
    const all = [...Object.entries(object), ...checked];
    return Object.fromEntries(all.filter(([, member]) => member !== undefined));
  };
}

/** An object with all that it has of its own: see {@linkcode spreadable}. */
function read(
  object: Record<string, unknown>,
  { giver, path }: Spot,
): Record<string, unknown> {
  if (!giver.isForeign) return object;
  try {
    return spreadable(object);
  } catch (error) {
    throw blame({ giver, path: path === "" ? "it" : path }, error);
  }
}

function memberPath(name: string, spot: Spot, whose: string | undefined): string {
  if (whose !== undefined) return `${whose} ${name}`;
  return spot.path === "" || spot.isCall ? `its ${name}` : `${name} of ${spot.path}`;
}

/** Options of {@linkcode calls}. */
export interface CallOptions {
  /** Whether it may give a promise of what it must give. @default false */
  waits?: boolean;
  /** What it gives, in words. @default {its name} */
  gives?: string;
  /** Whether it is given a program's values, which belong to it, and no copies. @default false */
  isGivenValues?: boolean;
}

/**
 * A function that must give something. Ours are left as they are: types and tests look after them, and
 * what runs at each step costs nothing. Others are watched, and called with copies.
 */
export function calls(
  contract: Contract,
  { waits = false, gives, isGivenValues = false }: CallOptions = {},
): Contract {
  return (value, spot) => {
    if (typeof value !== "function") throw fault(spot, value, "a function");
    const { giver } = spot;
    if (!giver.isForeign) return value;
    const path = gives ?? calledAs(spot.path);
    const inside: Spot = { giver, path, isCall: gives === undefined };
    // What it gave may be of its code, too.
    const look = (given: unknown, args: readonly unknown[]) => {
      try {
        return contract(given, inside, args);
      } catch (error) {
        throw blame(inside, error);
      }
    };
    return (...given: unknown[]) => {
      const args = isGivenValues ? given : given.map(copied);
      let result: unknown;
      try {
        result = value(...args);
      } catch (error) {
        throw blame(inside, error);
      }
      if (!waits || !isPromise(result)) return look(result, args);
      return Promise.resolve(result).then(
        (settled) => look(settled, args),
        (error) => {
          throw blame(inside, error);
        },
      );
    };
  };
}

/** A function's path where it is called: `its rate` becomes `rate()`, `parse of …` `parse() of …`. */
function calledAs(path: string): string {
  if (!path.startsWith("its ")) return path.replace(" ", "() ");
  return `${path.replace(/^its (?=\S+$)/, "")}()`;
}

/** JSON deeper than this is not kept. */
const DEEPEST = 100;

/** What JSON can hold: it comes back from a file as it was. What is undefined is left out by it. */
export const asJson: Contract = (value, spot): unknown => {
  const wrong = notJson(value, "", 0);
  if (wrong === undefined) return value;
  const { at, found } = wrong;
  const there = at === "" ? spot : { giver: spot.giver, path: `${at.slice(1)} of ${whole(spot)}` };
  const expected = "what JSON can hold: null, true, false, a text, a finite number, a list or a " +
    "plain object of these, nested at most 100 deep";
  throw fault(there, found, expected);
};

function notJson(
  value: unknown,
  at: string,
  depth: number,
): { at: string; found: unknown } | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return undefined;
  if (typeof value === "number" && Number.isFinite(value)) return undefined;
  if (typeof value !== "object" || depth === DEEPEST) return { at, found: value };
  const prototype = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || prototype === null;
  if (!Array.isArray(value) && !isPlain) return { at, found: value };
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined && isPlain) continue;
    const wrong = notJson(member, `${at}.${name}`, depth + 1);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
