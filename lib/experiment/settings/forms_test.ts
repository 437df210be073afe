import assert from "node:assert/strict";
import { LARGEST, pathsText, SMALLEST } from "./forms.ts";

Deno.test("the least and the greatest number are those of numpy's finfo(float32)", () => {
  assert.equal(SMALLEST, 1.1754943508222875e-38);
  assert.equal(LARGEST, 3.4028234663852886e38);
});

Deno.test("pathsText() makes one text of a list of paths, and leaves all else to its rule", () => {
  assert.equal(pathsText(["a.txt", "b,c.txt"]), "a.txt,b,,c.txt");
  assert.equal(pathsText(["a,b.txt"]), "a,b.txt");
  for (const given of ["a,b", [], ["a", ""], ["a", " "], ["a", 1], 1, null]) {
    assert.equal(pathsText(given), given);
  }
});
