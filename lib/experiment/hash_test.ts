import assert from "node:assert/strict";
import { hashOf } from "./hash.ts";

Deno.test("hashOf() gives SHA-256 of the parts one after the other, of arrays their own bytes alone", () => {
  // FIPS 180-2: of "abc" and of nothing.
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal(hashOf(["abc"]), abc);
  assert.equal(hashOf(["a", new Uint8Array([98]), "c"]), abc);
  assert.equal(hashOf([new Uint8Array([0, 97, 98, 99, 0]).subarray(1, 4)]), abc);
  assert.equal(hashOf([new DataView(new Uint8Array([0, 97, 98, 99]).buffer, 1)]), abc);
  assert.equal(
    hashOf([]),
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  );
});
