import assert from "node:assert/strict";
import { diskFull, isDiskFull } from "./full_disk.ts";

Deno.test("a full disk is known by the system's code, or by what a program or a stream says", () => {
  assert(isDiskFull(Object.assign(new Error("write failed"), { code: "ENOSPC" })));
  assert(isDiskFull(Object.assign(new Error("write failed"), { code: "EDQUOT" })));
  assert(isDiskFull(new Error("No space left on device (os error 28)")));
  assert(isDiskFull("OSError: [Errno 28] No space left on device"));
  for (const other of [new Error("no network"), "ERROR: No matching distribution", undefined, 28]) {
    assert(!isDiskFull(other));
  }
});

Deno.test("what is said of it names the place and how much is needed", () => {
  assert.match(diskFull("/a", 54.1e6).message, /^\/a: the disk is full: this takes 55 MB\. Make/);
  assert.match(diskFull("/a", 1.01e9).message, /this takes 1\.1 GB\./);
});
