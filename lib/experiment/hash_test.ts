import assert from "node:assert/strict";
import { hashOf } from "./hash.ts";

Deno.test("hashOf() is the SHA-256 of all parts, one after the other", () => {
  // The examples of FIPS 180-2: "abc", and nothing.
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal(hashOf(["abc"]), abc);
  const bytes = new TextEncoder().encode("xabcx");
  assert.equal(hashOf(["a", bytes.subarray(2, 4)]), abc, "what a view shows of a buffer");
  assert.equal(hashOf([]), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});
