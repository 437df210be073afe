/** Files of a web site, wherever they come from. */
import { type FileInParts, writeNewFolder } from "../io/mod.ts";

/** Files by their paths from the site's root. */
export type Site = ReadonlyMap<string, FileInParts>;

/** The page that is opened. */
export const FIRST_PAGE = "index.html";

/**
 * Writes a site for any web server. The first page comes last: a folder without it is no site.
 *
 * @param folder One that is not there yet, or empty.
 * @throws {InputError} If the folder is in use, or the operating system refuses. Nothing is left then.
 */
export async function writeSite(site: Site, folder: string): Promise<void> {
  const page = site.get(FIRST_PAGE)!;
  const others = [...site].filter(([path]) => path !== FIRST_PAGE);
  await writeNewFolder(folder, new Map([...others, [FIRST_PAGE, page]]));
}
