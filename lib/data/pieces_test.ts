/** What comes in pieces is read as the whole is, wherever the pieces end. */
import assert from "node:assert/strict";
import { CsvRows, csvRows } from "./csv.ts";
import { JsonItems } from "./json_items.ts";
import { TextShape } from "./paragraphs.ts";
import { OpenQuoteError, TableRecords, tableRecords } from "./table.ts";
import { partingOf, TextRows, textRows } from "./text.ts";
import { withLineFeeds } from "./passage.ts";
import { assertGrowsEvenly } from "../../tests/_growth.ts";
import tables from "../../tests/fixtures/tables.json" with { type: "json" };

const SIZES = [1, 2, 3, 7];

function pieces(text: string, size: number): string[] {
  return Array.from(
    { length: Math.ceil(text.length / size) },
    (_, i) => text.slice(i * size, (i + 1) * size),
  );
}

const line = (i: number) => `This is line ${i}, which says something of its own.`;
const many = Array.from({ length: 9 }, (_, i) => line(i));
const TEXTS = [
  ...["One.", "One.\nTwo.", "\n\n  One.\n \n\t\nTwo\n  goes on. \n\n", "a\u0085\n\u0085b\n\nc"],
  ...[many.join("\n"), `Title\n\n${many.join("\n")}`, `${many.join("\n\n")}\n`],
  ...["\uFEFFOne.\n\n\uFEFF Two. \uFEFF\n \uFEFF", "one\ntwo\nthree\nfour\nfive\n\nsix\nseven"],
  `${many.slice(0, 3).join("\n")}\n\n${many.slice(3).map((text) => `${text} `).join("\n")}`,
];

Deno.test("a text in pieces has the passages of the whole", () => {
  for (const text of TEXTS) {
    const expected = textRows(text, "a.txt").map((row) => row.passage());
    for (const size of SIZES) {
      const shape = new TextShape();
      for (const piece of pieces(text, size)) shape.push(piece);
      const { parting, passages } = partingOf(shape, "a.txt");
      const rows = new TextRows(parting, "a.txt");
      const found = [...pieces(text, size).flatMap((piece) => rows.push(piece)), ...rows.end()];
      assert.deepEqual(found.map((row) => row.passage()), expected, JSON.stringify(text));
      assert.equal(passages, expected.length);
    }
  }
});

Deno.test("a very long line has its text, white space joined", () => {
  const words = "word  and\u2003more\t";
  const rows = new TextRows("lines", "a.txt");
  for (let i = 0; i < 300; i++) assert.deepEqual(rows.push(words.repeat(500)), []);
  const [row] = rows.end();
  assert.equal(row!.passage().text, "word and more ".repeat(150_000).trimEnd());
});

Deno.test("white space of a very long line is one space, wherever its pieces end", () => {
  const long = "x".repeat(2 ** 20 + 1);
  const rows = new TextRows("lines", "a.txt");
  const pieces = [long, "  ", "\ty ", " ", "", " z", "w  v  ", "\n", "next\n"];
  const found = [...pieces.flatMap((piece) => rows.push(piece)), ...rows.end()];
  assert.deepEqual(found.map((row) => row.passage().text), [`${long} y zw v`, "next"]);
});

Deno.test("a table in pieces has the records of the whole", () => {
  for (const { text } of tables.csv.slice(0, 200)) {
    const whole = withLineFeeds(text);
    let expected: string[][] | undefined;
    try {
      expected = [...tableRecords(whole, ",")];
    } catch (error) {
      assert(error instanceof OpenQuoteError);
    }
    for (const size of SIZES) {
      const records = new TableRecords(",");
      const read = () => [
        ...pieces(whole, size).flatMap((piece) => records.push(piece)),
        ...records.end(),
      ];
      if (expected === undefined) assert.throws(read, OpenQuoteError);
      else assert.deepEqual(read(), expected, JSON.stringify(text));
    }
  }
});

Deno.test("CsvRows names the same rows, whichever piece they are in", () => {
  const text = "sep=;\ntext;n\n" + many.map((text, i) => `"${text}";${i}`).join("\n");
  const expected = csvRows(text, "a.csv").map((row) => row.passage());
  assert.equal(expected[0]!.source, "a.csv, row 3");
  const rows = new CsvRows("a.csv", {});
  const found = [text.slice(0, 30), ...pieces(text.slice(30), 11)]
    .flatMap((piece) => rows.push(piece));
  assert.deepEqual([...found, ...rows.end()].map((row) => row.passage()), expected);
});

Deno.test("a field or a line of very many pieces is not looked at again with each of them", () => {
  const piece = "some words, ".repeat(85);
  assertGrowsEvenly(
    (count) => {
      const records = new TableRecords(",");
      assert.deepEqual(records.push('a\n"'), [["a"]]);
      let found = 0;
      for (let i = 0; i < count; i++) found += records.push(piece).length;
      assert.equal(found, 0);
      assert.deepEqual([...records.end('"\n')].map(([field]) => field!.length), [count * 1020]);
    },
    32_000,
    "pieces of a field",
  );
  assertGrowsEvenly(
    (count) => {
      const shape = new TextShape(), rows = new TextRows("lines", "a.txt");
      for (let i = 0; i < count; i++) {
        shape.push(piece);
        rows.push(piece);
      }
      assert.deepEqual(shape.end(), { parting: "lines", passages: 1 });
      assert.equal(rows.end()[0]!.passage().text.length, count * 1020 - 1);
    },
    16_000,
    "pieces of a line",
  );
});

Deno.test("JsonItems finds the items of a list, wherever its pieces end", () => {
  const values = [{ a: '"]}, \\"' }, "x\\", [1, [2, {}]], null, -1.5e3, {}, "[,]"];
  for (const text of [JSON.stringify(values), ` ${JSON.stringify(values, null, 2)}\n `, "[ ]"]) {
    for (const size of SIZES) {
      const items = new JsonItems();
      const found = pieces(text, size).flatMap((piece) => items.push(piece)!);
      assert.deepEqual(found.map((item) => JSON.parse(item)), JSON.parse(text));
      assert(items.isWhole);
    }
  }
});

for (const text of ["[1, 2", '["a]', "[1}", "[1] 2", "[1]]", "[1],[2]", "[{]"]) {
  Deno.test(`JsonItems does not take ${text} for a list`, () => {
    for (const size of [1, 100]) {
      const items = new JsonItems();
      const isList = pieces(text, size).every((piece) => items.push(piece) !== undefined) &&
        items.isWhole;
      assert(!isList);
    }
  });
}

for (const text of ["[1,]", "[,1]", "[1 2]", "[[}]", "[{]]"]) {
  Deno.test(`JsonItems leaves it to who parses the items to refuse ${text}`, () => {
    const items = new JsonItems().push(text);
    assert(
      items === undefined || items.some((item) => {
        try {
          JSON.parse(item);
          return false;
        } catch {
          return true;
        }
      }),
    );
  });
}
