/** What a file looks like that is not plain text, so that nobody trains on marks by mistake. */

import { structureOf } from "./structure.ts";

/** What a file was taken for. */
export interface Likeness {
  /** What it is, after "it looks like". */
  what: string;
  /** Whether it is a table, and with what between its fields. */
  separator?: string;
}

/** What files of some endings are, whatever is in them. */
const ENDINGS: readonly (readonly [what: string, endings: string])[] = [
  ["HTML", ".html .htm .xhtml .mhtml"],
  ["XML", ".xml .svg .tei .rss .atom .xsl .xslt .tmx .xliff .xlf .ttml .opf .fb2 .docbook"],
  ["subtitles", ".srt .vtt .ass .ssa .sbv .lrc"],
  ["LaTeX", ".tex .latex .ltx .bib"],
  ["RTF", ".rtf"],
  ["marked-up text", ".rst .adoc .asciidoc .org .textile .wiki .mediawiki"],
  ["settings or data in YAML or the like", ".yaml .yml .toml .ini .cfg .conf .properties"],
  ["a notebook", ".ipynb"],
  ["SQL", ".sql"],
  ["mail with its headers", ".eml .mbox"],
  ["words with tags, one in a line", ".conll .conllu .iob .bio"],
];

/** How many lines of a table are looked at. */
const LINES = 50;

/** The words that headers of tables of texts have. */
const HEADER = new Set(
  ("text article sentence sentence1 sentence2 content body title label labels id idx index " +
    "passage document review source target category class score date author url").split(" "),
);

/** Marks of Markdown, each with how often they must be there to be no accident in other files. */
const MARKDOWN: readonly (readonly [RegExp, number])[] = [
  [/^#{1,6} \S/gm, 2],
  [/^(?:```|~~~)/gm, 2],
  [/\[[^\]\n]{1,200}\]\([^)\s]{1,300}\)/g, 2],
  [/\*\*[^*\n]{1,300}\*\*/g, 3],
  [/^[ \t]*[-*+] \S/gm, Infinity],
  [/^> /gm, Infinity],
];

/** The line of hyphens under the header of a table in Markdown. */
const RULE = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$/;

/** Longer lines are none of a table in Markdown, and none that is matched with patterns. */
const LONGEST_LINE = 2000;

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function markup(text: string): string | undefined {
  if (/^\s*<(?:!doctype html|html[\s>])/i.test(text)) return "HTML";
  if (/^\s*<(?:\?xml\s|!DOCTYPE\s)/.test(text)) return "XML";
  const closing = text.match(/<\/[A-Za-z][\w:.-]*\s*>/g) ?? [];
  const tags = text.match(/<\/?[A-Za-z][^<>]*>/g)?.join("").length ?? 0;
  if (closing.length > 1 && tags > text.length / 100) return "HTML or XML";
  if (/^\s*WEBVTT\b/.test(text) || /^\s*(?:\d+\s+)?\d+:\d\d:\d\d[,.]\d+\s*-->/.test(text)) {
    return "subtitles";
  }
  if (/^\s*\{\\rtf/.test(text)) return "RTF";
  if (/^\\(?:documentclass|begin\{document\})/m.test(text)) return "LaTeX";
  // Nobody writes these in prose; a single pair may be a quotation.
  const links = count(text, /\[\[[^\][\n]+\]\]|\{\{[^{}\n]+[\n}]/g);
  if (links > 2 && links > text.length / 2000) return "the source of a wiki's page";
  return undefined;
}

function markdown(text: string, isNamed: boolean): boolean {
  const lines = text.split("\n");
  const hasTable = lines.some((line, i) =>
    line.length < LONGEST_LINE && RULE.test(line) && lines[i - 1]?.includes("|")
  );
  if (hasTable) return true;
  const found = MARKDOWN.filter(([pattern, least]) =>
    count(text, pattern) >= (isNamed ? 1 : least)
  );
  // What is called Markdown and has one of its marks is Markdown; elsewhere, one may mean anything.
  return found.length > (isNamed ? 0 : 1);
}

/** The separator of a table whose lines all have as many, at least `least` each. */
function regular(lines: readonly string[], separator: string, least: number): boolean {
  const counts = lines.map((line) => line.split(separator).length - 1);
  return counts.every((found) => found >= least && found === counts[0]);
}

/** A line of fields in quotes, as programs write CSV. */
const QUOTED = /^(?:"(?:[^"]|"")*"|[^",]*)(?:,(?:"(?:[^"]|"")*"|[^",]*))+$/;

function separatorIn(text: string, isWhole: boolean): string | undefined {
  // Tabs at the start of a line indent it.
  const lines = text.split("\n").map((line) => line.trimStart()).filter((line) => line !== "");
  const some = (isWhole ? lines : lines.slice(0, -1)).slice(0, LINES);
  const [first, second] = some;
  if (first === undefined || second === undefined) return undefined;
  // A tab within a line is rare in prose; in each line, it parts columns.
  if (some.every((line) => line.includes("\t"))) return "\t";
  for (const separator of [",", ";", "|"]) {
    const names = first.split(separator).map((name) => name.trim().replace(/^"(.*)"$/, "$1"));
    if (names.length < 2 || names.some((name) => name.length > 30)) continue;
    const isKnown = names.some((name) => HEADER.has(name.toLowerCase()));
    if (isKnown && second.includes(separator)) return separator;
    // In prose, a space follows a comma; in a header, names of one word follow each other.
    const isHeader = /^"?[\p{L}_][\w-]*"?$/u;
    const least = names.length - 1;
    if (
      some.length > 2 && first.split(separator).every((name) => isHeader.test(name)) &&
      some.every((line) => line.split(separator).length > least)
    ) return separator;
  }
  if (some.length < 3) return undefined;
  if (regular(some, "|", 1)) return "|";
  const isQuoted = (line: string) =>
    line.length < LONGEST_LINE && line.includes('"') && QUOTED.test(line);
  if (some.every(isQuoted)) return ",";
  // A character's name in HTML ends with one.
  const bare = some.map((line) => line.replaceAll(/&(?:#\w{1,8}|\w{1,30});/g, ""));
  return regular(bare, ";", 2) && some.length > 4 ? ";" : undefined;
}

const NAMES: Readonly<Record<string, string>> = {
  "\t": "tabs",
  ",": "commas",
  ";": "semicolons",
  "|": "vertical bars",
};

/**
 * What a file of text looks like, if it is none: markup, subtitles, a table, settings. Prose is taken
 * for prose, whatever single marks are in it; JSON is no matter of this.
 *
 * @param ending Of its name, in lower case, such as `.md`.
 * @param start Its first characters.
 * @param isWhole Whether these are all of it.
 *
 * @example
 * ```ts
 * import { looksLike } from "./looks_like.ts";
 * if (looksLike("", "<p>One.</p>\n<p>Two.</p>")?.what !== "HTML or XML") throw new Error("tags");
 * if (looksLike(".txt", "1 < 2, and <unk> is a word.") !== undefined) throw new Error("prose");
 * ```
 */
export function looksLike(ending: string, start: string, isWhole = true): Likeness | undefined {
  const named = ENDINGS.find(([, endings]) => endings.split(" ").includes(ending))?.[0];
  if (named !== undefined) return { what: named };
  const text = start.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n");
  const marked = markup(text);
  if (marked !== undefined) return { what: marked };
  if (markdown(text, /^\.(?:md|markdown|mdx|mkd|rmd|qmd)$/.test(ending))) {
    return { what: "Markdown" };
  }
  const structure = structureOf(text);
  if (structure !== undefined) return { what: structure };
  const separator = separatorIn(text, isWhole);
  return separator === undefined
    ? undefined
    : { what: `a table with ${NAMES[separator]} between its columns`, separator };
}
