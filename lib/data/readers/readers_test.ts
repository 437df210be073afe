import assert from "node:assert/strict";
import { endingOf } from "../paths.ts";
import type { DataSource } from "./define_reader.ts";
import { defineReader } from "./define_reader.ts";
import { READERS } from "./readers.ts";

/** Who takes what is there, as `readPassages` asks them. */
function taking(source: Partial<DataSource>, readers = READERS): string | undefined {
  const { path = "a.txt" } = source;
  const file = { entries: [], files: [], ending: endingOf(path), start: "", isWhole: true };
  const whole: DataSource = { path, kind: "file", asTable: false, ...file, ...source };
  return [...readers].reverse().find((reader) => reader.accepts?.(whole))?.name;
}

Deno.test("files are text but for tables, folders with a split are CLOTH's, others nobody's", () => {
  assert.equal(taking({}), "text");
  assert.equal(taking({ path: "A.CSV" }), "csv");
  assert.equal(taking({ path: "a.tsv" }), "csv");
  assert.equal(taking({ kind: "folder", path: "a", entries: ["README", "valid"] }), "cloth");
  assert.equal(taking({ kind: "folder", path: "a.csv", entries: ["README"] }), undefined);
  const folder = (file: string) => taking({ kind: "folder", entries: ["train"], files: [file] });
  assert.equal(folder("train/high/high1.json"), "cloth");
  assert.equal(folder("train/pos/1.txt"), undefined);
  assert.equal(taking({ path: "a.csv.gz" }), "csv");
  assert.equal(taking({ path: "a.txt", start: "a;b", asTable: true }), "csv");
  assert.equal(taking({ path: "a.txt", start: "<p>One.</p>\n<p>Two.</p>" }), undefined);
});

Deno.test("a further reader is asked first, and not at all unless it says what it takes", () => {
  const lines = defineReader({
    name: "lines",
    description: "one passage a line",
    accepts: ({ path }) => path.endsWith(".lines"),
    read: () => [],
  });
  const quiet = defineReader({ name: "quiet", description: "nothing", read: () => [] });
  const readers = READERS.with([lines, quiet]);
  assert.equal(taking({ path: "a.lines" }, readers), "lines");
  assert.equal(taking({ path: "a.csv" }, readers), "csv");
  assert.throws(() => defineReader({ ...quiet, name: "a b" }), TypeError);
});
