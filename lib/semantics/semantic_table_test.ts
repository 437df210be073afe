import assert from "node:assert/strict";
import { InputError } from "../io/mod.ts";
import { parseSemanticTable, SemanticTable, TABLE_PRECISION } from "./semantic_table.ts";

const HEADER = { model: "some/model", model_sha256: "ab".repeat(32), uncased: true };
const SCORES = Float32Array.from({ length: 12 }, (_, i) => Math.sin(i) / 2);

const makeTable = () => SemanticTable.fromScores(HEADER, ["good", "ete"], SCORES);

Deno.test("a table gives scores back within its precision, in the order asked", async () => {
  const scores = await makeTable().scores(["ete", "good", "ete"]);
  const expected = [...SCORES.slice(6), ...SCORES.slice(0, 6), ...SCORES.slice(6)];
  expected.forEach((value, i) => {
    // The bound holds for real numbers; a float32 near 0.5 adds 2^-26.
    assert.ok(Math.abs(scores[i]! - value) <= TABLE_PRECISION + 2 ** -25);
  });
  assert.ok(TABLE_PRECISION < 1.6e-5);
});

Deno.test("cosines that rounding took beyond 1 are kept as 1", () => {
  const scores = Float32Array.of(1.0000001, -1.0000001, 0, 0, 0, 0);
  const table = SemanticTable.fromScores(HEADER, ["positive"], scores);
  assert.deepEqual(table.lookUp(["positive"]), Float32Array.of(1, -1, 0, 0, 0, 0));
});

Deno.test("words are found whatever their capitals and accents", () => {
  const table = makeTable();
  assert.deepEqual(table.lookUp(["GOOD", "Été"]), table.lookUp(["good", "ete"]));
  assert.ok(table.has("Good"));
  const cased = SemanticTable.fromScores({ ...HEADER, uncased: false }, ["good", "ete"], SCORES);
  assert.ok(!cased.has("Good"));
});

Deno.test("a word outside the table is a clear error", async () => {
  const table = makeTable();
  assert.equal(table.has("bad"), false);
  await assert.rejects(table.scores(["good", "bad"]), {
    name: "InputError",
    message: /^the word "bad" is not among the table's 2 words of some\/model\. /,
  });
});

Deno.test("a file gives the same table back", () => {
  const some = { mean: 0.125, deviation: 0.5 };
  const reference = { evaluation: some, potency: some, activity: some };
  const table = makeTable().withReference(reference);
  const again = parseSemanticTable(table.serialise(), "a.bin");
  assert.deepEqual(again.words, ["good", "ete"]);
  assert.deepEqual(again.lookUp(again.words), table.lookUp(table.words));
  assert.deepEqual(again.reference, reference);
  assert.equal(again.name, "some/model");
  assert.equal(again.modelSha256, HEADER.model_sha256);
  assert.equal(again.uncased, true);
});

Deno.test("a damaged file is an error that names it", () => {
  const bytes = makeTable().serialise();
  const flipped = bytes.slice();
  flipped[bytes.length - 3]! ^= 1;
  const damaged = [
    new Uint8Array(),
    new TextEncoder().encode("words\nand more\n"),
    new TextEncoder().encode('{"format":"other"}\n'),
    new TextEncoder().encode("null\n"),
    bytes.subarray(0, 40),
    bytes.subarray(0, bytes.length - 1),
    flipped,
  ];
  for (const some of damaged) {
    assert.throws(
      () => parseSemanticTable(some, "a.bin"),
      (error) => error instanceof InputError && error.file === "a.bin",
    );
  }
});

Deno.test("words and scores that do not fit are refused", () => {
  assert.throws(() => SemanticTable.fromScores(HEADER, ["good"], SCORES), RangeError);
  assert.throws(() => SemanticTable.fromScores(HEADER, ["good", "good"], SCORES), RangeError);
});
