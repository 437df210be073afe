/** Links in an output folder. */
import { readdirSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { InputError } from "../lib/io/errors.ts";

/**
 * Refuses a folder in which a link leads out of it: Deno's permissions go by names, so what is
 * written through such a link would land elsewhere. The folder itself may be a link, which its owner
 * has named.
 *
 * @throws {InputError} If there is such a link, or the folder is a file or a device.
 */
export function refuseLinks(folder: string): void {
  const root = realOrUndefined(folder);
  if (root === undefined) return;
  if (!statSync(root).isDirectory()) {
    throw new InputError("this is not a folder", {
      file: folder,
      mend: "Choose another folder with --out",
    });
  }
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue;
    const link = join(entry.parentPath, entry.name);
    if (realOrUndefined(link)?.startsWith(root + sep)) continue;
    throw new InputError("this link leads out of the folder of the results", {
      file: link,
      mend: "Remove it, or choose another folder with --out",
    });
  }
}

/** A path without links; undefined where there is nothing. */
function realOrUndefined(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
