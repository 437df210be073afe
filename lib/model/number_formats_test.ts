import assert from "node:assert/strict";
import { decodeNumbers, encodeNumbers, type WeightFormat } from "./number_formats.ts";

/** The bits of 16-bit numbers. */
function bits16(numbers: number[], format: WeightFormat): string[] {
  const bytes = encodeNumbers(new Float32Array(numbers), format);
  const bits = new Uint16Array(bytes.slice().buffer);
  return [...bits].map((value) => value.toString(16).padStart(4, "0"));
}

function decode16(bits: number[], format: WeightFormat): number[] {
  return [...decodeNumbers(new Uint8Array(new Uint16Array(bits).buffer), format)];
}

Deno.test("float16 rounds to the nearest, ties to even, with subnormals and infinity", () => {
  // 1 sign, 5 exponent (bias 15), 10 fraction bits. Above 1 a step is 2^-10.
  const cases: [number, string][] = [
    [0, "0000"],
    [-0, "8000"],
    [1, "3c00"],
    [-2, "c000"],
    [1 + 2 ** -10, "3c01"],
    [1 + 2 ** -11, "3c00"], // half way between 1 and 1 + 2^-10: to the even 1
    [1 + 3 * 2 ** -11, "3c02"], // half way between 1 + 2^-10 and 1 + 2^-9: to the even second
    [1 + 2 ** -11 + 2 ** -20, "3c01"], // above half way
    [65504, "7bff"], // the largest: (2 - 2^-10) * 2^15
    [65519, "7bff"], // below half way to 65536
    [65520, "7c00"], // half way to 65536, whose last bit would be 0: infinity
    [Infinity, "7c00"],
    [-Infinity, "fc00"],
    [2 ** -14, "0400"], // the smallest normal number
    [2 ** -14 - 2 ** -24, "03ff"], // the largest subnormal one
    [2 ** -24, "0001"], // the smallest subnormal one
    [2 ** -25, "0000"], // half of it: to the even 0
    [3 * 2 ** -25, "0002"], // half way between 1 and 2 of them
    [-(2 ** -25 + 2 ** -40), "8001"], // above half of it
  ];
  assert.deepEqual(bits16(cases.map(([x]) => x), "F16"), cases.map(([, bits]) => bits));
});

Deno.test("bfloat16 rounds to the nearest, ties to even, with subnormals and infinity", () => {
  // The upper half of a float32: 1 sign, 8 exponent, 7 fraction bits. Above 1 a step is 2^-7.
  const largest = (2 - 2 ** -7) * 2 ** 127;
  const cases: [number, string][] = [
    [0, "0000"],
    [-0, "8000"],
    [1, "3f80"],
    [-2, "c000"],
    [1 + 2 ** -8, "3f80"], // half way between 1 and 1 + 2^-7: to the even 1
    [1 + 3 * 2 ** -8, "3f82"], // half way between 1 + 2^-7 and 1 + 2^-6: to the even second
    [1 + 2 ** -8 + 2 ** -20, "3f81"], // above half way
    [2 - 2 ** -8, "4000"], // half way between 2 - 2^-7 and 2: the carry raises the exponent
    [largest, "7f7f"],
    [(2 - 2 ** -23) * 2 ** 127, "7f80"], // the largest float32 lies above half way to 2^128
    [Infinity, "7f80"],
    [-Infinity, "ff80"],
    [2 ** -126, "0080"],
    [2 ** -133, "0001"], // the smallest subnormal one
    [2 ** -134, "0000"], // half of it: to the even 0
    [3 * 2 ** -134, "0002"],
    [-(2 ** -149), "8000"],
  ];
  assert.deepEqual(bits16(cases.map(([x]) => x), "BF16"), cases.map(([, bits]) => bits));
});

Deno.test("A NaN stays a NaN, also where its payload is in the bits that bfloat16 loses", () => {
  const hidden = new Float32Array(new Uint32Array([0x7f800001, 0xff800001]).buffer);
  for (const format of ["F16", "BF16"] as const) {
    const back = decodeNumbers(encodeNumbers(hidden, format), format);
    assert.deepEqual([...back], [NaN, NaN], format);
  }
  assert.deepEqual([...decodeNumbers(encodeNumbers(hidden, "F32"), "F32")], [NaN, NaN]);
});

Deno.test("16-bit numbers are decoded exactly", () => {
  assert.deepEqual(
    decode16([0x3c01, 0x0001, 0x8400, 0x7bff, 0xfc00, 0x8000], "F16"),
    [1 + 2 ** -10, 2 ** -24, -(2 ** -14), 65504, -Infinity, -0],
  );
  assert.deepEqual(
    decode16([0x3f81, 0x0001, 0x8080, 0x7f7f, 0xff80, 0x8000], "BF16"),
    [1 + 2 ** -7, 2 ** -133, -(2 ** -126), (2 - 2 ** -7) * 2 ** 127, -Infinity, -0],
  );
});

Deno.test("Every 16-bit number comes back as it was", () => {
  const all = Uint16Array.from({ length: 65536 }, (_, bits) => bits);
  // Exponent all ones: infinity where the fraction is 0, else one of the NaNs.
  const formats = [["F16", 0x7c00], ["BF16", 0x7f80]] as const;
  for (const [format, exponent] of formats) {
    const numbers = decodeNumbers(new Uint8Array(all.buffer), format);
    const back = new Uint16Array(encodeNumbers(numbers, format).slice().buffer);
    const wrong = all.filter((bits) => (bits & 0x7fff) <= exponent && back[bits] !== bits);
    assert.deepEqual([...wrong], [], format);
  }
});

Deno.test("float64 is rounded to float32, and bytes may lie at any offset", () => {
  const bytes = new Uint8Array(new Float64Array([0.1, -3]).buffer);
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  assert.deepEqual([...decodeNumbers(shifted.subarray(3), "F64")], [Math.fround(0.1), -3]);
});

Deno.test("A view into a larger array is encoded alone", () => {
  const view = new Float32Array([9, 1, -2, 9]).subarray(1, 3);
  for (const format of ["F32", "F16", "BF16"] as const) {
    assert.deepEqual([...decodeNumbers(encodeNumbers(view, format), format)], [1, -2], format);
  }
});
