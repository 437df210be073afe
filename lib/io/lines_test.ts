import assert from "node:assert/strict";
import { Lines } from "./lines.ts";
import { LONGEST_TEXT } from "./read_file.ts";

Deno.test("lines are the same, wherever a text is cut into pieces", () => {
  const text = "one\n\ntwo\r\nthree", whole = ["one", "", "two\r", "three"];
  for (let first = 0; first <= text.length; first++) {
    for (let second = first; second <= text.length; second++) {
      const lines = new Lines("a.txt");
      const pieces = [text.slice(0, first), text.slice(first, second), text.slice(second)];
      const found = pieces.flatMap((piece) => lines.push(piece));
      assert.deepEqual([...found, lines.end()], whole, `cut at ${first} and ${second}`);
      assert.equal(lines.end(), "", "what was taken is not held any more");
    }
  }
});

Deno.test("a line may be as long as a text can be, and the lines before it do not count", () => {
  const piece = "x".repeat(2 ** 20), lines = new Lines("a.txt");
  const fill = () => {
    // 2^29 − 25 characters are 511 · 2^20 and 2^20 − 25.
    for (let i = 0; i < 511; i++) assert.deepEqual(lines.push(piece), []);
    assert.deepEqual(lines.push(piece.slice(25)), []);
  };
  assert.equal(LONGEST_TEXT, 2 ** 29 - 25);
  const refusal = {
    name: "InputError",
    message: "a.txt: a line in it has more than 536870887 characters. Break it into several lines.",
  };
  fill();
  assert.throws(() => lines.push("y"), refusal);
  lines.end();
  lines.push("before\nx");
  assert.throws(fill, refusal, "what stands behind a line's end counts");
  lines.end();
  for (let i = 0; i < 513; i++) assert.equal(lines.push(`\n${piece}`).length, 1);
});
