/** What the lines of a text are, if they are made for programs: trees, columns, records. */

/** So many lines are looked at, and no longer ones. */
const LINES = 200, LONGEST_LINE = 2000;

/** Tells by the lines that are not empty whether they are of a kind. */
interface Kind {
  what: string;
  matches(lines: readonly string[], text: string): boolean;
}

/** How many lines match. */
function count(lines: readonly string[], pattern: RegExp): number {
  return lines.filter((line) => pattern.test(line)).length;
}

/** Whether so many lines match, and such a share: prose may quote some. */
function most(lines: readonly string[], pattern: RegExp, share: number, least = 3): boolean {
  const found = count(lines, pattern);
  return found >= least && found >= share * lines.length;
}

const COMMAND =
  /\\(?:(?:sub)*section|chapter|paragraph|text[a-z]{2}|emph|cite[a-z]*|(?:eq)?ref|label|footnote|caption|begin|end|title|href|url)\*?(?:\[[^\]\n]{0,80}\])?\{/;
/** Tags that need no end, and so may be the only ones. */
const VOID_TAG = /<(?:br|hr|p|img|li|wbr|input)(?:\s[^<>]{0,200})?\/?>/i;
/** Several characters' names in a line: one may be left over in prose. */
const CHARACTERS = /&(?:#?\w{1,8});.*&(?:#?\w{1,8});/;
const SQL = /^\s*(?:INSERT\s+INTO|REPLACE\s+INTO|CREATE\s+TABLE|DROP\s+TABLE)\s/i;
/** A row of values, as they stand below one INSERT. */
const SQL_ROW = /^\s*\((?:\d+|NULL|'[^'\n]*')\s*,.*\)[,;]\s*$/i;
const LEAF = /\([A-Z$.,:`'#-][A-Z0-9$.,:`'#|=-]* [^()\s]+\)/g;
const MAIL_FIELD =
  /^(?:From|To|Cc|Bcc|Subject|Date|Sender|Reply-To|Received|Return-Path|Delivered-To|Message-ID|MIME-Version|Content-[\w-]+|X-[\w-]+):/i;

/** Whether a text begins with the fields of a mail: a name, a subject and an address at least. */
function isMail(text: string): boolean {
  const head = text.trimStart().slice(0, 10_000).split("\n\n")[0]!.split("\n");
  const fields = head.filter((line) => MAIL_FIELD.test(line));
  if (!/^From /.test(head[0]!) && !MAIL_FIELD.test(head[0]!)) return false;
  const isAddressed = fields.some((line) => /^(?:From|To|Sender|Return-Path):.*@/i.test(line));
  return fields.length > 1 && fields.length > head.length / 2 && isAddressed;
}

/** A tag of a name or a phrase in a text, such as `B-LOC` or `O`. */
const CHUNK_TAG = /^(?:[BIESLU]-[A-Za-z][\w-]*|O)$/;
/** A tag of a part of speech. */
const WORD_TAG = /^(?:[A-Z]{1,5}\$?|[.,:$#"'`()]{1,2}|-[LR]RB-)$/;

/** Whether there is a word with its tags in each line. */
function isTagged(lines: readonly string[]): boolean {
  const rows = lines.filter((line) => !line.startsWith("#") && !line.startsWith("-DOCSTART-"))
    .map((line) => line.trim().split(/\s+/));
  const columns = rows[0]?.length ?? 0;
  if (rows.length < 5 || columns < 2) return false;
  const tagged = rows.filter((row) =>
    row.length === columns &&
    (CHUNK_TAG.test(row.at(-1)!) || columns > 2 && row.slice(1).every((tag) => WORD_TAG.test(tag)))
  );
  return tagged.length >= 0.9 * rows.length;
}

/** Whether there are keys in each line, and marks of YAML that no dialogue has. */
function isYaml(lines: readonly string[]): boolean {
  const [first, ...rest] = lines;
  const hasStart = first?.trim() === "---";
  const all = hasStart ? rest : lines;
  const key = /^\s*(?:- )?[A-Za-z_][\w-]*:(?:\s|$)/;
  if (hasStart && (most(all, key, 0.9, 2) || most(all, /^\s*- \S/, 1, 2))) return true;
  return count(all, /^- [A-Za-z_][\w-]*:/) > 1 && count(all, /^ {2,}[A-Za-z_][\w-]*:/) > 1 &&
    most(all, key, 0.9);
}

const KINDS: readonly Kind[] = [
  {
    what: "LaTeX",
    matches: (lines) => most(lines, COMMAND, 0.25),
  },
  {
    what: "HTML or XML",
    matches: (lines) => most(lines, VOID_TAG, 0.25) || most(lines, CHARACTERS, 0.5),
  },
  {
    what: "SQL",
    matches: (lines) =>
      most(lines, SQL, 0.25, 2) || count(lines, SQL) > 0 && most(lines, SQL_ROW, 0.5),
  },
  {
    what: "data of Python",
    matches: (lines, text) =>
      /^\[?\s*\{'[^'\n]{1,100}'\s*:/.test(text.trimStart()) ||
      most(lines, /^\{'[^'\n]{1,100}'\s*:/, 0.5),
  },
  {
    what: "syntax trees",
    matches: (lines) => {
      if (!most(lines, /^\s*\(/, 0.9, 2) || count(lines, /\([A-Z][\w-]*\s*\(|^\(\s+\(/) === 0) {
        return false;
      }
      const marks = lines.map((line) => line.match(LEAF)?.length ?? 0);
      const words = lines.reduce((sum, line) => sum + line.trim().split(/\s+/).length, 0);
      // A leaf has two words, and the nodes above it have one.
      return marks.reduce((sum, found) => sum + found, 0) > Math.max(2, words / 6);
    },
  },
  { what: "mail with its headers", matches: (_, text) => isMail(text) },
  { what: "words with tags, one in a line", matches: isTagged },
  { what: "settings or data in YAML or the like", matches: isYaml },
];

/**
 * What a text's lines are, if they are made for programs and are no table with a separator. Some such
 * lines in prose do not matter.
 *
 * @example
 * ```ts
 * import { structureOf } from "./structure.ts";
 * const line = "(S (NP (DT The) (NN cat)) (VP (VBD sat)))";
 * if (structureOf(`${line}\n${line}`) !== "syntax trees") throw new Error("trees");
 * if (structureOf("She (the cat) sat.") !== undefined) throw new Error("prose");
 * ```
 */
export function structureOf(text: string): string | undefined {
  const lines = text.split("\n", 2 * LINES).filter((line) => line.trim() !== "").slice(0, LINES)
    .map((line) => line.slice(0, LONGEST_LINE));
  return KINDS.find(({ matches }) => matches(lines, text))?.what;
}
