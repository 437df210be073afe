import assert from "node:assert/strict";
import fixture from "../../tests/fixtures/safetensors.json" with { type: "json" };
import type { WeightFormat } from "./number_formats.ts";
import type { NamedTensors } from "./named_tensors.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";
import { headerLength, parseHeader } from "./safetensors_header.ts";

const FILE = "model.safetensors";

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

function asTensors(plain: Record<string, { shape: number[]; data: number[] }>): NamedTensors {
  return new Map(
    Object.entries(plain).map((
      [name, { shape, data }],
    ) => [name, { shape, data: new Float32Array(data) }]),
  );
}

/** A file's bytes from any header and data. */
function safetensors(header: unknown, data: Uint8Array | number): Uint8Array {
  const text = typeof header === "string" ? header : JSON.stringify(header);
  const json = new TextEncoder().encode(text);
  const body = typeof data === "number" ? new Uint8Array(data) : data;
  const bytes = new Uint8Array(8 + json.length + body.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(body, 8 + json.length);
  return bytes;
}

function f32(begin: number, end: number, shape = [(end - begin) / 4]): Record<string, unknown> {
  return { dtype: "F32", shape, data_offsets: [begin, end] };
}

function fails(bytes: Uint8Array, ...parts: string[]): void {
  assert.throws(
    () => decodeSafetensors(bytes, FILE),
    (error: Error) => {
      assert.equal(error.name, "InputError", error.message);
      for (const part of [FILE, ...parts]) {
        assert.ok(error.message.includes(part), `"${error.message}" does not say "${part}"`);
      }
      return true;
    },
  );
}

for (const { dtype, bytes, tensors } of fixture.files) {
  Deno.test(`A file of ${dtype} by Hugging Face's library is read as it was written`, () => {
    const decoded = decodeSafetensors(fromBase64(bytes), FILE);
    assert.deepEqual(decoded.metadata, { format: "pt" });
    assert.deepEqual(decoded.tensors, asTensors(tensors));
  });

  if (dtype === "F64") continue;
  Deno.test(`Our file of ${dtype} has the same bytes as Hugging Face's`, () => {
    const encoded = encodeSafetensors(asTensors(fixture.tensors), { dtype: dtype as WeightFormat });
    assert.deepEqual(encoded, fromBase64(bytes));
  });
}

Deno.test("A file is read again as it was written, with its metadata", () => {
  const tensors = asTensors(fixture.tensors);
  const metadata = { made: "by a test", "ä": "ö" };
  const decoded = decodeSafetensors(encodeSafetensors(tensors, { metadata }), FILE);
  assert.deepEqual(decoded.metadata, metadata);
  assert.deepEqual(decoded.tensors.get("b.weight"), tensors.get("b.weight"));
  assert.deepEqual([...decoded.tensors.keys()], [...tensors.keys()].sort());
});

Deno.test("Numbers that are not floating-point are an error of their tensor alone", () => {
  fails(fromBase64(fixture.mixed), "ids", "I64", "F32");
});

Deno.test("Tensors need not stand in the order of their bytes", () => {
  const data = new Uint8Array(new Float32Array([1, 2, 3]).buffer);
  const { tensors } = decodeSafetensors(safetensors({ b: f32(4, 12), a: f32(0, 4) }, data), FILE);
  assert.deepEqual([...tensors.get("b")!.data], [2, 3]);
  assert.deepEqual([...tensors.get("a")!.data], [1]);
});

Deno.test("A file that is cut off is an error that says so", () => {
  const whole = fromBase64(fixture.files[0]!.bytes);
  fails(whole.subarray(0, 0), "only 0 bytes", "cut off");
  fails(whole.subarray(0, 5), "only 5 bytes");
  fails(whole.subarray(0, 100), "header", "only 100");
  fails(whole.subarray(0, -1), "scalar", `only ${whole.length - 1}`);
});

Deno.test("A file of another kind is an error that says so", () => {
  const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\n";
  fails(new TextEncoder().encode(pointer), "git lfs pull");
  fails(new TextEncoder().encode("PK\x03\x04 some zip archive"), "another kind");
  fails(new Uint8Array(64).fill(255), "another kind");
  fails(safetensors("not json", 0), "does not begin with {");
  fails(safetensors("{not json}", 0), "not JSON");
  fails(safetensors(new TextDecoder("latin1").decode(new Uint8Array([34, 233, 34])), 0), "{");
  fails(safetensors([1], 0), "does not begin with {");
});

Deno.test("A header that does not describe its tensors is an error naming the tensor", () => {
  fails(safetensors({ a: null }, 0), "a", "data_offsets");
  fails(safetensors({ a: { dtype: "F32", shape: [1] } }, 4), "a", "data_offsets");
  fails(safetensors({ a: f32(0, 4, [-1]) }, 4), "a");
  fails(safetensors({ a: f32(0, 4, [0.5]) }, 4), "a");
  fails(safetensors({ a: { ...f32(0, 4), dtype: 7 } }, 4), "a");
  fails(safetensors({ a: { ...f32(4, 0), shape: [] } }, 4), "a");
  fails(safetensors({ a: { ...f32(0, 4), data_offsets: [0, 4, 8] } }, 8), "a");
  fails(safetensors({ __metadata__: { a: 1 } }, 0), "__metadata__");
});

Deno.test("Bytes that do not fit the shape are an error naming both", () => {
  fails(safetensors({ a: f32(0, 8, [3]) }, 8), "a", "8 bytes", "[3]", "12");
  fails(safetensors({ a: { ...f32(0, 8, [3]), dtype: "F16" } }, 8), "F16", "takes 6");
  fails(safetensors({ a: f32(0, 4, [2 ** 52, 2 ** 52]) }, 4), "a");
});

Deno.test("Overlaps, gaps and bytes beyond the last tensor are errors", () => {
  fails(safetensors({ a: f32(0, 8), b: f32(4, 12) }, 12), "b", "another tensor's");
  fails(safetensors({ a: f32(0, 4), b: f32(8, 12) }, 12), "b", "4 bytes", "no tensor");
  fails(safetensors({ a: f32(4, 8) }, 8), "a", "4 bytes");
  fails(safetensors({ a: f32(0, 4) }, 9), "5 bytes", "no tensor");
  fails(safetensors({ a: f32(0, 12) }, 8), "a", "end at");
});

Deno.test("A name that stands twice in the header is an error", () => {
  const entry = (begin: number) => `"a":${JSON.stringify(f32(begin, begin + 4))}`;
  fails(safetensors(`{${entry(0)},${entry(4)}}`, 8), "a", "no tensor");
});

Deno.test("encodeSafetensors() refuses a shape that is not its values'", () => {
  const wrong: NamedTensors = new Map([["a", { shape: [3], data: new Float32Array(2) }]]);
  assert.throws(() => encodeSafetensors(wrong), RangeError);
});

/** Bytes of a number, by the format's definition; of others nothing is known. */
const SIZES = {
  ...{ F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, U64: 8, I32: 4, U32: 4, I16: 2, U16: 2 },
  ...{ I8: 1, U8: 1, BOOL: 1 },
};

Deno.test("each format's numbers have their size, and bytes that are none of theirs are refused", () => {
  for (const [dtype, size] of Object.entries(SIZES)) {
    const header = (bytes: number) => {
      const fields = { a: { dtype, shape: [3], data_offsets: [0, bytes] } };
      const json = new TextEncoder().encode(JSON.stringify(fields));
      return parseHeader(json, 8 + json.length + bytes, FILE).entries.get("a")!;
    };
    assert.equal(header(3 * size).end - header(3 * size).begin, 3 * size);
    for (const bytes of [3 * size - 1, 3 * size + 1]) {
      assert.throws(() => header(bytes), {
        message: `${FILE}, a: the header gives it ${bytes} bytes where ${dtype} [3] takes ` +
          `${3 * size}. Download or save the file again: it is damaged or cut off.`,
      });
    }
  }
  const other = { a: { dtype: "F8_E4M3", shape: [3], data_offsets: [0, 7] } };
  const json = new TextEncoder().encode(JSON.stringify(other));
  assert.equal(parseHeader(json, 8 + json.length + 7, FILE).entries.size, 1);
});

Deno.test("a header has 100 million bytes at most, as for the reference implementation, and fits the file", () => {
  const start = (length: number) => {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
    return bytes;
  };
  assert.equal(headerLength(start(100_000_000), 100_000_008, FILE), 100_000_000);
  assert.throws(() => headerLength(start(100_000_001), 2e8, FILE), {
    message:
      `${FILE}: a header of 100000001 bytes cannot be right. Give a safetensors file: this ` +
      "one is of another kind, or damaged.",
  });
  assert.equal(headerLength(start(2), 10, FILE), 2);
  assert.throws(() => headerLength(start(2), 9, FILE), /takes 2 bytes but the file has only 9/);
  const within = new Uint8Array([1, 2, 3, ...start(5)]).subarray(3);
  assert.equal(headerLength(within, 13, FILE), 5, "wherever the bytes lie");
});
