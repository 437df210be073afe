import assert from "node:assert/strict";
import { allPlugins, changedPlugins } from "./plugin_records.ts";

const plugin = (sha256: string, defines: string[], file?: string) => ({
  ...(file === undefined ? {} : { file }),
  sha256: sha256.repeat(64),
  defines,
});

Deno.test("changedPlugins() names those that define the same otherwise, sinks apart", () => {
  const changed = (then: string[], now: string[], sha256 = "b", file?: string) =>
    changedPlugins([plugin("a", then, "then.ts")], [plugin(sha256, now, file)]);
  const words = (name: string) => [`plugin ${name} was aaaaaaaaaaaa…, is bbbbbbbbbbbb…`];
  assert.deepEqual(changed(["method x"], ["gamma y", "method x"], "b", "now.ts"), words("now.ts"));
  assert.deepEqual(changed(["method x"], ["method x"]), words("then.ts"));
  assert.deepEqual(changed(["method x"], ["method x"], "a"), [], "the same file");
  assert.deepEqual(changed(["method x"], ["method y"]), []);
  assert.deepEqual(changed(["sink x"], ["sink x"]), [], "sinks decide nothing");
  assert.deepEqual(
    changedPlugins([plugin("a", ["method x", "gamma y"])], [plugin("b", ["gamma y"])]),
    words("method x, gamma y"),
  );
  assert.deepEqual(changedPlugins(undefined, [plugin("b", ["gamma y"])]), []);
});

Deno.test("allPlugins() keeps those of the folder that are not here, in front", () => {
  const [a, b] = [plugin("a", ["method x"]), plugin("b", ["method y"])];
  assert.deepEqual(allPlugins([a], [b]), [a, b]);
  assert.deepEqual(allPlugins([a], [a]), [a]);
  assert.deepEqual(allPlugins([a], [plugin("c", ["method x"])]), [plugin("c", ["method x"])]);
  assert.deepEqual(allPlugins(undefined, [b]), [b]);
  const sinks = [plugin("a", ["sink x"]), plugin("b", ["sink x"])];
  assert.deepEqual(allPlugins([sinks[0]!], [sinks[1]!]), sinks);
});
