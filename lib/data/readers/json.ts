/** JSON: lists, JSON Lines, and single files of CLOTH. */
import { text } from "../../definition/mod.ts";
import { jsonRows, looksLikeJson } from "../json.ts";
import { readCharacters } from "./characters.ts";
import { defineFileReader } from "./define_reader.ts";

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
  rows: async (path, { parameters: { textColumn }, note }) =>
    jsonRows(await readCharacters(path), path, {
      ...(textColumn === undefined ? {} : { textColumn }),
      ...(note && { note }),
    }),
});
