import assert from "node:assert/strict";
import { holderInBrackets } from "./lock.ts";

Deno.test("who holds a lock is told as far as it is known", () => {
  const since = "2026-01-02T03:04:05.678Z";
  assert.equal(holderInBrackets({}), "");
  assert.equal(holderInBrackets({ host: "a", since }), "");
  assert.equal(holderInBrackets({ pid: 7, since }), ` (process 7, since "${since}")`);
  assert.equal(
    holderInBrackets({ pid: 7, host: "a", since }),
    ` (process 7 on "a", since "${since}")`,
  );
});
