/** Files of a web site, wherever they come from. */
import { existsSync, readdirSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InputError, lockFolder, makePath, removePath } from "../io/mod.ts";
import { writeWhole } from "../model/mod.ts";

/** A file that is made or read when somebody wants it. */
export interface SiteFile {
  /** Bytes of all parts. */
  readonly size: number;
  /** Its bytes. */
  parts(): Iterable<Uint8Array> | Promise<Iterable<Uint8Array>>;
}

/** Files by their paths from the site's root. */
export type Site = ReadonlyMap<string, SiteFile>;

/** The page that is opened. */
export const FIRST_PAGE = "index.html";

/** A file of these bytes, or of this text. */
export function fileOf(content: string | Uint8Array): SiteFile {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return { size: bytes.length, parts: () => [bytes] };
}

/** A file on this machine. */
export async function fileAt(path: string): Promise<SiteFile> {
  const { size } = await stat(path);
  return { size, parts: async () => [await readFile(path)] };
}

/**
 * Writes a site for any web server. The first page comes last: a folder without it is no site.
 *
 * @param folder One that is not there yet, or empty.
 * @throws {InputError} If the folder is in use, or the operating system refuses. Nothing is left then.
 */
export async function writeSite(site: Site, folder: string): Promise<void> {
  const found = existsSync(folder) ? readdirSync(folder) : [];
  // What was killed while it wrote left its lock, and no first page.
  const isLeft = found.includes(".lock") && !found.includes(FIRST_PAGE);
  if (found.length > 0 && !isLeft) {
    throw new InputError(`this folder has a ${found[0]}, so nothing is written into it`, {
      file: folder,
      mend: "Choose a folder that is not there yet, or empty it",
    });
  }
  await makePath(folder);
  await using _ = await lockFolder(folder);
  const paths = [...[...site.keys()].filter((path) => path !== FIRST_PAGE), FIRST_PAGE];
  try {
    for (const path of paths) {
      const file = join(folder, path);
      await makePath(dirname(file));
      await writeWhole(file, await site.get(path)!.parts());
    }
  } catch (error) {
    for (const path of new Set(paths.map((path) => path.split("/")[0]!))) {
      await removePath(join(folder, path)).catch(() => {});
    }
    throw error;
  }
}
