import assert from "node:assert/strict";
import { InputError } from "../io/mod.ts";
import { parquetRows } from "./parquet.ts";
import type { RecordOptions } from "./records.ts";
import { chosenPassages } from "./rows.ts";
import tables from "../../tests/fixtures/tables.json" with { type: "json" };

const file = "a.parquet";
const bytesOf = (base64: string) => Uint8Array.fromBase64(base64);
const passagesOf = async (bytes: Uint8Array, options: RecordOptions = {}) =>
  chosenPassages(await parquetRows(bytes, file, options), {}, file);

/** The texts of the fixture's rows as they must be read. */
const expected = tables.rows.text.map((text) => (text ?? "").replaceAll(/\s+/g, " ").trim());

for (const { name, bytes } of tables.parquet) {
  if (name === "lz4") continue;
  Deno.test(`parquetRows() reads pyarrow's files: ${name}`, async () => {
    const notes: string[] = [];
    const note = (sentence: string) => void notes.push(sentence);
    const rows = await parquetRows(bytesOf(bytes), file, { note });
    const passages = chosenPassages(rows, {}, file);
    assert.deepEqual(passages.map(({ text }) => text), expected.filter((text) => text !== ""));
    assert.deepEqual(notes, ["2 of the 30 texts in a.parquet are empty, and left out"]);
    assert.equal(passages[1]!.source, "a.parquet, row 4");
    const valid = chosenPassages(rows, { split: "valid" }, file);
    assert.deepEqual(valid[0], { source: "a.parquet, row 5", text: expected[4], blanks: [] });
    assert.equal(valid.length, 9);
  });
}

Deno.test("parquetRows() reads lists of options and answers", async () => {
  const [first, second] = await passagesOf(bytesOf(tables.cloth));
  const [options] = tables.cloth_rows.options;
  assert.deepEqual(first, {
    source: "middle1.txt",
    text: "It rained all day on.",
    blanks: [
      { start: 3, end: 9, options: options![0], answer: "rained" },
      { start: 18, end: 20, options: options![1], answer: "on" },
    ],
  });
  assert.deepEqual(second, { source: "middle2.txt", text: "No blank.", blanks: [] });
});

const plain = tables.parquet.find(({ name }) => name === "uncompressed")!.bytes;

Deno.test("parquetRows() takes the column that is named", async () => {
  const [first] = await passagesOf(bytesOf(plain), { textColumn: "split" });
  assert.equal(first!.text, "train");
  assert.deepEqual(
    await passagesOf(bytesOf(plain), { textColumn: null }),
    await passagesOf(bytesOf(plain)),
  );
});

const bad: [string, Uint8Array, RegExp, RecordOptions?][] = [
  [
    "no bytes",
    new Uint8Array(),
    /^a\.parquet: it cannot be read as Parquet: .*\. Fetch it or make/,
  ],
  ["text", new TextEncoder().encode("text,label\n1,2\n"), /it cannot be read as Parquet:/],
  ["half a file", bytesOf(plain).subarray(0, 900), /it cannot be read as Parquet:/],
  [
    "what LZ4 compressed",
    bytesOf(tables.parquet.find(({ name }) => name === "lz4")!.bytes),
    /^a\.parquet: it is compressed with LZ4_RAW\. Write it without compression, or with snappy/,
  ],
  ["a file without rows", bytesOf(tables.empty), /^a\.parquet: there is no passage in it\./],
  [
    "another column",
    bytesOf(plain),
    /^a\.parquet: there is no column "body"\. .*text/,
    { textColumn: "body" },
  ],
  [
    "a column of numbers",
    bytesOf(plain),
    /^a\.parquet, row 1: 0 is no text\. Give it a text in its column "score"/,
    { textColumn: "score" },
  ],
];
for (const [what, bytes, message, options = {}] of bad) {
  Deno.test(`parquetRows() refuses ${what} in one sentence`, async () => {
    await assert.rejects(passagesOf(bytes, options), (error) => {
      assert(error instanceof InputError);
      assert.match(error.message, message);
      return true;
    });
  });
}
