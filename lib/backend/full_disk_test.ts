import assert from "node:assert/strict";
import { diskFull, isDiskFull } from "./full_disk.ts";

Deno.test("a full disk is known by the system's code, or by what a program or a stream says", () => {
  assert(isDiskFull(Object.assign(new Error("write failed"), { code: "ENOSPC" })));
  assert(isDiskFull(Object.assign(new Error("write failed"), { code: "EDQUOT" })));
  assert(isDiskFull(new Error("No space left on device (os error 28)")));
  assert(isDiskFull("OSError: [Errno 28] No space left on device"));
  assert(isDiskFull("cp: Disk quota exceeded"));
  assert(isDiskFull({ code: "ENOSPC" }) && isDiskFull({ message: "No space left on device" }));
  for (const other of [new Error("no network"), "ERROR: No matching distribution", undefined, 28]) {
    assert(!isDiskFull(other));
  }
});

Deno.test("what is said of it names the place and how much is needed", () => {
  assert.match(diskFull("/a", 54.1e6).message, /^\/a: the disk is full: this takes 55 MB\. Make/);
  const takes = (bytes: number) => / takes (.*?)\. /.exec(diskFull("/a", bytes).message)![1];
  const cases: [number, string][] = [
    ...[[1, "1 MB"], [1e6, "1 MB"], [1e6 + 1, "2 MB"], [999_000_000, "999 MB"]],
    ...[[999_999_999, "1000 MB"], [1e9, "1 GB"], [1e9 + 1, "1.1 GB"], [13.6e9, "13.6 GB"]],
  ] as [number, string][];
  for (const [bytes, words] of cases) assert.equal(takes(bytes), words);
  assert.equal(
    diskFull("/a", 1, " and there").message,
    "/a: the disk is full: this takes 1 MB. Make space there and there, and the same command goes " +
      "on; or set SDTRAINER_CACHE to a folder on another disk.",
  );
});
