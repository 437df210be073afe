/** Passages out of Parquet files, as Hugging Face's datasets, pandas and others write them. */
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import {
  type Compressors,
  type FileMetaData,
  parquetMetadata,
  parquetReadObjects,
  parquetSchema,
} from "hyparquet";
import { InputError } from "../io/mod.ts";
import { textColumnOf } from "./columns.ts";
import { type PlacedRecord, type RecordOptions, recordRows } from "./records.ts";
import type { Row } from "./rows.ts";

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

function metadataOf(bytes: Uint8Array, file: string): { meta: FileMetaData; names: string[] } {
  try {
    const meta = parquetMetadata(bytes, { geoparquet: false });
    const names = parquetSchema(meta).children.map(({ element }) => element.name);
    if (meta.num_rows < 0 || meta.num_rows > bytes.length * ROWS_PER_BYTE) {
      throw new RangeError(`it has ${meta.num_rows} rows in ${bytes.length} bytes`);
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
 * The rows of a Parquet file. The columns are those of CSV; `options` and `answers` may be lists, as
 * CLOTH has them. Rows whose text is null or blank are left out.
 *
 * @param bytes The file's contents.
 * @param file Its path, for the messages.
 * @throws {InputError} If it is no Parquet file, is damaged, is compressed in a way that is not known,
 * or has no column of text.
 */
export async function parquetRows(
  bytes: Uint8Array,
  file: string,
  options: RecordOptions = {},
): Promise<Row[]> {
  const { meta, names } = metadataOf(bytes, file);
  const column = textColumnOf(names, options.textColumn, { file });
  const columns = [column, ...COLUMNS.filter((name) => names.includes(name) && name !== column)];
  requireCodecs(meta, columns, file);
  const strict = new TextDecoder("utf-8", { fatal: true });
  let records: Record<string, unknown>[];
  try {
    records = await parquetReadObjects({
      file: {
        byteLength: bytes.length,
        slice: (start, end) => bytes.slice(start, end).buffer,
      },
      metadata: meta,
      columns,
      compressors: COMPRESSORS,
      geoparquet: false,
      parsers: { stringFromBytes: (text) => text && strict.decode(text) },
    });
    if (records.length !== Number(meta.num_rows)) throw new RangeError("rows are missing");
  } catch (cause) {
    throw broken(file, cause);
  }
  const placed = records.map((value, i): PlacedRecord => ({
    value,
    at: { file, place: `row ${i + 1}` },
  }));
  return recordRows(placed, file, { ...options, word: "column", textColumn: column });
}
