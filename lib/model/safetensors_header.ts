/** The header of a safetensors file: what tensors there are, and where. */

import { InputError } from "../io/mod.ts";
import { FORMAT_BYTES, type ReadableFormat, type WeightFormat } from "./number_formats.ts";
import type { NamedTensors } from "./named_tensors.ts";

/** Where a tensor is in a file, and what it is. */
export interface TensorEntry {
  /** Its name. */
  name: string;
  /** Its number format, such as `F32`; a file may hold formats that no weight is read from. */
  dtype: string;
  /** Its dimensions. */
  shape: number[];
  /** Its first byte, counted from the start of the file. */
  begin: number;
  /** The byte after its last. */
  end: number;
}

/** What a file's header says. */
export interface SafetensorsHeader {
  /** The tensors by name, in the order of the header. */
  entries: Map<string, TensorEntry>;
  /** Free text by key; files for PyTorch have `format: "pt"`. */
  metadata: Record<string, string>;
}

/** Bytes before the header: its length. */
export const LENGTH_BYTES = 8;

/** The reference implementation refuses longer headers. */
const LONGEST_HEADER = 100_000_000;

/** The format demands it as the header's first byte: no white space, no byte order mark. */
const OPENING_BRACE = 0x7b;

const DAMAGED = "Download or save the file again: it is damaged or cut off";

/** Bytes a number of the formats that a model's file may hold; others are not checked. */
const DTYPE_BYTES: Readonly<Record<string, number>> = {
  ...FORMAT_BYTES,
  I64: 8,
  U64: 8,
  I32: 4,
  U32: 4,
  I16: 2,
  U16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

/**
 * The header's length in bytes.
 *
 * @param start The first 8 bytes of the file, or more.
 * @param fileSize The size of the whole file in bytes.
 * @param file Its name, for messages.
 * @throws {InputError} If the file is too short or is no safetensors file.
 */
export function headerLength(start: Uint8Array, fileSize: number, file: string): number {
  if (fileSize < LENGTH_BYTES || start.length < LENGTH_BYTES) {
    throw new InputError(`the file has only ${fileSize} bytes`, { file, mend: DAMAGED });
  }
  // A clone without Git LFS leaves such a text in the place of each large file.
  if (new TextDecoder().decode(start.subarray(0, LENGTH_BYTES)) === "version ") {
    throw new InputError("the file is a Git LFS pointer, not the weights themselves", {
      file,
      mend: "Run `git lfs pull` in its folder",
    });
  }
  const view = new DataView(start.buffer, start.byteOffset, LENGTH_BYTES);
  const length = Number(view.getBigUint64(0, true));
  if (length > LONGEST_HEADER) {
    throw new InputError(`a header of ${length} bytes cannot be right`, {
      file,
      mend: "Give a safetensors file: this one is of another kind, or damaged",
    });
  }
  if (LENGTH_BYTES + length > fileSize) {
    throw new InputError(
      `the header takes ${length} bytes but the file has only ${fileSize}`,
      { file, mend: DAMAGED },
    );
  }
  return length;
}

/**
 * Read and check a header: every tensor's bytes must be there, be as many as its shape and format
 * ask for, and belong to no other tensor, without gaps.
 *
 * @param header The header's bytes, without the length before them.
 * @param fileSize The size of the whole file in bytes.
 * @param file Its name, for messages.
 * @throws {InputError} If the header or the file's size is wrong.
 */
export function parseHeader(header: Uint8Array, fileSize: number, file: string): SafetensorsHeader {
  const { __metadata__: metadata, ...fields } = parseObject(header, file);
  const dataStart = LENGTH_BYTES + header.length;
  const entries = Object.entries(fields).map(([name, field]) =>
    parseEntry(name, field, dataStart, file)
  );
  for (const entry of entries) {
    if (entry.end > fileSize) {
      const problem = `its bytes end at ${entry.end} but the file has only ${fileSize}`;
      throw new InputError(problem, { file, place: entry.name, mend: DAMAGED });
    }
  }
  checkContiguous(entries, dataStart, fileSize, file);
  return {
    entries: new Map(entries.map((entry) => [entry.name, entry])),
    metadata: parseMetadata(metadata, file),
  };
}

/** A tensor's format. @throws {InputError} If weights cannot be read from it. */
export function readableFormat(entry: TensorEntry, file: string): ReadableFormat {
  if (Object.hasOwn(FORMAT_BYTES, entry.dtype)) return entry.dtype as ReadableFormat;
  throw new InputError(`weights cannot be read from numbers of the type ${entry.dtype}`, {
    file,
    place: entry.name,
    mend: `Save the model as one of ${Object.keys(FORMAT_BYTES).join(", ")}`,
  });
}

/**
 * The start of a file: the header and the length before it.
 *
 * @param names The tensors in the order in which their bytes will follow.
 */
export function encodeHeader(
  tensors: NamedTensors,
  names: string[],
  dtype: WeightFormat,
  metadata: Record<string, string>,
): Uint8Array {
  const fields: [string, unknown][] = [["__metadata__", metadata]];
  let begin = 0;
  for (const name of names) {
    const { shape, data } = tensors.get(name)!;
    if (count(shape) !== data.length) {
      throw new RangeError(`"${name}" of shape [${shape}] cannot have ${data.length} values.`);
    }
    const end = begin + data.length * FORMAT_BYTES[dtype];
    fields.push([name, { dtype, shape, data_offsets: [begin, end] }]);
    begin = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(fields)));
  // Spaces after the JSON let the tensors begin at a multiple of 8 bytes.
  const length = Math.ceil(json.length / LENGTH_BYTES) * LENGTH_BYTES;
  const bytes = new Uint8Array(LENGTH_BYTES + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, LENGTH_BYTES);
  return bytes;
}

function parseObject(header: Uint8Array, file: string): Record<string, unknown> {
  if (header[0] !== OPENING_BRACE) {
    throw new InputError("the header does not begin with {", {
      file,
      mend: "Give a safetensors file: this one is of another kind, or damaged",
    });
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(header));
  } catch (cause) {
    throw new InputError("the header is not JSON", {
      file,
      mend: "Give a safetensors file: this one is of another kind, or damaged",
      cause,
    });
  }
}

function parseMetadata(metadata: unknown = {}, file: string): Record<string, string> {
  const isText = typeof metadata === "object" && metadata !== null && !Array.isArray(metadata) &&
    Object.values(metadata).every((value) => typeof value === "string");
  if (isText) return metadata as Record<string, string>;
  throw new InputError("the metadata are not texts by key", {
    file,
    place: "__metadata__",
    mend: DAMAGED,
  });
}

function parseEntry(name: string, field: unknown, dataStart: number, file: string): TensorEntry {
  const { dtype, shape, data_offsets: offsets } = (field ?? {}) as Record<string, unknown>;
  const sound = typeof dtype === "string" && areSizes(shape) && areSizes(offsets) &&
    offsets.length === 2 && offsets[0]! <= offsets[1]!;
  if (!sound) {
    throw new InputError("the header does not give its dtype, shape and data_offsets", {
      file,
      place: name,
      mend: DAMAGED,
    });
  }
  const [begin, end] = offsets as [number, number];
  const size = Object.hasOwn(DTYPE_BYTES, dtype) ? DTYPE_BYTES[dtype]! * count(shape) : end - begin;
  if (end - begin !== size) {
    throw new InputError(
      `the header gives it ${end - begin} bytes where ${dtype} [${shape.join(", ")}] takes ${size}`,
      { file, place: name, mend: DAMAGED },
    );
  }
  return { name, dtype, shape, begin: dataStart + begin, end: dataStart + end };
}

/**
 * Tensors must follow each other without gap and overlap to the end of the file. A name that stands
 * twice in the header leaves a gap, as JSON keeps only the last of the two.
 */
function checkContiguous(
  entries: readonly TensorEntry[],
  dataStart: number,
  fileSize: number,
  file: string,
): void {
  let expected = dataStart;
  for (
    const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)
  ) {
    if (begin !== expected) {
      const problem = begin < expected
        ? "its bytes are another tensor's as well"
        : `the ${begin - expected} bytes before it belong to no tensor`;
      throw new InputError(problem, { file, place: name, mend: DAMAGED });
    }
    expected = end;
  }
  if (expected !== fileSize) {
    const problem = `the last ${fileSize - expected} bytes belong to no tensor`;
    throw new InputError(problem, { file, mend: DAMAGED });
  }
}

function areSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((side) => Number.isSafeInteger(side) && side >= 0);
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
