/** Under which licences the packages are, by what each says of itself. */
import * as path from "node:path";
import { PROJECT_FOLDER } from "../lib/backend/mod.ts";
import { InputError } from "../lib/io/errors.ts";
import type { PackageId } from "./_bill.ts";

/** A package.json, in all the forms that its licence was ever written. */
export interface Manifest {
  license?: string | { type?: string };
  licenses?: readonly { type?: string }[];
}

/** SPDX's names of what some packages call otherwise. */
const SPDX: Record<string, string> = { "BSD": "BSD-3-Clause", "Apache 2.0": "Apache-2.0" };

/**
 * SPDX's expression of the licence that a package names.
 *
 * @throws {InputError} If it names none.
 */
export function licenseOf({ license, licenses }: Manifest, { name, version }: PackageId): string {
  const text = typeof license === "string"
    ? license
    : license?.type ?? licenses?.map(({ type }) => type).join(" OR ");
  if (text === undefined || text === "") {
    throw new InputError(`${name}@${version} names no licence`, {
      file: "deno.lock",
      mend: "Look at its files and name it in tasks/sbom.ts",
    });
  }
  const inner = text.replace(/^\((.*)\)$/, "$1");
  return SPDX[inner] ?? inner;
}

/** What an installed package says of itself; undefined where it is not installed. */
export async function installed({ name, version }: PackageId): Promise<Manifest | undefined> {
  const folder = `${name.replace("/", "+")}@${version}`;
  const file = path.join(
    PROJECT_FOLDER,
    "node_modules/.deno",
    folder,
    "node_modules",
    name,
    "package.json",
  );
  try {
    return JSON.parse(await Deno.readTextFile(file));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
