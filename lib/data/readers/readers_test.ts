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

Deno.test("a blank of somebody's reader lies in its text, and has different options, one the answer", async () => {
  const options = ["is", "was", "be"];
  const given = { start: 3, end: 5, options, answer: "is" };
  const read = async (blank: Partial<typeof given>, text = "It is so.") => {
    const own = defineReader({
      name: "own",
      description: "one passage",
      read: () => [{ source: "a", text, blanks: [{ ...given, ...blank }] }],
    });
    const reader = READERS.with([own], "x.ts").get("own");
    return await reader.read("a", { parameters: {} });
  };
  assert.deepEqual(await read({}), [{ source: "a", text: "It is so.", blanks: [given] }]);
  await read({}, "It is");
  const wrong: [blank: Partial<typeof given>, problem: RegExp][] = [
    [{ end: 3 }, /the end of blank 1 of passage 1 .* is 3\. It must be above its start, 3, and at/],
    [{ end: 10 }, /is 10\. It must be above its start, 3, and at most the text's length, 9/],
    [{ answer: "was" }, /the answer of blank 1 .* is "was"\. It must be what stands from 3 to 5/],
    [{ options: ["was", "be"] }, /the options of blank 1 .* It must be different texts, one of wh/],
    [{ options: ["is", "be", "be"] }, /the options of blank 1 .* It must be different texts, one/],
  ];
  for (const [blank, problem] of wrong) {
    await assert.rejects(read(blank), { name: "InputError", message: problem });
  }
});
