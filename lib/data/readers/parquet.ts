/** Parquet. */
import { open, stat } from "node:fs/promises";
import { text } from "../../definition/mod.ts";
import { InputError } from "../../io/mod.ts";
import type { Meanwhile } from "../meanwhile.ts";
import type { ParquetBytes } from "../parquet.ts";
import { rowSource } from "../row_source.ts";
import { READABLE, readData, readStart } from "./characters.ts";
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
  rows: (path, { parameters: { textColumn }, note, meanwhile }) =>
    rowSource(async function* () {
      // The library that reads it is loaded for those who need it.
      const { inMemory, parquetRowGroups } = await import("../parquet.ts");
      const options = {
        ...(textColumn === undefined ? {} : { textColumn }),
        ...(note && { note }),
      };
      await using bytes = await openBytes(path, meanwhile, inMemory);
      yield* parquetRowGroups(bytes, path, options);
    }),
});

type OpenBytes = ParquetBytes & AsyncDisposable;

/** A file's bytes, read where they are wanted; one that is compressed as a whole is unpacked first. */
async function openBytes(
  path: string,
  meanwhile: Meanwhile | undefined,
  inMemory: (bytes: Uint8Array) => ParquetBytes,
): Promise<OpenBytes> {
  const isFile = (await stat(path).catch(() => undefined))?.isFile() ?? false;
  if (!isFile || (await readStart(path)).wasCompressed) {
    return { ...inMemory(await readData(path)), [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const handle = await open(path).catch((cause) => {
    throw new InputError("the file cannot be read", { file: path, mend: READABLE, cause });
  });
  const { size } = await handle.stat();
  return {
    byteLength: size,
    async slice(start, end = size) {
      const from = start < 0 ? size + start : start;
      const { buffer, bytesRead } = await handle.read({
        buffer: new Uint8Array(end - from),
        position: from,
      });
      meanwhile?.read(bytesRead);
      if (meanwhile?.isDue) await meanwhile.pause();
      return buffer.buffer.slice(0, bytesRead);
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}
