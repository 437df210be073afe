/** Whose fault something is: what plugins' code throws and gives, as sentences for who wrote it. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { InputError, NumberError, shown } from "../io/mod.ts";
import type { Kind } from "./kinds.ts";

/** Whose code gives something. */
export interface Giver {
  /** Of what kind it is. */
  readonly kind: Kind;
  /** Its name. */
  readonly name: string;
  /** The plugin's file; none for what is built in or was defined in memory. */
  readonly file?: string;
  /** Whether it is not built in: then it is given copies, so that it can change nothing of ours. */
  readonly isForeign: boolean;
}

/** What of a definition is looked at. */
export interface Spot {
  /** The definition. */
  readonly giver: Giver;
  /** In words: `its title`, `rate()`; empty for all of it. */
  readonly path: string;
  /** Whether it is what a function gave. @default false */
  readonly isCall?: boolean;
}

const MEND = "Mend it, or leave it out";

/** Who it is, to begin a sentence. */
export function giverWords({ kind, name }: Pick<Giver, "kind" | "name">): string {
  return `the ${kind === "gamma" ? "Γ" : kind} ${shown(name)}`;
}

/** Something that has no place where it was given. */
export function fault(spot: Spot, value: unknown, expected: string): InputError {
  const { giver, path, isCall } = spot;
  const [is, be] = isCall ? ["gave", "give"] : ["is", "be"];
  const what = path === "" ? "it" : path;
  return faultIn(
    giver,
    `${giverWords(giver)}: ${what} ${is} ${described(value)}`,
    `It must ${be} ${expected}`,
  );
}

/** A problem of a definition, as a clause, and what to do about it. */
export function faultIn({ file }: Pick<Giver, "file">, problem: string, mend: string): InputError {
  return new InputError(problem, { ...(file === undefined ? {} : { file }), mend });
}

/** Whether it is to be waited for. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  try {
    return (typeof value === "object" && value !== null || typeof value === "function") &&
      typeof (value as Partial<PromiseLike<unknown>>).then === "function";
  } catch {
    // It does not let itself be looked at.
    return false;
  }
}

/** A value as a message names it. */
function described(value: unknown): string {
  try {
    return soundlyDescribed(value);
  } catch {
    return "something that cannot be shown";
  }
}

function soundlyDescribed(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "bigint") return `the BigInt ${value}`;
  if (typeof value === "number" || value === null) return String(value);
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  if (typeof value !== "object") return shown(value);
  if (isPromise(value)) return "a Promise";
  return Array.isArray(value) || ArrayBuffer.isView(value) ? "a list" : "an object";
}

/** What somebody's object says of itself, which may throw. */
function said(saying: () => unknown): string | undefined {
  try {
    return String(saying());
  } catch {
    return undefined;
  }
}

/** What kind of error it is. */
function errorName(error: Error): string {
  return said(() => error.name) ?? "an error";
}

/** The first line of what an error says, the file's address left out. */
export function firstLine(error: unknown, address = ""): string {
  const message = said(() => error instanceof Error ? error.message : error) ??
    "something that cannot be shown";
  const line = message.split("\n", 1)[0]!;
  return (address === "" ? line : line.replaceAll(address, "it")).replace(/\.\s*$/, "");
}

/** The address of a plugin's file, as it stands in stacks. */
export function addressOf(file: string): URL {
  return pathToFileURL(resolve(file));
}

/**
 * An error that came out of a file's code, with the line where the code threw it; undefined where it
 * does not say that it is from there.
 */
export function errorFrom(file: string, error: unknown): InputError | undefined {
  if (!(error instanceof Error)) return undefined;
  const address = addressOf(file).href;
  const stack = said(() => error.stack) ?? "";
  const at = stack.indexOf(address);
  if (at < 0) return undefined;
  const [, line, column] = /^[^\s:)]*:(\d+):(\d+)/.exec(stack.slice(at + address.length)) ?? [];
  return new InputError(`the plugin threw ${errorName(error)}: ${firstLine(error, address)}`, {
    file,
    ...(line === undefined ? {} : { place: `line ${line}, column ${column}` }),
    mend: MEND,
    cause: error,
  });
}

/** Whether an error was made by this library, which a plugin's code may have called. */
function isOurs(error: Error): boolean {
  const stack = said(() => error.stack) ?? "";
  return (/^ +at .*$/m.exec(stack)?.[0] ?? "").includes(LIBRARY);
}

const LIBRARY = new URL("../", import.meta.url).href;

/**
 * What a definition's code threw, for the person who wrote it. What is built in or was defined in
 * memory throws its errors as they are: only what is no error at all is put into words. Sentences about
 * a file stay as they are, too, and numbers that this library could not use; a plugin's own errors of
 * these kinds are its.
 */
export function blame({ giver, path }: Spot, thrown: unknown): unknown {
  const { file } = giver;
  if (thrown instanceof InputError) {
    if (file === undefined || thrown.file !== undefined) return thrown;
    const { problem, place, mend } = thrown;
    const at = place === undefined ? { file } : { file, place };
    return new InputError(problem, { ...at, mend, cause: thrown });
  }
  if (thrown instanceof NumberError && (file === undefined || isOurs(thrown))) return thrown;
  if (thrown instanceof Error && file === undefined) return thrown;
  const known = file === undefined ? undefined : errorFrom(file, thrown);
  if (known !== undefined) return known;
  const what = thrown instanceof Error
    ? `${errorName(thrown)}: ${firstLine(thrown)}`
    : described(thrown);
  return new InputError(`${giverWords(giver)}: ${path} threw ${what}`, {
    ...(file === undefined ? {} : { file }),
    mend: MEND,
    cause: thrown,
  });
}
