import assert from "node:assert/strict";
import { looksLike } from "./looks_like.ts";
import { assertGrowsEvenly } from "../../../tests/_growth.ts";

const SRT =
  "1\n00:00:01,000 --> 00:00:04,000\nHello there.\n\n2\n00:00:05,000 --> 00:00:06,000\nYes.\n";
const ROWS = ["One.", "Two.", "Three.", "Four.", "Five."];

const others: [string, string, string?, string?][] = [
  ["HTML", "<!DOCTYPE html><title>x</title><p>One."],
  ["HTML", "\n <html lang=en><body>"],
  ["HTML", "One.", ".html"],
  ["HTML or XML", "<p>One.</p>\n<p>Two <b>words</b>.</p>"],
  ["HTML or XML", '<doc id="12" title="A">\nA\n\nOne.\n</doc>\n<doc id="13">\nTwo.\n</doc>'],
  ["XML", '<?xml version="1.0"?><TEI>'],
  ["XML", "One.", ".xml"],
  ["subtitles", SRT],
  ["subtitles", "WEBVTT\n\n00:01.000 --> 00:04.000\nHello."],
  ["subtitles", SRT.replaceAll("\n", "\r\n")],
  ["RTF", "{\\rtf1\\ansi One.}"],
  ["LaTeX", "% A comment\n\\documentclass{article}\n\\begin{document}\nOne."],
  [
    "the source of a wiki's page",
    "The [[harbour]] of [[Lee (river)|Lee]] is {{convert|3|m}} deep.",
  ],
  ["Markdown", "# Title\n\nOne.\n", ".md"],
  ["Markdown", "One **word**.", ".md"],
  ["Markdown", "One.\n\n| a | b |\n| - | - |\n| 1 | 2 |\n"],
  ["Markdown", "One.\n\na | b\n--- | ---\n1 | 2\n", ".md"],
  ["Markdown", "# One\n\nSee [this](http://a.b) and [that](http://c.d).\n\n## Two\n"],
  ["settings or data in YAML or the like", "a: 1", ".yaml"],
  [
    "a table with tabs between its columns",
    ROWS.map((row, i) => `${i}\t${row}`).join("\n"),
    "",
    "\t",
  ],
  ["a table with tabs between its columns", "text\tlabel\nOne.\t\nTwo\tten\t1\n", ".txt", "\t"],
  ["a table with commas between its columns", 'id,text\n1,"One, two."\n', ".txt", ","],
  ["a table with commas between its columns", "Text,Label\r\nOne.,1\r\n", ".txt", ","],
  ["a table with commas between its columns", ROWS.map((row) => `"${row}",1`).join("\n"), "", ","],
  ["a table with semicolons between its columns", "id;sentence\n1;One.\n", ".txt", ";"],
  [
    "a table with vertical bars between its columns",
    ROWS.map((row) => `x|${row}`).join("\n"),
    "",
    "|",
  ],
];
others.push(
  ["LaTeX", ROWS.map((row) => `\\section{A}\n\\textbf{${row}} $x^2$`).join("\n\n")],
  ["LaTeX", ROWS.map((row) => `${row} It is \\emph{so} \\cite[p.~3]{a}.`).join("\n")],
  ["HTML or XML", ROWS.map((row) => `${row}<br />`).join("\n")],
  ["HTML or XML", ROWS.map((row) => `${row}\n<BR><IMG src="a.png">`).join("\n")],
  ["HTML or XML", ROWS.map((row) => `&quot;${row}&quot; he said &amp; went.`).join("\n")],
  ["SQL", ROWS.map((row, i) => `INSERT INTO t VALUES (${i}, '${row}');`).join("\n")],
  ["SQL", `insert into t values\n${ROWS.map((row, i) => `(${i}, '${row}'),`).join("\n")}`],
  ["SQL", "One.", ".sql"],
  ["data of Python", `[${ROWS.map((row) => `{'text': '${row}'}`).join(",\n ")}]`],
  ["data of Python", ROWS.map((row) => `{'text': "${row}", 'id': 1}`).join("\n")],
  ["syntax trees", "(S (NP (DT The) (NN cat)) (VP sat))\n".repeat(3)],
  [
    "syntax trees",
    "( (S\n    (NP-SBJ (NNP Mr.) (NNP Vinken) )\n    (VP (VBZ is) )\n    (. .) ))\n",
  ],
  ["mail with its headers", "From: a@b.org\nTo: c@d.org\nSubject: x\n\nOne.\n"],
  ["mail with its headers", "From a@b Mon\nReturn-Path: <a@b>\nSubject: x\n\nOne.\n"],
  ["words with tags, one in a line", "The DT B-NP O\ncat NN I-NP O\n. . O O\n\n".repeat(3)],
  ["words with tags, one in a line", "Anna B-PER\nsaw O\nBonn B-LOC\n. O\n\n".repeat(3)],
  ["words with tags, one in a line", "The DT B\ncat NN I\nsat VBD O\n. . O\n\n".repeat(3)],
  [
    "settings or data in YAML or the like",
    `---\n${ROWS.map((row, i) => `- text: ${row}\n  id: ${i}`).join("\n")}\n`,
  ],
  [
    "settings or data in YAML or the like",
    ROWS.map((row, i) => `- text: ${row}\n  id: ${i}`).join("\n"),
  ],
  ["settings or data in YAML or the like", `---\n${ROWS.map((row) => `- ${row}`).join("\n")}\n`],
  [
    "a table with commas between its columns",
    `polarity,tweet\n${ROWS.map((row, i) => `${i},${row}`).join("\n")}\n`,
    ".txt",
    ",",
  ],
  [
    "a table with semicolons between its columns",
    "polarity;tweet\n1;One, two.\n2;Three.\n",
    "",
    ";",
  ],
);
for (const [what, start, ending = ".txt", separator] of others) {
  Deno.test(`looksLike() takes ${JSON.stringify(start.slice(0, 40))} in a ${ending} for ${what}`, () => {
    assert.deepEqual(looksLike(ending, start), { what, ...(separator && { separator }) });
  });
}

const prose: [string, string, string?][] = [
  ["an empty text", ""],
  ["a word that looks like a tag", "1 < 2 and 3 > 2, said <unk> to <unk>.\n<unk>\n"],
  [
    "a tag or two in much text",
    `He wrote <b>this</b>. ${"A long text without marks. ".repeat(50)}`,
  ],
  ["tabs at the start of lines", "\tOne came.\n\tTwo went.\n\tThree stayed.\n"],
  ["commas in each line", "Roses are red,\nViolets are blue,\nSugar is sweet,\nAnd so are you,\n"],
  ["words of headers in the first line", "Title, author and date\nThe harbour was quiet.\n"],
  ["quotations", '"Yes," he said.\n"No," she said, "never."\n"Why," he asked, "not?"\n'],
  ["brackets of notes", "[1] One.\n\n[Illustration: a {ship}]\n\n[[2]] Two.\n"],
  ["hyphens under a title", "A title\n-------\n\nOne.\n\n* * *\n\nTwo.\n"],
  ["a dialogue with dashes", "- One.\n- Two.\n- Three.\n- Four.\n"],
  ["a hash sign or two", "# One\nTwo #three.\n"],
  ["numbers and times", "1\n00:01 he woke. 2\n10:30 --> he slept.\n"],
  ["plain words in Markdown's name", "One.\n\nTwo words.\n", ".md"],
  ["Japanese", "清晨の港。\n「はい」と言った。\n", ".txt"],
];
const PAGE = "The harbour was quiet, and nobody came.\nThe boats lay still; it was late.\n".repeat(
  10,
);
prose.push(
  ["a few commands of LaTeX", `${PAGE}Write \\textbf{so}.\nOr \\emph{so}.\nAnd \\section{A}.\n`],
  ["a few tags", `${PAGE}Write <br>.\n<br />\n<hr>\nOr <p>.\n`],
  ["a few characters' names of HTML", "One &amp; two; three.\nFour &amp; five; six.\n".repeat(5)],
  ["a statement or two of SQL", `${PAGE}INSERT INTO t VALUES (1, 'a');\nDROP TABLE t;\n`],
  ["some data of Python", `${PAGE}{'a': 1}\n{'b': 2}\n{'c': 3}\n`],
  [
    "words in brackets",
    "(The cat) sat (on the mat).\n(A USA) (B side) He went (IN haste).\n".repeat(9),
  ],
  ["an invented letter", "From: Anna\nTo: Ben\nDate: 3 May\n\nDear Ben, we are well.\n"],
  ["a letter later on", `${PAGE}\nFrom: a@b.org\nTo: c@d.org\nSubject: x\n\nOne.\n`],
  ["a play", "Anna: Who is there?\nBen: It is I.\nAnna: Come in.\nBen: Thanks.\n".repeat(3)],
  ["a play with dashes", "- Anna: Who is there?\n- Ben: It is I.\n- Anna: Come in.\n"],
  ["a line of hyphens before a play", "A play\n---\nAnna: Who is there?\nBen: It is I.\n"],
  ["chapters with numbers", "Chapter I\nChapter II\nChapter III\nChapter IV\nChapter V\n"],
  ["a title page in capitals", "THE SEA\nA TALE\nBY ANNA\nIN BONN\nAT HOME\nTHE END\n"],
  [
    "titles with Roman numbers",
    "I A II\nThe sea was calm.\nII B III\nThe ship sailed.\n".repeat(3),
  ],
  ["commas without spaces in its first line", "Red,green\nThe harbour was quiet.\nNo one came.\n"],
  ["commas in a first line", "Roses, violets\nRoses, red\nViolets, blue\nSugar, sweet\n"],
  ["Windows' paths", `${PAGE}C:\\begin\\text and C:\\end.\n`],
);
for (const [what, start, ending = ".txt"] of prose) {
  Deno.test(`looksLike() takes a text with ${what} for a text`, () => {
    assert.equal(looksLike(ending, start), undefined);
  });
}

Deno.test("looksLike() does not judge a table by a line that is cut off", () => {
  assert.equal(looksLike(".txt", "One\ttwo\nThree", false), undefined);
  assert.equal(looksLike(".txt", "1\tone\n2\ttwo\n3", false)?.separator, "\t");
});

Deno.test("looksLike() takes time as a text is long, whatever a file is full of", () => {
  for (
    const piece of [
      "[[",
      "<a",
      "|",
      "{{a",
      '"",',
      "**",
      "-|",
      "\n ",
      "[a](",
      "1:",
      "(A b",
      "<br ",
      "\\text",
      "- a:",
      "&a;",
    ]
  ) {
    assertGrowsEvenly(
      (length) => {
        for (const ending of [".txt", ".md"]) {
          looksLike(ending, piece.repeat(length / piece.length));
        }
      },
      65536,
      piece,
    );
  }
});

Deno.test("three links of a wiki are its source, two may be anything", () => {
  const links = (count: number) => looksLike(".txt", "See [[a page]] there. ".repeat(count));
  assert.equal(links(2), undefined);
  assert.deepEqual(links(3), { what: "the source of a wiki's page" });
});

Deno.test("marks of Markdown: two of a kind and two kinds, or one of one where it is so named", () => {
  const kinds: [mark: string, enough: number][] = [
    ["# One\n", 2],
    ["```\n", 2],
    ["[a](b) ", 2],
    ["**a** ", 3],
  ];
  kinds.forEach(([mark, enough], i) => {
    const [other, count] = kinds[(i + 1) % kinds.length]!;
    const rest = `\n${other.repeat(count)}`;
    const of = (marks: number) => looksLike(".txt", `One.\n${mark.repeat(marks)}${rest}`)?.what;
    assert.equal(of(enough), "Markdown", mark);
    assert.equal(of(enough - 1), undefined, mark);
    assert.equal(looksLike(".txt", mark.repeat(enough)), undefined, "one kind may mean anything");
    assert.equal(looksLike(".md", mark)?.what, "Markdown");
  });
  // Lists and quotations are in prose as well.
  assert.equal(looksLike(".txt", "- One.\n> Two.\n".repeat(9)), undefined);
  assert.equal(looksLike(".md", "> Two.\n")?.what, "Markdown");
  // A line of hyphens is a table's where the one above has bars; a very long one is none.
  assert.equal(looksLike(".txt", "a | b\n-|-\n")?.what, "Markdown");
  assert.equal(looksLike(".txt", "a, b\n-|-\n"), undefined);
  assert.equal(looksLike(".txt", `a | b\n-|${"-".repeat(1997)}\n`)?.what, "Markdown");
  assert.equal(looksLike(".txt", `a | b\n-|${"-".repeat(1998)}\n`), undefined);
});

Deno.test("two tags that close and a hundredth of the text are marks, one or less is not", () => {
  // <b>x</b> twice: 14 characters of tags.
  const text = (length: number) => `<b>x</b> <b>y</b> ${"x".repeat(length - 18)}`;
  assert.equal(looksLike(".txt", text(1399))?.what, "HTML or XML");
  assert.equal(looksLike(".txt", text(1400)), undefined);
  assert.equal(looksLike(".txt", "<b>x</b> <br> y"), undefined, "one closes");
});

Deno.test("links of a wiki matter from one in 2000 characters on", () => {
  const text = (length: number) => "[[a]] [[b]] [[c]] ".padEnd(length, "x ");
  assert.equal(looksLike(".txt", text(5999))?.what, "the source of a wiki's page");
  assert.equal(looksLike(".txt", text(6000)), undefined);
});

Deno.test("a header has names of at most 30 letters, and rows with as many separators", () => {
  const table = (name: string, rows: string) =>
    looksLike(".txt", `text,${name}\n${rows}`)?.separator;
  assert.equal(table("x".repeat(30), "One,1\n"), ",");
  assert.equal(table("x".repeat(31), "One,1\n"), undefined);
  assert.equal(table("x", "One\nTwo,2"), undefined, "none in the second line");
  // Names that no one knows: one word each, three lines, and no row with fewer.
  const other = (text: string) => looksLike(".txt", text)?.separator;
  assert.equal(other("tweet,mood\nOne,1\nTwo,2"), ",");
  assert.equal(other("tweet,mood\nOne, or so,1\nTwo,2"), ",", "commas in a text");
  assert.equal(other("tweet,mood\nOne,1"), undefined);
  assert.equal(other("tweet,mood\nOne,1\nTwo"), undefined);
  assert.equal(other("tweet,mood here\nOne,1\nTwo,2"), undefined);
});

Deno.test("without a header, bars in all of three lines and semicolons in all of five part columns", () => {
  const of = (line: string, count: number, rest = "") =>
    looksLike(".txt", `${`${line}\n`.repeat(count)}${rest}`)?.separator;
  assert.equal(of("One. | 1", 3), "|");
  assert.equal(of("One. | 1", 2), undefined);
  assert.equal(of("One. | 1", 3, "One. | 1 | 2"), undefined, "one more in a line");
  assert.equal(of("One; two; three", 5), ";");
  assert.equal(of("One; two; three", 4), undefined);
  assert.equal(of("One; two", 5), undefined, "one is a sentence's");
  assert.equal(of("One &amp; two &lt; &#39;three;", 5), undefined, "they end characters' names");
  assert.equal(of('"One, two.",1', 3), ",");
  assert.equal(of('"One, two.",1', 2), undefined);
  assert.equal(of("One two.,1", 3), undefined, "no quotes");
  assert.equal(of('"One, two.",1', 3, "Two.\n"), undefined, "not in each line");
  assert.equal(of(`"One, two.",${"1".repeat(1987)}`, 3), ",", "1999 characters");
  assert.equal(of(`"One, two.",${"1".repeat(1988)}`, 3), undefined, "longer lines say nothing");
  assert.equal(of("One.\t1", 2), "\t");
  assert.equal(of("One.\t1", 1), undefined);
  assert.equal(of("One.\t1", 49, "Two."), undefined, "all of the first fifty");
  assert.equal(of("One.\t1", 50, "Two."), "\t");
});
