/** What a task may do, as Deno's flags. */
import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { InputError } from "../lib/io/errors.ts";

/** Permissions of a process; what is not named is refused. */
export interface Permissions {
  /** Files and folders it may read. */
  read: readonly string[];
  /** Files and folders it may write. */
  write: readonly string[];
  /** Hosts it may connect to; true for any. */
  net: readonly string[] | true;
  /** Environment variables it may see; the others are not there for it. */
  env: readonly string[];
  /** What it may ask about the machine, in Deno's words. */
  sys: readonly string[];
  /** Native libraries that it may load, or folders of them. */
  ffi: readonly string[];
  /** Programs that it may start; true for any, false for none. */
  run: readonly string[] | boolean;
}

/** The permission to do nothing. */
export const NOTHING: Permissions = {
  read: [],
  write: [],
  net: [],
  env: [],
  sys: [],
  ffi: [],
  run: false,
};

/** Where a path leads when the links in it are followed. What it names need not be there yet. */
function followed(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(followed(above), basename(path));
  }
}

/** A path as it is named and as it is: Deno asks for the one or the other. */
function names(path: string): string[] {
  return [resolve(path), followed(resolve(path))];
}

/** Deno separates the paths of a permission by commas, and knows no way to write one in a path. */
function requireNoComma(mend: string): (path: string) => string {
  return (path) => {
    if (!path.includes(",")) return path;
    const problem = "Deno's permissions cannot name a path with a comma";
    throw new InputError(problem, { file: path, mend });
  };
}

const TO_READ = requireNoComma("Rename it, or move it to another place");
const TO_WRITE = requireNoComma("Choose another place to write to");

function flag(name: string, values: readonly string[] | boolean): string[] {
  if (values === false) return [];
  if (values === true) return [`--allow-${name}`];
  return values.length === 0 ? [] : [`--allow-${name}=${[...new Set(values)].join(",")}`];
}

/**
 * The flags of `deno run` that give these permissions and no more.
 *
 * @throws {InputError} If something that is to be read or written has a comma in its path.
 */
export function permissionFlags(permissions: Permissions): string[] {
  const { read, write, net, env, sys, ffi, run } = permissions;
  return [
    "--no-prompt",
    ...flag("read", read.flatMap(names).map(TO_READ)),
    ...flag("write", write.flatMap(names).map(TO_WRITE)),
    ...flag("net", net),
    ...flag("env", env),
    // npm packages look for variables of their own, and do without them.
    "--ignore-env",
    ...flag("sys", sys),
    ...flag("ffi", ffi.flatMap(names).map(TO_READ)),
    ...flag("run", run),
  ];
}
