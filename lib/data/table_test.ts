import assert from "node:assert/strict";
import { OpenQuoteError, tableRecords } from "./table.ts";

const records = (text: string, separator = ",") => [...tableRecords(text, separator)];

Deno.test("tableRecords() reads RFC 4180", () => {
  assert.deepEqual(records('a,b\n"c ""d""","e\nf"\n'), [["a", "b"], ['c "d"', "e\nf"]]);
  assert.deepEqual(records("a,\n,b\n,"), [["a", ""], ["", "b"], ["", ""]]);
  assert.deepEqual(records('"",""'), [["", ""]]);
  assert.deepEqual(records(""), []);
  assert.deepEqual(records("\uFEFFa;b", ";"), [["a", "b"]]);
});

// Each as pandas 3.0.1 has it: read_csv(text, header=None, keep_default_na=False, dtype=str).
const likePandas: [string, string[][]][] = [
  ['a "b" c,d\n', [['a "b" c', "d"]]],
  ['a"b,c"\n', [['a"b', 'c"']]],
  ['"a"b,c\n', [["ab", "c"]]],
  ['"a"b"c",d\n', [['ab"c"', "d"]]],
  [' "a",b\n', [[' "a"', "b"]]],
  ['"a" ,b\n', [["a ", "b"]]],
  ['"a""",b\n', [['a"', "b"]]],
  ["a,b\n\n \t\nc,d\n  ", [["a", "b"], ["c", "d"]]],
];
for (const [text, expected] of likePandas) {
  Deno.test(`tableRecords() reads ${JSON.stringify(text)} as pandas does`, () => {
    assert.deepEqual(records(text), expected);
  });
}

Deno.test("tableRecords() says where a quote begins that is not closed", () => {
  assert.throws(() => records('a\n\nb\n"c'), (error) => {
    assert(error instanceof OpenQuoteError);
    assert.equal(error.record, 3);
    return true;
  });
});
