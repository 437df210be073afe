/** By which endings, words and marks a file is taken for something: each of them, and what is near. */
import assert from "node:assert/strict";
import { looksLike } from "./looks_like.ts";

const of = (text: string) => looksLike(".txt", text)?.what;
const separatorOf = (text: string) => looksLike(".txt", text)?.separator;

Deno.test("a file's ending tells what it is, whatever is in it", () => {
  const endings: [what: string, endings: string][] = [
    ["HTML", ".html .htm .xhtml .mhtml"],
    [
      "XML",
      ".xml .svg .tei .rss .atom .xsl .xslt .tmx .xliff .xlf .ttml .opf .fb2 .docbook",
    ],
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
  for (const [what, all] of endings) {
    for (const ending of all.split(" ")) assert.deepEqual(looksLike(ending, ""), { what }, ending);
  }
  for (const ending of ["", ".", ".txt", ".ht", ".xm", ".html .htm", ".log", ".md"]) {
    assert.equal(looksLike(ending, "One."), undefined, ending);
  }
  for (const ending of [".md", ".markdown", ".mdx", ".mkd", ".rmd", ".qmd"]) {
    assert.equal(looksLike(ending, "# One")?.what, "Markdown", ending);
  }
  for (const ending of [".mdown", ".amd", ".m", ".qmdx"]) {
    assert.equal(looksLike(ending, "# One"), undefined, ending);
  }
});

Deno.test("each word of headers makes two lines a table, others do not", () => {
  const words =
    "text article sentence sentence1 sentence2 content body title label labels id idx " +
    "index passage document review source target category class score date author url";
  for (const word of words.split(" ")) {
    assert.equal(separatorOf(`${word};n\nOne;1`), ";", word);
    assert.equal(separatorOf(`n;${word.toUpperCase()}\nOne;1`), ";", "in capitals, anywhere");
  }
  assert.equal(separatorOf('n|"label"\nOne|1'), "|", "in quotes");
  assert.equal(separatorOf("n ; label \nOne;1"), ";", "spaces around");
  assert.equal(separatorOf("  n;label\n  One;1"), ";", "indented");
  for (const word of ["texts", "mood", "", "a label"]) {
    assert.equal(separatorOf(`${word};n\nOne;1`), undefined, word);
  }
  // One name is no header, however it is called, and one line is no table.
  assert.equal(of("text\nOne, two.\n"), undefined);
  assert.equal(of("Hello\nOne\nTwo"), undefined);
  assert.equal(of("text,label"), undefined);
  assert.equal(of("text,label\n\n \n"), undefined, "lines without anything are none");
  // Of several separators the one that is tried first, if it makes a header.
  assert.equal(separatorOf("text,a;b\nOne,2;3"), ",");
  assert.equal(separatorOf("text;a, b, c\nOne;2, 3, 4"), ";");
  assert.equal(separatorOf(`text;${"x".repeat(31)},z\nOne;2,3`), undefined);
});

Deno.test("names of one word each are a header, with letters, digits, hyphens and underscores", () => {
  const table = (name: string) => separatorOf(`${name},mood\nOne,1\nTwo,2`);
  for (const name of ["tweet", "_n", "T2", "my-tweet", "my_tweet", '"tweet"', "文"]) {
    assert.equal(table(name), ",", name);
  }
  for (const name of ["2n", "-n", "my tweet", "tweet ", "tweet.", ""]) {
    assert.equal(table(name), undefined, name);
  }
  assert.equal(separatorOf("a,b\nOne,1\nTwo,2\nThree"), undefined, "a row has fewer");
});

Deno.test("quotes around fields with commas in all of three lines part columns", () => {
  assert.equal(separatorOf('"One, ""two"".",1\n"a",2\n3,"b"'), ",");
  assert.equal(separatorOf('"One.",1\n"Two.",2\nThree.,3'), undefined, "one line has no quotes");
  assert.equal(separatorOf('One "a, b,c\n"One.",1\n"Two.",2'), undefined, "one begins in a field");
  assert.equal(separatorOf('"One."\n"Two."\n"Three."'), undefined, "one field");
  const line = (length: number) => `"${"x".repeat(length - 4)}",1\n`;
  assert.equal(separatorOf(line(1999).repeat(3)), ",");
  assert.equal(separatorOf(line(2000).repeat(3)), undefined, "longer lines are not looked at");
});

Deno.test("characters' names of HTML part no columns, whatever they are", () => {
  const lines = (line: string) => separatorOf(`${line}\n`.repeat(5));
  assert.equal(lines("a &x; b &y; c; d"), undefined);
  for (const name of ["&#12345678;", "&#x1F600;", `&${"n".repeat(30)};`]) {
    assert.equal(lines(`${name} a ${name} b; c`), undefined, name);
    assert.equal(lines(`${name} a; b; c`), ";", name);
  }
  for (const name of ["&#123456789;", `&${"n".repeat(31)};`, "& ;"]) {
    assert.equal(lines(`${name} a ${name} b`), ";", name);
  }
});

Deno.test("how markup begins", () => {
  const begins: [what: string | undefined, text: string][] = [
    ["HTML", " \n<!doctype HTML>"],
    ["HTML", "<HTML>"],
    ["HTML", "<html\nlang='en'>"],
    [undefined, "<htmlx>"],
    [undefined, "One <html>"],
    ["XML", "\uFEFF<?xml version='1.0'?>"],
    ["XML", " \n<?xml version='1.0'?>"],
    ["XML", "<!DOCTYPE TEI>"],
    [undefined, "<?xml?>"],
    [undefined, "One <?xml version='1.0'?>"],
    ["subtitles", "\n WEBVTT"],
    [undefined, "WEBVTTs"],
    [undefined, "One WEBVTT"],
    ["subtitles", "00:00:01,000 --> 00:00:02,000"],
    ["subtitles", "12\n1:00:01.5-->1:00:02.5"],
    ["subtitles", "\r\r12\r1:00:01.5 --> 1:00:02.5"],
    [undefined, "00:01,000 --> 00:02,000"],
    [undefined, "1:00:01 --> 1:00:02"],
    [undefined, "One 1:00:01.5 --> 1:00:02.5"],
    ["RTF", "\n {\\rtf1"],
    [undefined, "{\\rt"],
    [undefined, "One {\\rtf1"],
    ["LaTeX", "One.\n\\begin{document}"],
    ["LaTeX", "One.\n\\documentclass[a4paper]{book}"],
    ["LaTeX", "One.\r\\documentclass{book}\rTwo."],
    [undefined, "See \\documentclass and \\begin{document}."],
    [undefined, "\\begin{letter}"],
    ["the source of a wiki's page", "[[a]] {{b}} {{c\n"],
    [undefined, "[[a]] {{b}} {{c"],
    [undefined, "[[a]] {{b}} [[]] {{}} [[a\nb]]"],
  ];
  for (const [what, text] of begins) assert.equal(of(text), what, JSON.stringify(text));
});

Deno.test("what are marks of Markdown, and how long they may be", () => {
  // Each mark as often as it must be there, beside those of another kind, which are enough.
  const marked = (mark: string) => of(`${mark.repeat(3)}\n${"**a** ".repeat(3)}`);
  const isMark: [string, boolean][] = [
    ["\n###### One", true],
    ["\n####### One", false],
    ["\n#One", false],
    ["\n# ", false],
    ["\n```", true],
    ["\n~~~", true],
    ["\n``", false],
    ["\nx```", false],
    [`[${"a".repeat(200)}](b)`, true],
    [`[${"a".repeat(201)}](b)`, false],
    [`[a](${"b".repeat(300)})`, true],
    [`[a](${"b".repeat(301)})`, false],
    ["[a](b c)", false],
    ["[](b)", false],
  ];
  for (const [mark, is] of isMark) assert.equal(marked(mark), is ? "Markdown" : undefined, mark);
  const bold = (length: number) => of(`\`\`\`\n\`\`\`\n${`**${"a".repeat(length)}**\n`.repeat(3)}`);
  assert.deepEqual([bold(300), bold(301)], ["Markdown", undefined]);
  for (const mark of ["- a", "  * a", "\t+ a", "> a"]) {
    assert.equal(looksLike(".md", mark)?.what, "Markdown", mark);
  }
  for (const mark of ["-a", "=a", " > a", ">a"]) {
    assert.equal(looksLike(".md", mark), undefined, mark);
  }
});

Deno.test("a line of hyphens and bars below one with bars is a table's in Markdown", () => {
  for (const rule of ["-|-", "|:-:|-:|", " \t| --- | :-- | \t", ":-|-|-"]) {
    assert.equal(of(`a|b\n${rule}`), "Markdown", rule);
    assert.equal(of(`a\n${rule}`), undefined, "no bar above");
    assert.equal(of(rule), undefined, "nothing above");
  }
  for (const rule of ["---", "-|", "|-|", "-|=", "-|x", "a -|-"]) {
    assert.equal(of(`a|b\n${rule}`), undefined, rule);
  }
});
