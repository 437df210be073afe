/** Whether a file is a whole ONNX model. */
import { open } from "node:fs/promises";
import { InputError } from "../io/mod.ts";

/** The field of a model that holds its graph. */
const GRAPH = 7;

/** Two numbers of protobuf are at most that long. */
const HEAD_BYTES = 20;

/**
 * Refuses a file that is no ONNX model, or one that is cut off: the lengths of its outermost fields
 * have to lead to its end, past a graph. See https://protobuf.dev/programming-guides/encoding.
 *
 * @throws {InputError} If it is.
 */
export async function checkOnnx(file: string): Promise<void> {
  await using handle = await open(file);
  const { size } = await handle.stat();
  let at = 0, hasGraph = false;
  while (at < size) {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, at);
    const [tag, tagBytes] = numberIn(buffer.subarray(0, bytesRead));
    const [value, valueBytes] = numberIn(buffer.subarray(tagBytes, bytesRead));
    const length = { 0: valueBytes, 1: 8, 2: valueBytes + value, 5: 4 }[tag % 8];
    if (length === undefined) break;
    hasGraph ||= tag === GRAPH * 8 + 2;
    at += tagBytes + length;
  }
  if (hasGraph && at === size) return;
  throw new InputError("this is no whole ONNX model", {
    file,
    mend: "Export it again, or remove it",
  });
}

/** A number at the beginning of bytes, and how many of them it takes; NaN where they end before it. */
function numberIn(bytes: Uint8Array): [number, number] {
  const last = bytes.findIndex((byte) => byte < 128);
  const value = bytes.subarray(0, last + 1)
    .reduce((sum, byte, index) => sum + (byte & 127) * 128 ** index, 0);
  return last < 0 ? [NaN, NaN] : [value, last + 1];
}
