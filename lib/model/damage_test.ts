import assert from "node:assert/strict";
import { InputError } from "../io/mod.ts";
import { Damage } from "./damage.ts";

/** What is said of some tensors `a`, `b` …, if anything. */
function said(...tensors: number[][]): string | undefined {
  const damage = new Damage("model.safetensors");
  tensors.forEach((numbers, i) => {
    const data = Float32Array.from(numbers);
    damage.look("abc"[i]!, { shape: [data.length], data });
  });
  try {
    damage.check();
  } catch (error) {
    assert.ok(error instanceof InputError);
    assert.deepEqual([error.file, error.place], [
      "model.safetensors",
      tensors[0]![0] === 0 ? "b" : "a",
    ]);
    return /: (\d.*?)\. Fetch/.exec(error.message)?.[1] ?? error.message;
  }
}

Deno.test("numbers that are none are counted, in the first tensor that has any", () => {
  assert.equal(said(), undefined);
  assert.equal(said([0, -0, 1, -2, 3e38], []), undefined);
  assert.equal(said([NaN]), "1 of its 1 numbers are NaN or infinite");
  assert.equal(said([1, Infinity, -Infinity, NaN, 2]), "3 of its 5 numbers are NaN or infinite");
  const further = "1 of its 2 numbers are NaN or infinite, and so are numbers of";
  assert.equal(said([NaN, 1], [Infinity]), `${further} 1 further tensor`);
  assert.equal(said([NaN, 1], [NaN], [NaN]), `${further} 2 further tensors`);
  // The first tensor is sound: the second is named.
  assert.equal(said([0, 1], [1, NaN]), "1 of its 2 numbers are NaN or infinite");
});
