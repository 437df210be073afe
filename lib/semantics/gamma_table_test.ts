import assert from "node:assert/strict";
import fixture from "../../tests/fixtures/gamma.json" with { type: "json" };
import { distance } from "../../tests/_tensors.ts";
import { chooseGamma } from "./choose_gamma.ts";
import { gammaTable, wordDistance } from "./gamma_table.ts";

const PAPER = chooseGamma("paper").parts;

Deno.test("a gamma table places known entries and has zeros for the others", () => {
  const scores = new Float32Array([0.8, 0.4, 0.2, 0.2, 0.2, 0.2, 9, 9, 9, 9, 9, 9]);
  const table = gammaTable(PAPER, { scores, known: Uint8Array.of(1, 0) });
  const expected = [0.4, 0.2, 0.1, 0.1, 0.1, 0.1, 0, 0, 0, 0, 0, 0];
  assert.ok(distance(table.profile, expected) < 1e-7);
  assert.deepEqual(table.known, Float32Array.of(1, 0));
  assert.equal(table.width, 6);
  assert.throws(() => gammaTable(PAPER, { scores, known: Uint8Array.of(1) }), RangeError);
});

Deno.test("profiles are seen from the average of the known words alone", () => {
  const { cosines, profiles } = fixture.vocabulary;
  const scores = Float32Array.from(cosines);
  const known = new Uint8Array(9).fill(1, 1);
  for (const name of ["standardised", "bipolar", "placement"] as const) {
    const distance_ = name === "placement" ? "kl" : "euclidean";
    const { parts } = chooseGamma(`paper:profile=${name}:distance=${distance_}`);
    const table = gammaTable(parts, { scores, known });
    assert.ok(table.profile.subarray(0, table.width).every((value) => value === 0), name);
    assert.ok(distance(table.profile.subarray(table.width), profiles[name]) < 1e-7, name);
  }
});

Deno.test("a vocabulary without known words has a table of zeros", () => {
  for (const choice of ["paper", "paper:profile=bipolar:distance=euclidean"]) {
    const { parts } = chooseGamma(choice);
    const table = gammaTable(parts, { scores: new Float32Array(12), known: new Uint8Array(2) });
    assert.ok([...table.profile, ...table.known].every((value) => value === 0));
  }
});

Deno.test("a known word's score that is not finite is refused, another's is not looked at", () => {
  const scores = new Float32Array(12).fill(0.2).fill(NaN, 6);
  assert.throws(() => gammaTable(PAPER, { scores, known: Uint8Array.of(1, 1) }), RangeError);
  gammaTable(PAPER, { scores, known: Uint8Array.of(1, 0) });
});

Deno.test("two words' distance is that of their profiles; unknown words have none", () => {
  const scores = Float32Array.of(
    ...[0.5, 0.1, 0.1, 0.1, 0.1, 0.1],
    ...[0.1, 0.5, 0.1, 0.1, 0.1, 0.1],
    ...[0.1, 0.1, 0.1, 0.1, 0.1, -0.1],
    ...[0, 0, 0, 0, 0, 0],
  );
  const vocabulary = { scores, known: Uint8Array.of(1, 1, 1, 0) };
  const { parts: kl } = chooseGamma("paper:distance=kl");
  const between = wordDistance(kl, gammaTable(kl, vocabulary));
  // .4 ln 5, as in kl_test.ts.
  assert.ok(Math.abs(between(0, 1)! - 0.643775) < 1e-6);
  assert.equal(between(0, 0), 0);
  assert.equal(between(0, 3), undefined);
  assert.equal(between(3, 0), undefined);
  // Where numbers may be 0, that a word is unknown is all that says so.
  const { parts: cosine } = chooseGamma("notebook:profile=cosines:distance=euclidean");
  const apart = wordDistance(cosine, gammaTable(cosine, vocabulary));
  // √(.4² + .4²)
  assert.ok(Math.abs(apart(0, 1)! - 0.565685) < 1e-6);
  assert.deepEqual([apart(0, 3), apart(3, 0), apart(3, 3)], [undefined, undefined, undefined]);
  const { parts: swapped } = chooseGamma("notebook");
  const cosines = wordDistance(swapped, gammaTable(swapped, vocabulary));
  assert.ok(cosines(0, 1)! > 0);
  assert.equal(cosines(0, 2), undefined, "a negative cosine");
});
