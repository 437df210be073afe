/**
 * Kinds of characters as Hugging Face's native tokenizers know them, as classes of regular
 * expressions with the flag `v`. JavaScript's own `\w` is ASCII only, and its `\s` has U+FEFF but
 * not U+0085.
 */
import { YOUNG_FORMATS, YOUNG_MARKS, YOUNG_PUNCTUATION } from "./young_characters.ts";

/** White space. */
export const SPACE = "\\p{White_Space}";

/** What `\w` is: letters, marks, digits, connectors. */
export const WORD = "[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]";

/** Punctuation to BERT: all of ASCII's signs, `$` and `^` too, and Unicode's punctuation. */
export const PUNCTUATION =
  `[[!-\\/:-@\\[-\\\`\\{-~\\p{P}\\u166D\\u{111C9}]--[${YOUNG_PUNCTUATION}]]`;

/** Accents to BERT: what takes no place of its own. */
export const ACCENT = `[[\\p{Mn}\\u1734\\u{1171E}]--[${YOUNG_MARKS}]]`;

/** What BERT's cleaning removes: U+0000, the replacement character, control and format characters. */
export const CONTROL = `[[\\0\\uFFFD\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}]--[\\t\\n\\r${YOUNG_FORMATS}]]`;

/** The Chinese characters that BERT parts from each other. */
export const CHINESE = "[\\u4E00-\\u9FFF\\u3400-\\u4DBF\\u{20000}-\\u{2A6DF}\\u{2A700}-\\u{2B73F}" +
  "\\u{2B740}-\\u{2B81F}\\u{2B920}-\\u{2CEAF}\\uF900-\\uFAFF\\u{2F800}-\\u{2FA1F}]";

/** Punctuation to Transformers' tokenizers in Python, which know today's Unicode. */
export const PUNCTUATION_OF_PYTHON = "[!-\\/:-@\\[-\\`\\{-~\\p{P}]";

/** Accents to them. */
export const ACCENT_OF_PYTHON = "\\p{Mn}";

/** What they remove: control characters, and those that Unicode does not know. */
export const CONTROL_OF_PYTHON = "[[\\0\\uFFFD\\p{C}]--[\\t\\n\\r]]";

/** Each character in lower case by itself: a capital sigma at a word's end is σ, as everywhere. */
export function lowerCase(text: string): string {
  // Only a sigma's lower case depends on what stands around it.
  return text.replaceAll("Σ", "σ").toLowerCase();
}
