import assert from "node:assert/strict";
import { Random } from "../random/mod.ts";
import { homeOf, NumberSet } from "./number_set.ts";
import { assertGrowsEvenly } from "../../tests/_growth.ts";

Deno.test("a set of numbers has each once, in the order in which they came", () => {
  const random = new Random(3, "numbers"), usual = new Set<number>(), set = new NumberSet();
  assert.ok(!set.has(0));
  const some = [
    0,
    2 ** 32 - 1,
    0,
    ...Array.from({ length: 60_000 }, () => random.uint32() % 40_000),
  ];
  for (const number of some) {
    set.add(number);
    usual.add(number);
  }
  assert.deepEqual(Array.from({ length: set.size }, (_, i) => set.at(i)), [...usual]);
  for (let number = 0; number < 50_000; number++) assert.equal(set.has(number), usual.has(number));
});

Deno.test("numbers that are alike in their lowest bits are found as fast as others", () => {
  assertGrowsEvenly(
    (size) => {
      const set = new NumberSet();
      for (let i = 0; i < size; i++) set.add(i * 2 ** 16);
      assert.equal(set.size, size);
    },
    2 ** 16,
    "long ways",
  );
});

Deno.test("in a table of any size numbers are spread over all of it", () => {
  const random = new Random(5, "homes");
  for (const bits of [10, 25, 26, 29, 32]) {
    const eighths = new Uint32Array(8);
    for (let i = 0; i < 8000; i++) {
      eighths[Math.floor(homeOf(random.uint32(), bits) / 2 ** (bits - 3))]!++;
    }
    for (const count of eighths) assert.ok(count > 800 && count < 1200, `${bits}: ${eighths}`);
  }
});
