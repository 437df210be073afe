import assert from "node:assert/strict";
import { methodSentences, namedMethods } from "./methods.ts";

Deno.test("methods are told by their definitions, in the plots' order", () => {
  assert.deepEqual(methodSentences(["SD", "none", "SD", "unheard_of"]), [
    "none: the scheduled rate as it is",
    "SD: the scheduled rate divided by the root of Γ",
  ]);
});

Deno.test("powers of Γ's root are known, and methods that read another run are none", () => {
  const powers = namedMethods(["SD2", "replay:of=SD", "greedy", "none", "unheard_of"])
    .map(({ name, power }) => [name, power]);
  assert.deepEqual(powers, [
    ["none", 0],
    ["SD2", 1],
    ["greedy", undefined],
    ["replay:of=SD", undefined],
    ["unheard_of", undefined],
  ]);
});
