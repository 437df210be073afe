import assert from "node:assert/strict";
import { Random } from "../random/mod.ts";
import { LookedUp } from "./looked_up.ts";

Deno.test("numbers are found that were added, once or more often, and no others", () => {
  const random = new Random(7, "looked up"), numbers = new LookedUp();
  const any = () => random.uint32() * 2 ** 20 + random.integer(2 ** 20);
  const some = [0, 2 ** 52 - 1, 0, ...Array.from({ length: 20_000 }, any)];
  assert.ok(!new LookedUp().has(0));
  for (const number of some) numbers.add(number);
  const usual = new Set(some);
  for (const number of some) {
    for (const other of [number - 1024, number - 1, number, number + 1, number + 1024]) {
      if (other >= 0) assert.equal(numbers.has(other), usual.has(other), `${other}`);
    }
  }
});
