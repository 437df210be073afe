/** JSON: lists, JSON Lines, and single files of CLOTH. */
import { text } from "../../definition/mod.ts";
import { Lines } from "../../io/mod.ts";
import { isJson, jsonRows, lineRecords, looksLikeJson } from "../json.ts";
import { JsonItems } from "../json_items.ts";
import type { Meanwhile } from "../meanwhile.ts";
import { type PlacedRecord, type RecordOptions, RecordRows } from "../records.ts";
import { rowSource } from "../row_source.ts";
import type { RowSource } from "../rows.ts";
import { readCharacters, readStart } from "./characters.ts";
import { defineFileReader } from "./define_reader.ts";
import { textPieces } from "./pieces.ts";

const ENDINGS = [".json", ".jsonl", ".ndjson"];

/** Files named `.json`, `.jsonl` or `.ndjson`, and others that begin as JSON does. */
export const json = defineFileReader({
  name: "json",
  description: "JSON: a list of objects with a text, JSON Lines, or a file of CLOTH",
  parameters: {
    textColumn: { description: "the field of the text, if not text or article", rule: text },
  },
  accepts: ({ kind, ending, start }) =>
    kind === "file" && (ENDINGS.includes(ending) || looksLikeJson(start)),
  rows: (path, { parameters: { textColumn }, note, meanwhile }) =>
    jsonSource(path, {
      ...(textColumn === undefined ? {} : { textColumn }),
      ...(note && { note }),
    }, meanwhile),
});

/** Rows of JSON, which are made as it comes where it is a list, or lines of a value each. */
function jsonSource(
  path: string,
  options: RecordOptions,
  meanwhile: Meanwhile | undefined,
): RowSource {
  return rowSource(async function* () {
    const records = await isList(path)
      ? itemsOf(path, meanwhile)
      : await hasLines(path)
      ? linesOf(path, meanwhile)
      : undefined;
    if (records === undefined) return yield jsonRows(await readCharacters(path), path, options);
    const rows = new RecordRows(path, options);
    for await (const some of records) {
      // What is no list after all is refused, or read, as a whole.
      if (some === undefined) return yield jsonRows(await readCharacters(path), path, options);
      yield rows.push(some);
    }
    rows.end();
  });
}

async function isList(path: string): Promise<boolean> {
  return /^\uFEFF?\s*\[/.test((await readStart(path)).text);
}

/** Whether the first line is a value, and there is another one. */
async function hasLines(path: string): Promise<boolean> {
  const lines = new Lines(path);
  let first: string | undefined;
  for await (const piece of textPieces(path)) {
    const whole = lines.push(piece);
    if (first === undefined) {
      first = whole.shift();
      if (first !== undefined && !isJson(first.replace(/^\uFEFF/, "").trim())) return false;
    }
    if (whole.some((line) => line.trim() !== "")) return true;
  }
  return first !== undefined && lines.end().trim() !== "";
}

async function* linesOf(path: string, meanwhile?: Meanwhile): AsyncGenerator<PlacedRecord[]> {
  const lines = new Lines(path);
  let number = 0;
  const records = (line: string) => lineRecords(line, ++number, path);
  for await (const piece of textPieces(path, meanwhile)) yield lines.push(piece).flatMap(records);
  yield records(lines.end());
}

/** The items of a list; undefined where it turns out to be none, or damaged. */
async function* itemsOf(
  path: string,
  meanwhile?: Meanwhile,
): AsyncGenerator<PlacedRecord[] | undefined> {
  const items = new JsonItems();
  let number = 0;
  for await (const piece of textPieces(path, meanwhile)) {
    const texts = items.push(piece);
    const values = texts && parsed(texts);
    if (values === undefined) return yield undefined;
    yield values.map((value) => ({ value, at: { file: path, place: `item ${++number}` } }));
  }
  if (!items.isWhole) yield undefined;
}

/** The values that some texts are in JSON; undefined where one is none. */
function parsed(texts: readonly string[]): unknown[] | undefined {
  try {
    return texts.map((text): unknown => JSON.parse(text));
  } catch {
    return undefined;
  }
}
