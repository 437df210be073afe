import assert from "node:assert/strict";
import { isRefusal, mayNotRead, whatIsAt } from "./there.ts";

Deno.test("what Deno does not let a process look at is not called missing", () =>
  assert.rejects(whatIsAt("models/mine"), Deno.errors.NotCapable));

Deno.test("a refusal by the system is told from Deno's and from what is not there", () => {
  const coded = (code: string) => Object.assign(new Error(code), { code });
  assert.ok(["EACCES", "EPERM", "EROFS"].every((code) => isRefusal(coded(code))));
  assert.ok(isRefusal(new Deno.errors.PermissionDenied("no")));
  const others = [coded("ENOENT"), new Deno.errors.NotCapable("no"), new Error("no"), "EACCES"];
  assert.ok(!others.some(isRefusal));
  assert.equal(
    mayNotRead("models/mine", coded("EACCES")).message,
    "models/mine: you may not read it, or a folder that it is in. Change its permissions, or give " +
      "another.",
  );
});
