import assert from "node:assert/strict";
import { keptInput } from "./kept_input.ts";
import { printable } from "./printable.ts";

const one = "standard-input-292aa0b1deadbeef", other = "standard-input-0123456789abcdef";

Deno.test("people read standard input where a path says which file keeps it", () => {
  for (
    const folder of ["", "/a/cache/input/", "/My Name/My Cache/input/", "C:\\My Cache\\input\\"]
  ) {
    assert.equal(printable(`Reading ${folder}${one}: 3 MB`), "Reading standard input: 3 MB");
    assert.equal(keptInput(folder + one), "292aa0b1");
  }
  assert.equal(
    printable(`Of /a/b and "/c/input/${one}" and /c/input/${one}, and /c/input/${other}`),
    'Of /a/b and "standard input (292aa0b1)" and standard input (292aa0b1), and standard input (01234567)',
  );
});

Deno.test("what else is called similarly stays as it is", () => {
  for (
    const name of ["standard-input-mine.txt", `${one}.txt`, `${one}0`, "standard-input-292aa0b1"]
  ) {
    assert.equal(printable(`/a/${name}`), `/a/${name}`);
    assert.equal(keptInput(`/a/${name}`), undefined);
  }
});
