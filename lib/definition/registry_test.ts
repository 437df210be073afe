import assert from "node:assert/strict";
import { InputError } from "../io/mod.ts";
import { checkDefinitionName, isPlainName } from "./kinds.ts";
import { knownNames, Registry } from "./registry.ts";

const method = (name: string) => ({ kind: "method", name, description: "" }) as const;

Deno.test("names are such that files may have them, and not those of locks or hidden ones", () => {
  const good = ["SD", "sd_2", "0.5", "語", "_a", "a.lock.b", "locks"];
  assert.deepEqual(good.filter((name) => !isPlainName(name)), []);
  const bad = ["", ".a", "a b", "a/b", "a-b", "a:b", "a=b", "run.lock", "a\n", 1, undefined];
  assert.deepEqual(bad.filter(isPlainName), []);
  checkDefinitionName("architecture", "roberta-prelayernorm");
  assert.throws(() => checkDefinitionName("method", "a-b"), /The name of a method is made of/);
});

Deno.test("a registry has each name once, in its order, and tells what it has not", () => {
  const registry = new Registry("method", [method("SD"), method("none")]);
  assert.deepEqual(registry.with([method("A")]).names, ["SD", "none", "A"]);
  assert.deepEqual([registry.has("SD"), registry.has("A")], [true, false]);
  const refused = (work: () => unknown, message: RegExp) =>
    assert.throws(work, (error) => error instanceof InputError && message.test(error.message));
  refused(() => registry.with([method("SD")]), /there are two methods of the name SD/);
  refused(() => registry.get("A"), /there is no method "A". The methods are SD, none/);
});

Deno.test("a name that is nearly one of those known is taken for a slip", () => {
  assert.match(knownNames("cosin", ["linear", "cosine"], "schedules"), /^Perhaps cosine is meant/);
  assert.match(
    knownNames("step", ["linear", "cosine"], "schedules"),
    /^The schedules are linear, /,
  );
});

Deno.test("a registry's contract holds for its own definitions and for further ones", () => {
  const seen: [string, boolean, string | undefined][] = [];
  const registry = new Registry("method", [method("SD")], (definition, { giver }) => {
    seen.push([giver.name, giver.isForeign, giver.file]);
    return { ...(definition as object), description: "looked at" };
  });
  const grown = registry.with([method("A")], "plugin.ts").with([method("B")]);
  assert.deepEqual(seen, [
    ...[["SD", false, undefined], ["A", true, "plugin.ts"], ["B", true, undefined]],
  ]);
  assert.deepEqual([...grown].map((d) => d.description), Array(3).fill("looked at"));
});

Deno.test("of two definitions of a name it is said whether one is built in", () => {
  const registry = new Registry("method", [method("SD")]);
  const told = (work: () => unknown) => {
    try {
      return work();
    } catch (error) {
      return (error as Error).message;
    }
  };
  const twice = "there are two methods of the name";
  assert.equal(
    told(() => registry.with([method("SD")], "p.ts")),
    `p.ts: ${twice} SD, one of them built in. Give one of them another name.`,
  );
  assert.equal(
    told(() => registry.with([method("A"), method("A")], "p.ts")),
    `p.ts: ${twice} A. Give one of them another name.`,
  );
});
