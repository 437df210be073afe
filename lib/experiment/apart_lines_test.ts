import assert from "node:assert/strict";
import { linesOf } from "./apart_lines.ts";

Deno.test("lines come whole, however the bytes are parted", async () => {
  const bytes = new TextEncoder().encode("Γ one\n\nthree");
  for (let size = 1; size <= bytes.length; size++) {
    const parts = Array.from(
      { length: Math.ceil(bytes.length / size) },
      (_, i) => bytes.slice(i * size, (i + 1) * size),
    );
    const lines = await Array.fromAsync(linesOf(ReadableStream.from(parts)));
    assert.deepEqual(lines, ["Γ one", "", "three"]);
  }
  assert.deepEqual(await Array.fromAsync(linesOf(ReadableStream.from([]))), []);
});
