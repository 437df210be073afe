/** Which plugins a folder remembers, and which of them are others now. */
import assert from "node:assert/strict";
import { allPlugins, changedPlugins } from "./plugin_records.ts";

const plugin = (sha256: string, defines: string[], file?: string) => ({
  ...(file === undefined ? {} : { file }),
  ...{ sha256, defines },
});
const [A, B] = ["a".repeat(64), "b".repeat(64)];

Deno.test("a plugin that defines what another one did is told with both hashes", () => {
  const then = [plugin(A, ["method late", "sink s"], "old.ts")];
  const changed = (sha256: string, defines: string[], file?: string) =>
    changedPlugins(then, [plugin(sha256, defines, file)]);
  const hashes = "was aaaaaaaaaaaa…, is bbbbbbbbbbbb…";
  assert.deepEqual(changed(B, ["method late"], "new.ts"), [`plugin new.ts ${hashes}`]);
  assert.deepEqual(changed(B, ["gamma g", "method late"]), [`plugin old.ts ${hashes}`]);
  assert.deepEqual(changed(A, ["method late"]), [], "the same");
  assert.deepEqual(changed(B, ["method other"]), []);
  assert.deepEqual(changed(B, ["sink s"]), [], "a sink decides nothing");
  assert.deepEqual(changedPlugins(undefined, [plugin(A, ["method late"])]), []);
  assert.deepEqual(
    changedPlugins([plugin(A, ["method x", "gamma y"])], [plugin(B, ["gamma y"])]),
    [`plugin method x, gamma y ${hashes}`],
  );
});

Deno.test("a folder keeps the plugins that this process has not, before those that it has", () => {
  const then = [plugin(A, ["method a"]), plugin(B, ["method b"])];
  const now = [plugin("c", ["method b", "method c"])];
  assert.deepEqual(allPlugins(then, now), [then[0], ...now], "one of the same name is replaced");
  assert.deepEqual(allPlugins(then, [plugin(A, ["sink a"])]), [then[1], plugin(A, ["sink a"])]);
  assert.deepEqual(allPlugins(then, []), then);
  assert.deepEqual(allPlugins(undefined, now), now);
});
