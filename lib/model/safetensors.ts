/**
 * The safetensors format: an 8-byte little-endian length, a JSON header of that length, then the
 * tensors' bytes (https://huggingface.co/docs/safetensors). Here are the parts that need no files;
 * `safetensors_file.ts` has those.
 */

import { decodeNumbers, encodeNumbers, type WeightFormat } from "./number_formats.ts";
import type { NamedTensor, NamedTensors } from "./named_tensors.ts";
import {
  encodeHeader,
  headerLength,
  LENGTH_BYTES,
  parseHeader,
  readableFormat,
  type TensorEntry,
} from "./safetensors_header.ts";

/** How to write tensors. */
export interface SafetensorsOptions {
  /** The number format of all tensors. @default "F32" */
  dtype?: WeightFormat;
  /** Free text by key. @default { format: "pt" } */
  metadata?: Record<string, string>;
}

/** One tensor from its bytes. @throws {InputError} If its numbers are not floating-point. */
export function decodeTensor(bytes: Uint8Array, entry: TensorEntry, file: string): NamedTensor {
  return { shape: entry.shape, data: decodeNumbers(bytes, readableFormat(entry, file)) };
}

/**
 * The tensors in a whole file's bytes.
 *
 * @throws {InputError} If the bytes are no sound safetensors file.
 *
 * @example
 * ```ts
 * import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";
 * const tensors = new Map([["a", { shape: [2], data: new Float32Array([1, 2]) }]]);
 * const { tensors: same } = decodeSafetensors(encodeSafetensors(tensors), "memory");
 * console.log(same.get("a")?.data); // [1, 2]
 * ```
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  file: string,
): { tensors: NamedTensors; metadata: Record<string, string> } {
  const length = headerLength(bytes, bytes.length, file);
  const header = bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length);
  const { entries, metadata } = parseHeader(header, bytes.length, file);
  const tensors: NamedTensors = new Map();
  for (const [name, entry] of entries) {
    tensors.set(name, decodeTensor(bytes.subarray(entry.begin, entry.end), entry, file));
  }
  return { tensors, metadata };
}

/** A whole file's bytes. The same tensors give the same bytes, in whatever order they are. */
export function encodeSafetensors(
  tensors: NamedTensors,
  options: SafetensorsOptions = {},
): Uint8Array {
  const parts = [...encodeParts(tensors, options)];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/**
 * A file's bytes piece by piece: the header, then each tensor, so that no more than one tensor is
 * held twice.
 */
export function* encodeParts(
  tensors: NamedTensors,
  { dtype = "F32", metadata = { format: "pt" } }: SafetensorsOptions = {},
): Generator<Uint8Array> {
  // Hugging Face's library writes the names of one format in this order too.
  const names = [...tensors.keys()].sort();
  yield encodeHeader(tensors, names, dtype, metadata);
  for (const name of names) yield encodeNumbers(tensors.get(name)!.data, dtype);
}
