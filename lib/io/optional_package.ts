import { InputError } from "./errors.ts";

/** A package of npm that is asked for is not there. */
export class MissingPackage extends InputError {}

/** What is said where a module is not there, by who looks for it. */
const MISSING = ["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"];

/**
 * Something of a package of npm that need not be there: its native code is not for every machine.
 *
 * @param load Imports it, or finds its files.
 * @throws {MissingPackage} If it is not installed, or not for this machine.
 *
 * @example
 * ```ts
 * import { optionalPackage } from "./optional_package.ts";
 * const vega = await optionalPackage("vega", () => import("vega"));
 * if (vega.version === undefined) throw new Error("it is installed");
 * ```
 */
export async function optionalPackage<T>(name: string, load: () => T | Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if (!MISSING.includes((cause as NodeJS.ErrnoException).code ?? "")) throw cause;
    throw new MissingPackage(`the npm package ${name} is not installed, or not for this machine`, {
      mend: `Do without what needs it, or install it: npm install ${name}`,
      cause,
    });
  }
}
