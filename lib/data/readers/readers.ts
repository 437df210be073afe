/** The readers that come with the library. */
import { Registry } from "../../definition/mod.ts";
import { cloth } from "./cloth.ts";
import { csv } from "./csv.ts";
import { READER_FORM, type ReaderDefinition } from "./define_reader.ts";
import { json } from "./json.ts";
import { parquet } from "./parquet.ts";
import { text } from "./text.ts";

/** Readers by name. The last one that accepts what is at a path reads it: `text` takes any file. */
export const READERS: Registry<ReaderDefinition> = new Registry("reader", [
  text,
  csv,
  cloth,
  json,
  parquet,
], READER_FORM);
