/** How many lines of a kind make a text one for programs: at the bound, and just below it. */
import assert from "node:assert/strict";
import { structureOf } from "./structure.ts";

const PROSE = "The harbour was quiet.";

/** So many lines of one kind, then so many of prose. */
const mixed = (line: string, count: number, others: number) =>
  [...Array(count).fill(line), ...Array(others).fill(PROSE)].join("\n");

/** Each with the lines that are just enough, and with those that are just not. */
const bounds: [what: string, line: string, enough: [number, number], ...few: [number, number][]][] =
  [
    // A quarter, and no fewer than three; 3 of 13 are 23 %.
    ["LaTeX", "It is \\emph{so}.", [3, 9], [3, 10], [2, 0]],
    ["HTML or XML", "It is so.<br>", [3, 9], [3, 10], [2, 0]],
    // Half: 3 of 6, not 3 of 7.
    ["HTML or XML", "Salt &amp; pepper &amp; oil", [3, 3], [3, 4], [2, 0]],
    ["SQL", "INSERT INTO t VALUES (1, 'a');", [2, 6], [2, 7], [1, 0]],
    ["data of Python", `"x"\n{'text': 'One.'}`, [3, 0], [3, 1], [2, 0]],
    // Nine of ten, and no fewer than two; 8 of 9 are 89 %.
    ["syntax trees", "(S (NP (DT The) (NN cat)) (VP (VBD sat)))", [9, 1], [8, 1], [1, 0]],
    ["words with tags, one in a line", "Anna B-PER", [9, 1], [8, 2], [4, 0]],
  ];
for (const [what, line, [count, others], ...few] of bounds) {
  Deno.test(`${count} lines such as ${JSON.stringify(line)} beside ${others} others are ${what}`, () => {
    assert.equal(structureOf(mixed(line, count, others)), what);
    assert.equal(
      structureOf(`\n \n${mixed(line, count, others)}\n\n`),
      what,
      "empty lines are none",
    );
    for (const [count, others] of few) {
      assert.equal(structureOf(mixed(line, count, others)), undefined, `${count} and ${others}`);
    }
  });
}

Deno.test("rows of values are SQL below an INSERT alone, half of the lines at least", () => {
  const rows = mixed("(1, 'a'),", 3, 2);
  assert.equal(structureOf(`INSERT INTO t VALUES\n${rows}`), "SQL");
  assert.equal(structureOf(`INSERT INTO t VALUES\n${rows}\n${PROSE}`), undefined);
  assert.equal(structureOf(rows), undefined);
});

Deno.test("a list of Python's is known by its first row, wherever its lines end", () => {
  assert.equal(structureOf("\n [{'text': 'One.',\n'n': 1}]"), "data of Python");
  assert.equal(structureOf("{'text' : 'One.'}"), "data of Python");
});

Deno.test("trees have a node above another, and more than a third of their words in leaves", () => {
  // A leaf has two words, so that there must be more leaves than a sixth of the words.
  const leaf = "(NN cat)", word = "(a b)";
  const tree = (leaves: number, others: number) =>
    `(S (NP ${[...Array(leaves).fill(leaf), ...Array(others).fill(word)].join(" ")}\n(x))`;
  // Three are more than a sixth of 3 + 6 + 8 = 17 words, and less than one of 3 + 6 + 10.
  assert.equal(structureOf(tree(3, 4)), "syntax trees");
  assert.equal(structureOf(tree(3, 4).replaceAll("\n", "\n   ")), "syntax trees", "indented");
  assert.equal(structureOf(tree(3, 5)), undefined);
  assert.equal(structureOf(tree(2, 0)), undefined, "two leaves may be anything");
  assert.equal(structureOf(`${leaf}\n${leaf}\n${leaf}`), undefined, "no node is above another");
});

Deno.test("a mail begins with two fields at least, more than half of its head, and an address", () => {
  const mail = "mail with its headers";
  assert.equal(structureOf("From: a@b.org\nSubject: x\n\nOne."), mail);
  assert.equal(structureOf("From: a@b.org\nSubject: x\n  and more\n\nOne."), mail);
  assert.equal(structureOf("From: a@b.org\nSubject: x\none\ntwo\n\nOne."), undefined);
  assert.equal(structureOf("From: a@b.org\n\nSubject: x"), undefined, "one field");
  assert.equal(structureOf("One.\nFrom: a@b.org\nTo: c@d.org"), undefined, "a line before them");
  assert.equal(structureOf("From: Anna\nSubject: a@b.org\n\nOne."), undefined, "no address");
  assert.equal(structureOf("\n\nFrom: a@b.org\nSubject: x\n\nOne."), mail, "empty lines first");
  const long = `From: a@b.org\nSubject: ${"x".repeat(10_000)}`;
  assert.equal(structureOf(`${long}${"\none".repeat(9)}`), mail, "so far back nobody looks");
  assert.equal(structureOf("From a@b Mon\nTo: c@d.org\nSubject: x\n\nOne."), mail);
});

Deno.test("words with tags have as many columns in each line, and one tag of a kind at least", () => {
  const tagged = "words with tags, one in a line";
  const of = (line: string, head = "") => structureOf(`${head}${`${line}\n`.repeat(5)}`);
  assert.equal(of("cat NN I-NP", "# a comment\n-DOCSTART- -X-\n"), tagged);
  assert.equal(of("cat NN I-NP "), tagged, "a space at the end");
  assert.equal(of("cat NN VBD"), tagged, "tags of parts of speech, in two columns");
  assert.equal(of("cat NN"), undefined, "capitals alone may be a title");
  assert.equal(of("cat nn VBD"), undefined, "one of two columns");
  assert.equal(of("B-PER"), undefined, "no word");
  assert.equal(structureOf("Anna B-PER\n".repeat(5) + "Anna x B-PER\n".repeat(5)), undefined);
  assert.equal(structureOf(`Anna x B-PER\n${"Anna B-PER\n".repeat(9)}`), undefined, "the first");
});

Deno.test("YAML has dashes and keys below them twice, or begins with hyphens", () => {
  const yaml = "settings or data in YAML or the like";
  assert.equal(structureOf("---\ntitle: One\ntext: Two\n"), yaml);
  assert.equal(structureOf("---\n- One\n- Two\n"), yaml);
  assert.equal(structureOf("--- \ntitle: One\ntext: Two\n"), yaml, "a space behind them");
  assert.equal(structureOf("---\ntitle: One\n"), undefined, "one key");
  assert.equal(structureOf(`---\n${mixed("a: 1", 9, 1)}`), yaml);
  assert.equal(structureOf(`---\n${mixed("a: 1", 8, 1)}`), undefined);
  assert.equal(structureOf("---\n- One\n"), undefined);
  assert.equal(structureOf(`---\n- One\n- Two\n${PROSE}\n`), undefined, "all must be items");
  assert.equal(structureOf("title: One\ntext: Two\n"), undefined);
  const item = "- text: One\n  id: 1\n";
  assert.equal(structureOf(item.repeat(2)), yaml);
  assert.equal(structureOf(item), undefined);
  // Of ten lines nine may be keys.
  const eight = item.repeat(2) + "  n: 1\n".repeat(5);
  assert.equal(structureOf(`${eight}${PROSE}\n`), yaml);
  assert.equal(structureOf(item.repeat(2) + "  n: 1\n".repeat(4) + PROSE), undefined);
  assert.equal(structureOf("- text: One\n".repeat(9)), undefined, "no keys below");
  assert.equal(structureOf("- a: 1\n" + "  n: 1\n".repeat(9)), undefined, "one dash");
  assert.equal(structureOf("- a: 1\n".repeat(9) + "  n: 1\n"), undefined, "one key below");
});

Deno.test("two hundred lines that are not empty are looked at, and 2000 characters of each", () => {
  const command = "It is \\emph{so}.";
  for (const end of ["\n", "\n\n"]) {
    // 50 of 200 are a quarter; 49 of 199 and 50 of 201 are not.
    const lines = [...Array(49).fill(command), ...Array(150).fill(PROSE), command, PROSE];
    assert.equal(structureOf(lines.join(end)), "LaTeX");
    assert.equal(structureOf(lines.toSpliced(199, 0, PROSE).join(end)), undefined);
  }
  const line = (length: number) => `&amp;${"x".repeat(length - 10)}&amp;`;
  assert.equal(structureOf(mixed(line(2000), 3, 0)), "HTML or XML");
  assert.equal(structureOf(mixed(line(2001), 3, 0)), undefined);
});

Deno.test("of two kinds the one that more surely is meant is told", () => {
  assert.equal(structureOf(mixed("It is \\emph{so}.<br>", 3, 0)), "LaTeX");
});

/** What each pattern takes, among lines enough for it, and what is near and is not taken. */
const patterns: [what: string, taken: string[], near: string[]][] = [
  [
    "LaTeX",
    [
      ..."section subsection subsubsection chapter paragraph textbf textit texttt emph cite citep"
        .split(" ").map((name) => `\\${name}{a}`),
      ..."ref eqref label footnote caption begin end title href url".split(" ")
        .map((name) => `One \\${name}{a} two.`),
      "\\section*{a}",
      "\\cite[p. 3]{a}",
      `\\cite[${"a".repeat(80)}]{a}`,
    ],
    ["\\emph", "\\textb{a}", "\\section(a)", "\\foo{a}", `\\cite[${"a".repeat(81)}]{a}`, "emph{a}"],
  ],
  [
    "HTML or XML",
    [
      ..."br hr p img li wbr input BR".split(" ").map((tag) => `One <${tag}> two.`),
      "<br/>",
      "<br />",
      `<img ${"a".repeat(200)}>`,
      "&lt; &#62;",
      "&amp;&amp;",
    ],
    ["<b>", "<brx>", "< br>", `<img ${"a".repeat(201)}>`, "&lt; & gt;", "&amp; x", "& ; & ;"],
  ],
  [
    "SQL",
    [
      "INSERT INTO t",
      "  replace  into t",
      "CREATE TABLE t",
      "DROP TABLE t",
    ],
    ["INSERT t", "DROP t", "x INSERT INTO t", "INSERT INTO", "ALTER TABLE t"],
  ],
  [
    "data of Python",
    ["{'a': 1}", "{'a' : 1}", `{'${"a".repeat(100)}': 1}`],
    ['{"a": 1}', "{'a', 1}", `{'${"a".repeat(101)}': 1}`, "x {'a': 1}", "{'': 1}"],
  ],
  [
    "words with tags, one in a line",
    [
      ..."B-PER I-PER E-LOC S-x L-PER U-PER O".split(" ").map((tag) => `Anna ${tag}`),
      ..."NN PRP$ ABCDE . , : $ # `` '' ( ) -LRB- -RRB-".split(" ").map((tag) => `a ${tag} NN`),
    ],
    [
      ..."X-PER B- B o O- P".split(" ").map((tag) => `Anna ${tag}`),
      ..."nn ABCDEF NN$$ ... -LXB-".split(" ").map((tag) => `a ${tag} NN`),
      "O",
    ],
  ],
];
for (const [what, taken, near] of patterns) {
  Deno.test(`lines that are ${what}, and lines that are near it`, () => {
    for (const line of taken) assert.equal(structureOf(mixed(line, 5, 0)), what, line);
    for (const line of near) assert.equal(structureOf(mixed(line, 5, 0)), undefined, line);
  });
}

Deno.test("rows of values hold a number, NULL or a text first, and end with a comma or semicolon", () => {
  const rows = (row: string) => structureOf(`INSERT INTO t VALUES\n${mixed(row, 5, 0)}`);
  for (const row of ["(12, 'a'),", " (NULL, 1);", "('a' ,1), "]) {
    assert.equal(rows(row), "SQL", row);
  }
  for (const row of ["(12),", "( 1, 2),", "(x, 1),", "(1, 2)", "1, 2,", "(1, 2), x", `("a", 1),`]) {
    assert.equal(rows(row), undefined, row);
  }
});

Deno.test("which fields a mail's head has, and which hold its address", () => {
  const others = "Cc Bcc Subject Date Reply-To Received Delivered-To Message-ID MIME-Version " +
    "Content-Type X-Mailer subject";
  for (const name of others.split(" ")) {
    assert.equal(structureOf(`${name}: x\nFrom: a@b\n\nOne.`), "mail with its headers", name);
    assert.equal(structureOf(`${name}: a@b\nFrom: Anna\n\nOne.`), undefined, name);
  }
  for (const name of ["From", "To", "Sender", "Return-Path", "from"]) {
    assert.equal(structureOf(`${name}: a@b\nDate: x\n\nOne.`), "mail with its headers", name);
  }
  for (const name of ["Name", "Fromm", "X", "Content", "Reply"]) {
    assert.equal(structureOf(`${name}: x\nFrom: a@b\n\nOne.`), undefined, name);
  }
});

Deno.test("which leaves trees have, and where a node must stand above another", () => {
  const tree = (leaf: string, top = "(S (NP") => structureOf(`${top} ${leaf} ${leaf}\n(${leaf}))`);
  for (
    const tag of ["NN", "PRP$", ".", ",", ":", "''", "``", "#", "-LRB-", "NP-SBJ", "NP=2", "N|V"]
  ) {
    assert.equal(tree(`(${tag} a)`), "syntax trees", tag);
  }
  for (const leaf of ["(nn a)", "(NN)", "(NN a b)", "(N_N a)"]) {
    assert.equal(tree(leaf), undefined, leaf);
  }
  assert.equal(tree("(NN a)", "( (NP"), "syntax trees", "a node without a name");
  assert.equal(tree("(NN a)", "(S(NP"), "syntax trees", "no space between");
  assert.equal(tree("(NN a)", "(s x"), undefined, "no node above another");
});
