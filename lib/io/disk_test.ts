import assert from "node:assert/strict";
import { cannotWrite } from "./disk.ts";
import { InputError } from "./errors.ts";

Deno.test("a full disk wants space, whatever refuses to write another folder", () => {
  const told = (code: unknown) => {
    const error = cannotWrite({ code }, "results/a.json");
    assert.ok(error instanceof InputError);
    return error.message;
  };
  for (const code of ["ENOSPC", "EDQUOT"]) {
    assert.equal(
      told(code),
      `results/a.json: it cannot be written (${code}). ` +
        "Make space on the disk, and the same command goes on.",
    );
  }
  const numbered = cannotWrite(new Error("File too large (os error 27)"), "a");
  assert.match((numbered as Error).message, /^a: it cannot be written \(EFBIG\)\. Raise the limit/);
  assert.match(told("EFBIG"), /Raise the limit on the size of a file \(ulimit -f\), and the same/);
  for (const code of ["EMFILE", "ENFILE"]) {
    assert.match(told(code), /Raise the limit on open files \(ulimit -n\), and the same/);
  }
  for (const code of ["EACCES", "EROFS", "ENOENT"]) {
    assert.match(told(code), /Choose a folder that exists and may be written to\.$/);
  }
});

Deno.test("what is no error of the system stays what it is", () => {
  for (const error of [new TypeError("x"), new Error("(os error 0)"), { code: 5 }, undefined]) {
    assert.equal(cannotWrite(error, "a"), error);
  }
});
