/** Files of JSON and Parquet as data, with oracles that do not use their readers. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readPassages } from "../../lib/data/mod.ts";
import type { Passage } from "../../lib/data/mod.ts";
import tables from "../fixtures/tables.json" with { type: "json" };
import { mutateBytes } from "./bytes.ts";
import { mutateJsonBytes, mutateJsonLines } from "./json.ts";
import { words } from "./oracles.ts";
import type { Target } from "./outcome.ts";

const RECORDS = [
  { text: "The cat sat on the mat.", label: 1 },
  { text: "It was “good”,\nthey say.", label: 0, split: "train" },
  {
    text: "A quick man _ in the house.",
    options: [["ran", "run", "is", "a"]],
    answers: ["A"],
    source: "high1.txt",
  },
];

interface TextRecord {
  text?: unknown;
  article?: unknown;
  options?: unknown;
  answers?: unknown;
}

/** The words of a record's text, its blanks filled. */
function wordsOf(record: TextRecord | string | null): string[] {
  if (record === null || typeof record === "string") return words(record ?? "");
  const { options, answers } = record;
  const text = (Object.hasOwn(record, "text") ? record.text : record.article) as string | null;
  if (!Array.isArray(options) || !Array.isArray(answers)) return words(text ?? "");
  let blank = 0;
  return words((text ?? "").replace(/_+/g, () => {
    const word = (options[blank] as string[])["ABCD".indexOf(answers[blank])]!;
    blank++;
    return word;
  }));
}

function check(result: unknown, records: readonly TextRecord[]): void {
  const expected = records.map(wordsOf).filter((found) => found.length > 0);
  assert.deepEqual((result as Passage[]).map(({ text }) => words(text)), expected);
}

const json: Target = {
  name: "JSON data",
  file: "passages.json",
  make: (folder) => writeFile(join(folder, "passages.json"), JSON.stringify(RECORDS)),
  read: (folder) => readPassages(join(folder, "passages.json")),
  check(result, bytes) {
    const value = JSON.parse(new TextDecoder().decode(bytes));
    check(result, Array.isArray(value) ? value : [value]);
  },
  mutate: (bytes, random) =>
    random.integer(3) > 0 ? mutateJsonBytes(bytes, random) : mutateBytes(bytes, random),
};

const jsonLines: Target = {
  name: "JSON Lines data",
  file: "passages.jsonl",
  make: (folder) =>
    writeFile(
      join(folder, "passages.jsonl"),
      RECORDS.map((record) => JSON.stringify(record) + "\n").join(""),
    ),
  read: (folder) => readPassages(join(folder, "passages.jsonl")),
  check(result, bytes) {
    const lines = new TextDecoder().decode(bytes).split(/[\r\n]/).map((line) => line.trim());
    check(result, lines.filter((line) => line !== "").map((line) => JSON.parse(line)));
  },
  mutate: (bytes, random) =>
    random.integer(3) > 0 ? mutateJsonLines(bytes, random) : mutateBytes(bytes, random),
};

/** Neither compressed nor with a dictionary, so that every text stands in the file as it is. */
const PLAIN = Uint8Array.fromBase64(
  tables.parquet.find(({ name }) => name === "uncompressed")!.bytes,
);

const parquet: Target = {
  name: "Parquet data",
  file: "passages.parquet",
  make: (folder) => writeFile(join(folder, "passages.parquet"), PLAIN),
  read: (folder) => readPassages(join(folder, "passages.parquet")),
  check(result, bytes) {
    const content = words(new TextDecoder().decode(bytes)).join(" ");
    const passages = result as Passage[];
    assert.ok(passages.length > 0);
    for (const { text } of passages) assert.ok(content.includes(words(text).join(" ")), text);
  },
  mutate: mutateBytes,
};

/** The files of data besides text, CSV and CLOTH's. */
export const TABLE_TARGETS: readonly Target[] = [json, jsonLines, parquet];
