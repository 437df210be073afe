import assert from "node:assert/strict";
import { withLineFeeds } from "./passage.ts";
import { OpenQuoteError, tableRecords } from "./table.ts";
import tables from "../../tests/fixtures/tables.json" with { type: "json" };

const records = (text: string, separator = ",") => [...tableRecords(text, separator)];

Deno.test("tableRecords() reads RFC 4180", () => {
  assert.deepEqual(records('a,b\n"c ""d""","e\nf"\n'), [["a", "b"], ['c "d"', "e\nf"]]);
  assert.deepEqual(records("a,\n,b\n,"), [["a", ""], ["", "b"], ["", ""]]);
  assert.deepEqual(records('"",""'), [["", ""]]);
  assert.deepEqual(records(""), []);
  assert.deepEqual(records("\uFEFFa;b", ";"), [["a", "b"]]);
});

const likePandas: [string, string[][]][] = [
  ['a "b" c,d\n', [['a "b" c', "d"]]],
  ['a"b,c"\n', [['a"b', 'c"']]],
  ['"a"b,c\n', [["ab", "c"]]],
  ['"a"b"c",d\n', [['ab"c"', "d"]]],
  [' "a",b\n', [[' "a"', "b"]]],
  ['"a" ,b\n', [["a ", "b"]]],
  ["a,b\n\n \t\nc,d\n  ", [["a", "b"], ["c", "d"]]],
];
for (const [text, expected] of likePandas) {
  Deno.test(`tableRecords() reads ${JSON.stringify(text)} as pandas does`, () => {
    assert.deepEqual(records(text), expected);
  });
}

Deno.test("tableRecords() gives what pandas made of 400 texts of separators and quotes", () => {
  let refused = 0;
  for (const { text, rows } of tables.csv) {
    if (rows === null) {
      assert.throws(() => records(withLineFeeds(text)), OpenQuoteError, JSON.stringify(text));
      refused++;
      continue;
    }
    // Missing fields are empty ones for pandas.
    const filled = records(withLineFeeds(text)).map((
      row,
    ) => [...row, ...Array(15 - row.length).fill("")]);
    // Line breaks within fields become blanks in the end, whatever they were.
    const expected = rows.map((row) => row.map(withLineFeeds));
    assert.deepEqual(filled, expected, JSON.stringify(text));
  }
  assert(refused > 20);
});

Deno.test("tableRecords() says where a quote begins that is not closed", () => {
  assert.throws(() => records('a\n\nb\n"c'), (error) => {
    assert(error instanceof OpenQuoteError);
    assert.equal(error.record, 3);
    return true;
  });
});
