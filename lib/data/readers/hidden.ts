/** What systems put into folders, and nobody means when a folder is named. */

/**
 * Whether a file or folder of that name is left out of a folder that is read: names that begin with
 * a dot, such as `.DS_Store` and the `._high1.json` that macOS writes beside `high1.json` on disks of
 * other systems, the folder in which its archives keep these, and `~$a.txt`, which office programs
 * keep beside a file that is open.
 */
export function isHidden(name: string): boolean {
  return name.startsWith(".") || name.startsWith("~$") || name === "__MACOSX";
}
