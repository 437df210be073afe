/** Parquet. */
import { text } from "../../definition/mod.ts";
import { readData } from "./characters.ts";
import { defineFileReader } from "./define_reader.ts";

/** Files named `.parquet`, and others that begin as Parquet does. */
export const parquet = defineFileReader({
  name: "parquet",
  description: "Parquet with a column of text",
  parameters: {
    textColumn: { description: "the column of the text, if not text or article", rule: text },
  },
  accepts: ({ kind, ending, start }) =>
    kind === "file" && ([".parquet", ".pq"].includes(ending) || start.startsWith("PAR1")),
  async rows(path, { parameters: { textColumn }, note }) {
    // The library that reads it is loaded for those who need it.
    const { parquetRows } = await import("../parquet.ts");
    return await parquetRows(await readData(path), path, {
      ...(textColumn === undefined ? {} : { textColumn }),
      ...(note && { note }),
    });
  },
});
