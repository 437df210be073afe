/** What systems put into folders, and nobody means when a folder is named. */

/**
 * Whether a file or folder of that name is left out of a folder that is read: names that begin with
 * a dot, such as `.DS_Store` and the `._high1.json` that macOS writes beside `high1.json` on disks of
 * other systems, and the folder in which its archives keep these.
 */
export function isHidden(name: string): boolean {
  return name.startsWith(".") || name === "__MACOSX";
}
