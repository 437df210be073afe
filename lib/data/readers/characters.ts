/** The text of a file of data. */
import { InputError, readUtf8 } from "../../io/mod.ts";

/**
 * A file's text.
 *
 * @throws {InputError} If it cannot be read, is not UTF-8, or holds what no text does.
 */
export async function readCharacters(file: string): Promise<string> {
  const text = await readUtf8(file, "Give the path of a file that is there and readable");
  const at = text.indexOf("\0");
  if (at === -1) return text;
  throw new InputError("the file holds NUL characters, as UTF-16 and binary files do", {
    file,
    place: `line ${text.slice(0, at).split("\n").length}`,
    mend: "Give plain text, CSV or JSON, saved as UTF-8",
  });
}
