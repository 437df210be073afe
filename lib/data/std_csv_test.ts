import assert from "node:assert/strict";
import { parse, stringify } from "@std/csv";

Deno.test("parse() gives rows of fields", () => {
  assert.deepEqual(parse('a,b\n"c ""d""","e\nf"\n\n, g\n'), [["a", "b"], ['c "d"', "e\nf"], [
    "",
    " g",
  ]]);
  assert.deepEqual(parse(""), []);
});

Deno.test("parse() gives objects where the columns have names", () => {
  assert.deepEqual(parse("a,b\n1,2\n", { skipFirstRow: true }), [{ a: "1", b: "2" }]);
  assert.deepEqual(parse("1;2\n", { columns: ["a", "b"], separator: ";" }), [{ a: "1", b: "2" }]);
});

Deno.test("parse() lets rows be ragged unless it is told how many fields there are", () => {
  assert.deepEqual(parse("a,b\nc\n"), [["a", "b"], ["c"]]);
  assert.throws(() => parse("a,b\nc\n", { fieldsPerRecord: 0 }), SyntaxError);
  assert.throws(() => parse("a,b\nc\n", { skipFirstRow: true }), SyntaxError);
});

Deno.test("parse() refuses a stray quote unless quotes are lazy", () => {
  assert.throws(() => parse('a"b,c\n'), SyntaxError);
  assert.deepEqual(parse('a"b,c\n', { lazyQuotes: true }), [['a"b', "c"]]);
});

Deno.test("stringify() quotes what needs it and parse() reads it back", () => {
  const rows = [["plain", "with, comma", 'with "quote"', "two\nlines", " space ", ""]];
  const csv = stringify(rows);
  assert.equal(csv, 'plain,"with, comma","with ""quote""","two\nlines"," space ",\r\n');
  assert.deepEqual(parse(csv), rows);
});

Deno.test("stringify() writes objects under their columns", () => {
  const data = [{ a: 1, b: null, c: "left out" }, { a: "x" }];
  assert.equal(stringify(data, { columns: ["a", "b"] }), "a,b\r\n1,\r\nx,\r\n");
  assert.equal(stringify(data, { columns: ["a"], headers: false }), "1\r\nx\r\n");
  assert.throws(() => stringify(data), TypeError);
});

Deno.test("parse() names the record that has too few or too many fields", () => {
  const message = (text: string, options: Parameters<typeof parse>[1]) => {
    try {
      parse(text, options);
    } catch (error) {
      return (error as Error).message;
    }
    return undefined;
  };
  assert.equal(message("a,b\nc\n", { fieldsPerRecord: 0 }), "record 2 has 1 fields, not 2");
  assert.equal(message("a,b\nc,d\n", { fieldsPerRecord: 0 }), undefined);
  assert.equal(message("", { fieldsPerRecord: 0 }), undefined);
  assert.equal(message("a,b\nc\n", { fieldsPerRecord: 1 }), "record 1 has 2 fields, not 1");
  assert.equal(message("a,b\nc\n", { fieldsPerRecord: -1 }), undefined);
  assert.equal(message("a,b\nc\n", { skipFirstRow: true }), "record 2 has 1 fields, not 2");
  assert.equal(message("a\nb,c\n", { columns: ["x"] }), "record 2 has 2 fields, not 1");
  const both = { columns: ["x"], skipFirstRow: true } as const;
  assert.equal(message("a,b\nc\n", both), undefined, "the row that is skipped may have any");
  assert.equal(message("a\nb\nc,d\n", both), "record 3 has 2 fields, not 1");
  // How many there are by their names counts, whatever else is said.
  assert.equal(
    message("a,b\n", { columns: ["x"], fieldsPerRecord: 2 }),
    "record 1 has 2 fields, not 1",
  );
});

Deno.test("parse() leaves out comments and leading spaces where it is told to", () => {
  assert.deepEqual(parse("#a\nb\n", { comment: "#" }), [["b"]]);
  assert.deepEqual(parse("#a\nb\n"), [["#a"], ["b"]]);
  assert.deepEqual(parse(" a, b\n", { trimLeadingSpace: true }), [["a", "b"]]);
  assert.deepEqual(parse("\uFEFFa\tb\r\nc\td\n", { separator: "\t" }), [["a", "b"], ["c", "d"]]);
});

Deno.test("parse() takes as many fields as it is told, or as the first row has where that is 0", () => {
  const of = (fieldsPerRecord: number, text: string) => () => parse(text, { fieldsPerRecord });
  assert.deepEqual(of(0, "a,b\nc,d\n")(), [["a", "b"], ["c", "d"]]);
  assert.deepEqual(of(1, "a\nb\n")(), [["a"], ["b"]]);
  assert.throws(of(1, "a,b\nc,d\n"), /^SyntaxError: record 1 has 2 fields, not 1/);
  assert.throws(of(0, "a,b\nc\n"), /^SyntaxError: record 2 has 1 fields, not 2/);
  assert.deepEqual(of(-1, "a,b\nc\n")(), [["a", "b"], ["c"]], "any number");
  assert.throws(
    () => parse("a,b\n1\n", { skipFirstRow: true }),
    /^SyntaxError: record 2 has 1 fields, not 2/,
  );
});
