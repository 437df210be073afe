/** Whether a file is plain text, for those who read nothing else. */
import { InputError } from "../io/mod.ts";
import { looksLikeJson } from "./json.ts";
import { endingOf } from "./paths.ts";
import { readStart } from "./readers/characters.ts";
import { looksLike } from "./readers/looks_like.ts";

/**
 * Refuses a file that is plainly something else than text: marks and field names would be taken for
 * words. A file that is not there, or cannot be read, is for its reader to refuse.
 *
 * @throws {InputError} If it looks like markup, a table, JSON or bytes.
 */
export async function requirePlainText(file: string): Promise<void> {
  const { text, isWhole, wasCompressed } = await readStart(file);
  const what = looksLikeJson(text)
    ? "JSON"
    : wasCompressed || text.includes("\0")
    ? "a file that is not text"
    : looksLike(endingOf(file), text, isWhole)?.what;
  if (what === undefined) return;
  throw new InputError(`it looks like ${what}`, { file, mend: "Give plain text" });
}
