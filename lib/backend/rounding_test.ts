import assert from "node:assert/strict";
import { processorIn } from "./rounding.ts";

Deno.test("processorIn() names the processor and what its vectors can do", () => {
  const intel =
    "processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\nflags\t\t: fpu fma avx2 avx sse4_2\n";
  assert.equal(processorIn(`${intel}\n${intel}`), "Some CPU @ 2 GHz: avx avx2 fma sse4_2");
  assert.equal(processorIn("Features\t: fp asimd sve\n"), "asimd sve");
  assert.equal(processorIn(""), "");
});
