import assert from "node:assert/strict";
import { commandLine, quoted } from "./shell.ts";

Deno.test("words that mean something to a shell are quoted, others stay readable", () => {
  for (const word of ["deno", "--out=a/b", "1e-4,3e-4", "replay:of=SD", "%A_%a.log"]) {
    assert.equal(quoted(word), word);
  }
  assert.equal(quoted(""), "''");
  assert.equal(quoted("a b"), "'a b'");
  assert.equal(quoted('$(rm) `x` "y" *'), "'$(rm) `x` \"y\" *'");
  assert.equal(quoted("it's"), "'it'\\''s'");
  assert.equal(quoted("ü"), "'ü'");
  assert.equal(commandLine(["a", "b c", "--d"]), "a 'b c' --d");
});
