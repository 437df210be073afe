import assert from "node:assert/strict";
import { memoryVariables } from "./large_pages.ts";

Deno.test("large pages are asked for beside what else is asked of glibc", () => {
  assert.deepEqual(memoryVariables(""), { GLIBC_TUNABLES: "glibc.malloc.hugetlb=1" });
  assert.deepEqual(memoryVariables("glibc.malloc.arena_max=1:glibc.malloc.hugetlb_not=0"), {
    GLIBC_TUNABLES: "glibc.malloc.arena_max=1:glibc.malloc.hugetlb_not=0:glibc.malloc.hugetlb=1",
  });
});

Deno.test("who chose the pages keeps them", () => {
  assert.deepEqual(memoryVariables("glibc.malloc.hugetlb=0"), {});
  assert.deepEqual(memoryVariables("glibc.malloc.arena_max=1:glibc.malloc.hugetlb=2"), {});
});
