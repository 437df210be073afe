import assert from "node:assert/strict";
import { MissingPackage, optionalPackage } from "./optional_package.ts";

Deno.test("a package that is not there is named, with what to do; other errors are as they are", async () => {
  assert.equal(await optionalPackage("there", () => 1), 1);
  // As import() and require.resolve() say it.
  for (const code of ["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"]) {
    const missing = () => Promise.reject(Object.assign(new Error("no such module"), { code }));
    await assert.rejects(optionalPackage("@one/more", missing), (error) => {
      assert.ok(error instanceof MissingPackage);
      assert.match(error.message, /^the npm package @one\/more is not installed, .* @one\/more\.$/);
      return true;
    });
  }
  const broken = () => {
    throw new RangeError("broken");
  };
  await assert.rejects(optionalPackage("broken", broken), RangeError);
});
