import assert from "node:assert/strict";
import { InputError } from "../io/mod.ts";
import { CsvRows, parseCsv } from "./csv.ts";

Deno.test("parseCsv() reads a column of text", () => {
  const csv = 'text,year\n"One, with a comma\nand a line break",1\n"Two ""quoted""",2\n';
  assert.deepEqual(parseCsv(csv, "a.csv"), [
    { source: "a.csv, row 2", text: "One, with a comma and a line break", blanks: [] },
    { source: "a.csv, row 3", text: 'Two "quoted"', blanks: [] },
  ]);
});

Deno.test("parseCsv() takes the column that is named, or article where there is no text", () => {
  assert.equal(parseCsv("article\nHello.\n", "a.csv")[0]!.text, "Hello.");
  const csv = "text,body\nshort,long one\n";
  assert.equal(parseCsv(csv, "a.csv", { textColumn: "body" })[0]!.text, "long one");
  const none = { textColumn: null, separator: null };
  assert.deepEqual(parseCsv(csv, "a.csv", none), parseCsv(csv, "a.csv"));
  assert.throws(
    () => parseCsv("text;options\na;b\n", "a.csv", none),
    /there is no column "answers"/,
  );
});

Deno.test("parseCsv() leaves an underscore alone where there are no questions", () => {
  assert.equal(parseCsv("text\nsnake_case\n", "a.csv")[0]!.text, "snake_case");
});

Deno.test("parseCsv() fills blanks with the answers", () => {
  const csv = "source,text,options,answers\n" +
    "diary,It _ and we stayed _ home.,rains|rained|rain|raining; in|to|at|on,BC\n";
  const options = [["rains", "rained", "rain", "raining"], ["in", "to", "at", "on"]];
  // "It " is 3 units long; "It rained and we stayed " is 24.
  assert.deepEqual(parseCsv(csv, "a.csv"), [{
    source: "diary",
    text: "It rained and we stayed at home.",
    blanks: [
      { start: 3, end: 9, options: options[0], answer: "rained" },
      { start: 24, end: 26, options: options[1], answer: "at" },
    ],
  }]);
});

Deno.test("parseCsv() reads Windows line ends and a byte order mark", () => {
  assert.equal(parseCsv("\uFEFFtext\r\nHello.\r\n", "a.csv")[0]!.text, "Hello.");
});

Deno.test("parseCsv() takes the rows of a split by the column of that name", () => {
  const csv = "text,split\na,train\nb,valid\nc,train\n";
  const texts = (split?: "train" | "valid", limit?: number) =>
    parseCsv(csv, "a.csv", { ...(split && { split }), ...(limit && { limit }) }).map((p) => p.text);
  assert.deepEqual(texts("train"), ["a", "c"]);
  assert.deepEqual(texts("train", 1), ["a"]);
  assert.deepEqual(texts("valid"), ["b"]);
  assert.deepEqual(texts(), ["a", "b", "c"]);
  assert.throws(() => parseCsv(csv, "a.csv", { split: "test" }), /no row is of the split "test"/);
});

Deno.test("parseCsv() divides rows without a split in their order", () => {
  const csv = "text\n" + Array.from({ length: 20 }, (_, i) => `t${i}`).join("\n");
  const texts = (split: "train" | "valid" | "test") =>
    parseCsv(csv, "a.csv", { split }).map((p) => p.text);
  assert.deepEqual(texts("train"), Array.from({ length: 16 }, (_, i) => `t${i}`));
  assert.deepEqual(texts("valid"), ["t16", "t17"]);
  assert.deepEqual(texts("test"), ["t18", "t19"]);
});

Deno.test("parseCsv() reads quotes in fields that are not quoted as they are", () => {
  const csv = 'id,text\n0,The harbour was "quiet", sir"\n1,6" nails\n2,"One ""two""" three\n';
  assert.throws(() => parseCsv(csv, "a.csv"), /row 2: its fields \(3\)/);
  const texts = parseCsv(csv.replace(", sir", ""), "a.csv").map(({ text }) => text);
  assert.deepEqual(texts, ['The harbour was "quiet""', '6" nails', 'One "two" three']);
});

Deno.test("parseCsv() finds the separator with which there is a column of text", () => {
  const rows = [["id", "text"], ["1", "One; two, three"], ["2", "A | b"]];
  for (const separator of [",", ";", "\t", "|"]) {
    const csv = rows.map((row) => row.map((field) => `"${field}"`).join(separator)).join("\n");
    assert.deepEqual(parseCsv(csv, "a.csv").map(({ text }) => text), ["One; two, three", "A | b"]);
  }
  // Commas in the texts decide nothing, nor do other separators in the header.
  assert.equal(parseCsv("id;text\n1;One, two\n", "a.csv")[0]!.text, "One, two");
  assert.equal(parseCsv("text,a|b;c\nOne,2\n", "a.csv")[0]!.text, "One");
  assert.equal(parseCsv("text\nOne, two\n", "a.tsv")[0]!.text, "One, two");
  const hinted = parseCsv("sep=;\ntext;n\nOne;2\n", "a.csv")[0]!;
  assert.deepEqual([hinted.text, hinted.source], ["One", "a.csv, row 3"]);
});

Deno.test("parseCsv() takes the separator that is named", () => {
  const of = (separator: string, csv: string) =>
    parseCsv(csv, "a.csv", { separator }).map(({ text }) => text);
  assert.deepEqual(of("~", "text~n\nOne, two~1\n"), ["One, two"]);
  assert.deepEqual(of("tab", "text,n\ttext\nOne\tTwo\n"), ["Two"]);
  assert.throws(() => of(",", "id;text\n1;One\n"), /there is no column "text" or "article"/);
});

Deno.test("parseCsv() reads answers without options as any other column", () => {
  assert.deepEqual(parseCsv("text,answers\nOne _ two,AB\n", "a.csv"), [
    { source: "a.csv, row 2", text: "One _ two", blanks: [] },
  ]);
});

Deno.test("parseCsv() offers the column that may be the text", () => {
  const offered = (header: string, options = {}) => {
    const row = header.replaceAll(/[^,;]+/g, "x");
    try {
      parseCsv(`${header}\n${row}\n`, "a.csv", options);
    } catch (error) {
      return (error as InputError).mend;
    }
    assert.fail(header);
  };
  const there = (names: string) => `if that is the text: there are ${names}`;
  assert.equal(offered("Text,label"), `Set textColumn to Text ${there('"Text", "label"')}`);
  assert.equal(offered("n;content"), `Set textColumn to content ${there('"n", "content"')}`);
  assert.match(offered("label,sentence,idx"), /^Set textColumn to sentence if/);
  assert.match(offered("id,Full text"), /^Set textColumn to "Full text" if/);
  assert.equal(offered("quote"), 'Set textColumn to quote if that is the text: there is "quote"');
  assert.equal(offered("a,b"), 'Name the column of the text with textColumn: there are "a", "b"');
  assert.match(offered("1,The harbour was quiet in the early morning hours."), /^Give the file a/);
  assert.match(offered("body,x", { textColumn: "Body" }), /^Perhaps body is meant\. The columns/);
});

Deno.test("parseCsv() leaves out rows whose text is empty, and says so", () => {
  const notes: string[] = [];
  const csv = "text,b\n ,1\nA text.,2\n,\n\n";
  const passages = parseCsv(csv, "a.csv", { note: (sentence) => notes.push(sentence) });
  assert.deepEqual(passages, [{ source: "a.csv, row 3", text: "A text.", blanks: [] }]);
  assert.deepEqual(notes, ["2 of the 3 texts in a.csv are empty, and left out"]);
});

const bad: [string, string, RegExp][] = [
  ["an empty file", "", /^a\.csv: the file is empty\. Give a header/],
  ["a file with nothing but a header", "text\n", /^a\.csv: it has no row of data\./],
  [
    "a ragged row",
    "text,b\nx,y\nx\n",
    /^a\.csv, row 3: its fields \(1\) are not as many as the header's \(2\)\./,
  ],
  ["a row with a field too many", "text\nx,y\n", /^a\.csv, row 2: its fields \(2\) are/],
  ["a quote in the last row that is not closed", 'text\na\n"c\n', /CSV: .*row 3\. Put/],
  ["a quote that is not closed", 'text\n"abc\n', /^a\.csv: it cannot be read as CSV:/],
  [
    "a file without a column of text",
    "a,b\n1,2\n",
    /row 1: there is no column "text" or "article"/,
  ],
  ["options without answers", "text,options\na,b\n", /there is no column "answers"/],
  ["blank texts alone", "text,b\n ,1\n", /^a\.csv: all of its texts are empty\. Give/],
  [
    "unequal options and answers",
    "text,options,answers\na _ b,a|b|c|d,AB\n",
    /^a\.csv, row 2: the sets of options \(1\) and the answers \(2\) are not as many\./,
  ],
  [
    "a wrong letter",
    "text,options,answers\na _ b,a|b|c|d,E\n",
    /^a\.csv, row 2: answer 1 is "E"\./,
  ],
];
for (const [what, csv, message] of bad) {
  Deno.test(`parseCsv() refuses ${what} and names the place`, () => {
    assert.throws(() => parseCsv(csv, "a.csv"), (error) => {
      assert(error instanceof InputError);
      assert.match(error.message, message);
      assert.equal(error.message.includes("\n"), false);
      return true;
    });
  });
}

Deno.test("parseCsv() reads lines that end as on old Macs", () => {
  const passages = parseCsv('text,source\rOne,a\r"Two,\rthree",b\r', "a.csv");
  assert.deepEqual(passages.map(({ text, source }) => [text, source]), [
    ["One", "a"],
    ["Two, three", "b"],
  ]);
});

Deno.test("a separator that is set but not the table's is told, with the one that the table has", () => {
  const mend = 'Set separator to ";", which the header has, or leave it out\.';
  const of = (text: string) => () => parseCsv(text, "a.csv", { separator: "," });
  const table = new RegExp(`^a\\.csv, row 1: there is no column "text" or "article"\\. ${mend}`);
  assert.throws(of("id;text\n1;One two.\n"), { name: "InputError", message: table });
  const ragged = new RegExp(`^a\\.csv, row 2: its fields \\(2\\) are not as many .*\\. ${mend}`);
  assert.throws(of("id;text\n1;One, two.\n"), { name: "InputError", message: ragged });
  // Of a table that has the one that is set, other faults are told as before.
  assert.throws(of("id,text\n1;One two.\n"), { message: /Give each row as many fields/ });
});

Deno.test("parseCsv() looks for the separator that gives the column that is named", () => {
  const csv = "text,a;b;body;c\n1,2;3;One;4\n";
  assert.equal(parseCsv(csv, "a.csv", { textColumn: "body" })[0]!.text, "One");
  assert.equal(parseCsv(csv, "a.csv")[0]!.text, "1", "and else the one that gives text");
});

Deno.test("parseCsv() leaves out the spaces around columns' names", () => {
  assert.equal(parseCsv("id , text\n1,One.\n", "a.csv")[0]!.text, "One.");
});

Deno.test("parseCsv() fills blanks wherever the columns stand", () => {
  const fields = { text: "It _ all day.", options: "rains|rained|rain|raining", answers: "B" };
  for (const names of [["options", "answers", "text"], ["answers", "text", "options"]] as const) {
    const csv = `${names.join()}\n${names.map((name) => fields[name]).join()}\n`;
    assert.equal(parseCsv(csv, "a.csv")[0]!.text, "It rained all day.", names.join());
  }
  // Answers alone are another column of that name.
  assert.equal(parseCsv("answers,text\nB,It _ all day.\n", "a.csv")[0]!.text, "It _ all day.");
});

Deno.test("CsvRows calls a table of which nothing came an empty file", () => {
  assert.throws(() => new CsvRows("a.csv", {}).end(), /^InputError: a\.csv: the file is empty\./);
});
