/** Passages out of Parquet files, as Hugging Face's datasets, pandas and others write them. */
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import {
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from "hyparquet";
import { InputError } from "../io/mod.ts";
import { textColumnOf } from "./columns.ts";
import { type PlacedRecord, type RecordOptions, RecordRows } from "./records.ts";
import type { ReadRow } from "./rows.ts";

/** What Parquet files are compressed with, besides snappy, which the library has. */
const COMPRESSORS: Compressors = {
  GZIP: (bytes, size) => gunzipSync(bytes, { maxOutputLength: size + 1 }),
  BROTLI: (bytes, size) => brotliDecompressSync(bytes, { maxOutputLength: size + 1 }),
  ZSTD: (bytes, size) => zstdDecompressSync(bytes, { maxOutputLength: size + 1 }),
};

const CODECS = ["UNCOMPRESSED", "SNAPPY", ...Object.keys(COMPRESSORS)];

/** The columns that a passage is made of, besides its text. */
const COLUMNS = ["options", "answers", "source", "split"];

/** A file has no more rows than bytes times this, however well it is compressed. */
const ROWS_PER_BYTE = 1000;

function broken(file: string, cause: unknown): InputError {
  const reason = cause instanceof Error ? cause.message.replace(/\.\s*$/, "") : "it is broken";
  return new InputError(`it cannot be read as Parquet: ${reason}`, {
    file,
    mend: "Fetch it or make it again",
    cause,
  });
}

/** Where the bytes of a Parquet file come from. */
export interface ParquetBytes {
  byteLength: number;
  slice(start: number, end?: number): Promise<ArrayBuffer> | ArrayBuffer;
}

async function metadataOf(
  bytes: ParquetBytes,
  file: string,
): Promise<{ meta: FileMetaData; names: string[] }> {
  try {
    const meta = await parquetMetadataAsync(bytes, { geoparquet: false });
    const names = parquetSchema(meta).children.map(({ element }) => element.name);
    if (meta.num_rows < 0 || meta.num_rows > bytes.byteLength * ROWS_PER_BYTE) {
      throw new RangeError(`it has ${meta.num_rows} rows in ${bytes.byteLength} bytes`);
    }
    const rows = meta.row_groups.reduce((sum, group) => sum + group.num_rows, 0n);
    if (rows !== meta.num_rows || meta.row_groups.some((group) => group.num_rows < 0)) {
      throw new RangeError("rows are missing");
    }
    return { meta, names };
  } catch (cause) {
    throw broken(file, cause);
  }
}

function requireCodecs(meta: FileMetaData, columns: readonly string[], file: string): void {
  const chunks = meta.row_groups.flatMap((group) => group.columns.map((chunk) => chunk.meta_data));
  const unknown = chunks.find((chunk) =>
    chunk !== undefined && columns.includes(chunk.path_in_schema[0]!) &&
    !CODECS.includes(chunk.codec)
  );
  if (unknown === undefined) return;
  throw new InputError(`it is compressed with ${unknown.codec}`, {
    file,
    mend: "Write it without compression, or with snappy, gzip, zstd or brotli",
  });
}

/**
 * The rows of a Parquet file: see {@linkcode parquetRowGroups}.
 *
 * @param bytes The file's contents.
 * @throws {InputError} As there.
 */
export async function parquetRows(
  bytes: Uint8Array,
  file: string,
  options: RecordOptions = {},
): Promise<ReadRow[]> {
  const rows: ReadRow[] = [];
  for await (const some of parquetRowGroups(inMemory(bytes), file, options)) rows.push(...some);
  return rows;
}

/** Bytes that are at hand. */
export function inMemory(bytes: Uint8Array): ParquetBytes {
  return {
    byteLength: bytes.length,
    slice: (start, end) => bytes.slice(start, end).buffer,
  };
}

/**
 * The rows of a Parquet file, group by group as it has them. The columns are those of CSV; `options`
 * and `answers` may be lists, as CLOTH has them. Rows whose text is null or blank are left out.
 *
 * @param bytes The file's contents.
 * @param file Its path, for the messages.
 * @throws {InputError} If it is no Parquet file, is damaged, is compressed in a way that is not known,
 * or has no column of text.
 */
export async function* parquetRowGroups(
  bytes: ParquetBytes,
  file: string,
  options: RecordOptions = {},
): AsyncGenerator<ReadRow[]> {
  const { meta, names } = await metadataOf(bytes, file);
  const column = textColumnOf(names, options.textColumn, { file });
  const columns = [column, ...COLUMNS.filter((name) => names.includes(name) && name !== column)];
  requireCodecs(meta, columns, file);
  const rows = new RecordRows(file, { ...options, word: "column", textColumn: column });
  let start = 0;
  for (const { num_rows } of meta.row_groups) {
    const end = start + Number(num_rows);
    const records = await recordsOf(bytes, meta, columns, start, end)
      .catch((cause) => {
        throw broken(file, cause);
      });
    yield rows.push(records.map((value, i): PlacedRecord => ({
      value,
      at: { file, place: `row ${start + i + 1}` },
    })));
    start = end;
  }
  rows.end();
}

async function recordsOf(
  bytes: ParquetBytes,
  metadata: FileMetaData,
  columns: string[],
  rowStart: number,
  rowEnd: number,
): Promise<Record<string, unknown>[]> {
  const strict = new TextDecoder("utf-8", { fatal: true });
  const records = await parquetReadObjects({
    file: bytes,
    metadata,
    columns,
    rowStart,
    rowEnd,
    compressors: COMPRESSORS,
    geoparquet: false,
    parsers: { stringFromBytes: (text) => text && strict.decode(text) },
  });
  if (records.length !== rowEnd - rowStart) throw new RangeError("rows are missing");
  return records;
}
