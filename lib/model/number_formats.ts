/** Numbers as a safetensors file stores them, from and to float32. */

/** The formats that weights are written in: IEEE single, IEEE half, and the upper half of a single. */
export type WeightFormat = "F32" | "F16" | "BF16";

/** The formats that weights are read from. */
export type ReadableFormat = WeightFormat | "F64";

/** Bytes a number in each format. */
export const FORMAT_BYTES: Readonly<Record<ReadableFormat, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
};

/**
 * Numbers of a format as float32. Every float16 and bfloat16 is a float32, so nothing is rounded but
 * float64.
 *
 * @param bytes Little-endian numbers, at any alignment.
 *
 * @example
 * ```ts
 * import { decodeNumbers } from "./number_formats.ts";
 * const bytes = new Uint8Array([0x00, 0x3c, 0x00, 0xc0]);
 * console.log(decodeNumbers(bytes, "F16")); // [1, -2]
 * ```
 */
export function decodeNumbers(bytes: Uint8Array, format: ReadableFormat): Float32Array {
  // A copy, as typed arrays need their numbers aligned, and as the result must own its memory.
  const { buffer } = new Uint8Array(bytes);
  switch (format) {
    case "F64":
      return new Float32Array(new Float64Array(buffer));
    case "F32":
      return new Float32Array(buffer);
    case "F16":
      return new Float32Array(new Float16Array(buffer));
    case "BF16":
      return new Float32Array(
        new Uint32Array(new Uint16Array(buffer)).map((bits) => bits << 16).buffer,
      );
  }
}

/**
 * Float32 numbers in a format, rounded to the nearest and, half way between two, to the one whose
 * last bit is 0. What is too large becomes infinite.
 *
 * @returns Little-endian bytes; for `F32` they share the memory of `numbers`.
 *
 * @example
 * ```ts
 * import { encodeNumbers } from "./number_formats.ts";
 * console.log(encodeNumbers(new Float32Array([1]), "BF16")); // [0x80, 0x3f]
 * ```
 */
export function encodeNumbers(numbers: Float32Array, format: WeightFormat): Uint8Array {
  switch (format) {
    case "F32":
      return bytesOf(numbers);
    case "F16":
      return bytesOf(new Float16Array(numbers));
    case "BF16":
      return bytesOf(toBfloat16(numbers));
  }
}

function toBfloat16(numbers: Float32Array): Uint16Array {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  const result = new Uint16Array(bits.length);
  for (let i = 0; i < bits.length; i++) {
    const single = bits[i]!;
    const isNaN = (single & 0x7fffffff) > 0x7f800000;
    // Adding just under half of the last kept bit, and one more where that bit is 1, carries into it
    // exactly when rounding up is due. A NaN whose payload is in the lost bits must not become ∞.
    result[i] = isNaN ? (single >>> 16) | 0x40 : (single + 0x7fff + ((single >>> 16) & 1)) >>> 16;
  }
  return result;
}

/** Typed arrays have the processor's byte order, which is little-endian wherever Deno runs. */
function bytesOf(array: Float32Array | Float16Array | Uint16Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
