import assert from "node:assert/strict";
import { oneLine } from "./passage.ts";

Deno.test("oneLine() makes one space of all white space between words, and none around them", () => {
  const plainly = (text: string) =>
    text.replaceAll(/\p{White_Space}+/gu, " ").replaceAll(/^ | $/g, "");
  for (let unit = 0; unit < 2 ** 16; unit++) {
    const sign = String.fromCharCode(unit);
    for (const text of [`a${sign}b`, `${sign}a`, `a ${sign}`]) {
      assert.equal(oneLine(text), plainly(text), JSON.stringify(text));
    }
  }
  assert.equal(oneLine(""), "");
});
