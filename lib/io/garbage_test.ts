import assert from "node:assert/strict";
import { collectGarbage, MEMORY_FLAGS } from "./garbage.ts";

Deno.test("garbage is collected where V8 lets it be asked for, and else left to V8", () => {
  const scope = globalThis as { gc?: () => void };
  const { gc } = scope;
  try {
    let asked = 0;
    scope.gc = () => asked++;
    collectGarbage();
    assert.equal(asked, 1);
    delete scope.gc;
    collectGarbage();
  } finally {
    if (gc !== undefined) scope.gc = gc;
  }
});

Deno.test("what tasks are started with lets them collect", () => {
  assert.match(MEMORY_FLAGS, /^--v8-flags=\S*--expose-gc\b/);
});
