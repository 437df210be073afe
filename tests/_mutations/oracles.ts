/** Other ways to the same result, so that the readers are not judged by themselves. */
import assert from "node:assert/strict";
import type { NamedTensors } from "../../lib/model/mod.ts";

/** The words of a text, whatever white space is between them. */
export function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/**
 * RFC 4180 character by character, quotes that do not keep to it as pandas has them; lines of blanks
 * are skipped.
 */
export function parseCsvPlainly(given: string): string[][] {
  const text = given.replaceAll(/\r\n?/g, "\n");
  const rows: string[][] = [];
  let row: string[] = [], field = "", quoted = false, wasQuoted = false;
  const endRow = () => {
    if (row.length > 0 || /[^ \t]/.test(field) || wasQuoted) rows.push([...row, field]);
    row = [];
    field = "";
    wasQuoted = false;
  };
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (quoted) {
      if (character !== '"') field += character;
      else if (text[i + 1] === '"') field += text[i++];
      else quoted = false;
    } else if (character === '"' && field === "") quoted = wasQuoted = true;
    else if (character === ",") {
      row.push(field);
      field = "";
      wasQuoted = false;
    } else if (character === "\n") endRow();
    else field += character;
  }
  endRow();
  return rows;
}

interface Field {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/**
 * Tensors as a safetensors file's bytes give them, value by value.
 *
 * @param all Whether the file has no other tensors.
 */
export function checkTensors(tensors: NamedTensors, bytes: Uint8Array, all = false): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const { __metadata__: _, ...fields } = header as Record<string, Field>;
  if (all) assert.equal(tensors.size, Object.keys(fields).length);
  for (const [name, { shape, data }] of tensors) {
    const field = fields[name] ?? fields[name.replace("bert.", "")];
    assert.ok(field !== undefined, name);
    assert.deepEqual(shape, field.shape);
    const width = { F64: 8, F32: 4, F16: 2, BF16: 2 }[field.dtype]!;
    assert.equal(data.length * width, field.data_offsets[1] - field.data_offsets[0]);
    data.forEach((value, i) => {
      const at = 8 + length + field.data_offsets[0] + i * width;
      assert.ok(Object.is(value, Math.fround(numberAt(view, at, field.dtype))), `${name}[${i}]`);
    });
  }
}

function numberAt(view: DataView, at: number, dtype: string): number {
  switch (dtype) {
    case "F64":
      return view.getFloat64(at, true);
    case "F32":
      return view.getFloat32(at, true);
    case "BF16": {
      // Half of a float32: the other half is zeros.
      const whole = new DataView(new ArrayBuffer(4));
      whole.setUint16(2, view.getUint16(at, true), true);
      return whole.getFloat32(0, true);
    }
    default: {
      const bits = view.getUint16(at, true);
      const exponent = (bits >> 10) & 31, fraction = bits & 1023, sign = bits >> 15 ? -1 : 1;
      if (exponent === 31) return fraction ? NaN : sign * Infinity;
      return sign *
        (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
    }
  }
}
