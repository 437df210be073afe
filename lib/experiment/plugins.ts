/** Plugins: modules whose exported definitions stand beside those built in. */
import { createHash } from "node:crypto";
import { chdir, cwd } from "node:process";
import {
  addressOf,
  type Definition,
  errorFrom,
  firstLine,
  isDefinition,
  spreadable,
} from "../definition/mod.ts";
import { InputError, readBytes } from "../io/mod.ts";
import { builtIns, restored } from "./built_ins.ts";
import { hashOf } from "./hash.ts";

/** A module of definitions. */
export interface Plugin {
  /** Its path as it was given; left out for one that is no file. */
  readonly file?: string;
  /** SHA-256 of the file, as hexadecimal digits: a part of what decides the runs that use it. */
  readonly sha256: string;
  /** What it exports. */
  readonly definitions: readonly Definition[];
}

const NOTHING_KNOWN = "Export what defineSchedule, defineMethod, defineGamma, defineMetric, " +
  "defineObjective, defineSink, defineArchitecture or defineReader gives";

const LOADED = new Set<string>();

/** The files of plugins that this process has loaded, or tried to. */
export function loadedPlugins(): string[] {
  return [...LOADED];
}

/**
 * Loads a plugin: a module that imports what it needs from `"sdtrainer"` and exports definitions.
 * It is code, and may do what this process may. What it imports from further files is not a part
 * of its SHA-256.
 *
 * @param file Its path.
 * @throws {InputError} If the file cannot be read or loaded, throws, or exports no definition.
 *
 * @example
 * ```ts ignore
 * const plugin = await loadPlugin("mine.ts");
 * for await (const event of runExperiment(settings, { plugins: [plugin] })) console.log(event.type);
 * ```
 */
export async function loadPlugin(file: string): Promise<Plugin> {
  const bytes = await readBytes(file, "Give the path of a module of definitions");
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const address = addressOf(file);
  // One that was changed meanwhile is another module.
  address.searchParams.set("sha256", sha256);
  LOADED.add(file);
  let module: Readonly<Record<string, unknown>>, changed: string | undefined;
  const folder = cwd(), before = builtIns();
  try {
    module = await import(address.href);
  } catch (cause) {
    throw new InputError(`the plugin does not load: ${firstLine(cause, address.href)}`, {
      file,
      mend: "Mend it, or leave it out",
      cause,
    });
  } finally {
    // Paths that were typed mean what they meant, and so does everybody's code.
    if (cwd() !== folder) chdir(folder);
    changed = restored(before);
  }
  if (changed !== undefined) {
    throw new InputError(`the plugin changes ${changed}, which is everybody's`, {
      file,
      mend: "Let it define a function of its own instead",
    });
  }
  return { file, sha256, definitions: definitionsIn(module, file) };
}

/** Loads some plugins, one after the other: see {@linkcode loadPlugin}. */
export async function loadPlugins(files: readonly string[]): Promise<Plugin[]> {
  const plugins: Plugin[] = [];
  for (const file of files) plugins.push(await loadPlugin(file));
  return plugins;
}

/**
 * What is in memory as a plugin, for notebooks and programs: definitions, or a module of them. What
 * stands for the SHA-256 of its file is one of its definitions as text, their code included.
 *
 * @throws {InputError} If there is no definition in it.
 */
export function pluginOf(module: object): Plugin {
  const definitions = definitionsIn(module, "the plugin");
  const whole = (value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? spreadable(value)
      : value;
  const isCode = (value: unknown) => typeof value === "function" || typeof value === "bigint";
  const written = definitions.map((definition) =>
    JSON.stringify(definition, (_, value) => isCode(value) ? String(value) : whole(value))
  );
  return { sha256: hashOf(written), definitions };
}

function definitionsIn(module: object, file: string): Definition[] {
  let found: Definition[];
  try {
    found = [...new Set(Object.values(module).flat())].filter(isDefinition).map(spreadable);
  } catch (cause) {
    throw new InputError(`what the plugin exports cannot be read: ${firstLine(cause)}`, {
      file,
      mend: NOTHING_KNOWN,
      cause,
    });
  }
  if (found.length > 0) return found;
  throw new InputError("the plugin exports no definition", { file, mend: NOTHING_KNOWN });
}

/**
 * An error that came out of a plugin's code as one for the person who wrote it; every other error as
 * it is.
 */
export function blamed(error: unknown, plugins: readonly Plugin[]): unknown {
  // What failed first is what is told: a sink that fails to close after it failed to write, say.
  if (error instanceof SuppressedError) return blamed(error.suppressed, plugins);
  if (!(error instanceof Error) || error instanceof InputError) return error;
  for (const { file } of plugins) {
    const found = file === undefined ? undefined : errorFrom(file, error);
    if (found !== undefined) return found;
  }
  return error;
}
