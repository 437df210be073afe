import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { InputError } from "../io/mod.ts";
import { type ScaleName, scaleSha256 } from "./scales.ts";
import { parseSemanticTable, SemanticTable, TABLE_PRECISION } from "./semantic_table.ts";
import { type TableScale, tableScale } from "./table_scales.ts";

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

/** Two words on Osgood's axes: means 1, 2, 3 and deviations 1, 2, 0, which counts as 1. */
const VALUES = Float32Array.of(0, 0, 3, 2, 4, 3);
const SOURCE = { model: "some/model, float32", model_sha256: "cd".repeat(32) };
const onScales = () =>
  makeTable().withScales(
    new Map([
      ["osgood", tableScale("osgood", SOURCE, VALUES)],
      ["random", tableScale("random", SOURCE, VALUES.toReversed())],
    ]),
  );

Deno.test("a table has its words' values on further scales, exactly, and their spread", async () => {
  const table = onScales();
  assert.deepEqual(table.scales, ["osgood", "random"]);
  assert.deepEqual(
    await table.scores(["ete", "good"], "osgood"),
    Float32Array.of(2, 4, 3, 0, 0, 3),
  );
  assert.deepEqual(table.lookUp(["Good"], "random"), Float32Array.of(3, 4, 2));
  assert.deepEqual([...Array.from(table.spreads.get("osgood")!)], [1, 2, 3, 1, 2, 1]);
  // The poles are as they were.
  assert.deepEqual(table.lookUp(table.words), makeTable().lookUp(table.words));
  // Mean and deviation may be those of some words.
  const { header } = tableScale("osgood", SOURCE, VALUES, VALUES.subarray(0, 3));
  assert.deepEqual([header.means, header.deviations], [[0, 0, 3], [1, 1, 1]]);
});

Deno.test("a file gives the scales back; one without them has none", async () => {
  const some = { mean: 0.125, deviation: 0.5 };
  const table = onScales().withReference({ evaluation: some, potency: some, activity: some });
  const again = parseSemanticTable(table.serialise(), "a.bin");
  assert.deepEqual(again.scales, table.scales);
  for (const scale of table.scales) {
    assert.deepEqual(again.lookUp(again.words, scale), table.lookUp(table.words, scale));
    assert.deepEqual(again.spreads.get(scale), table.spreads.get(scale));
  }
  assert.deepEqual(again.reference, table.reference);
  const older = parseSemanticTable(makeTable().serialise(), "a.bin");
  assert.deepEqual([older.scales, older.spreads.size], [[], 0]);
  await assert.rejects(older.scores(["good"], "osgood"), {
    name: "InputError",
    message: /^the table of some\/model does not place words on the scale osgood\. /,
  });
});

Deno.test("values on axes that are others today are passed over", () => {
  const known = tableScale("osgood", SOURCE, VALUES);
  const older = { ...known, header: { ...known.header, axes_sha256: scaleSha256("random") } };
  const scales = new Map<ScaleName, TableScale>([
    ["osgood", older],
    ["random", tableScale("random", SOURCE, VALUES)],
  ]);
  const again = parseSemanticTable(makeTable().withScales(scales).serialise(), "a.bin");
  assert.deepEqual(again.scales, ["random"]);
  assert.deepEqual(again.lookUp(["good"], "random"), VALUES.slice(0, 3));
});

Deno.test("values that do not fit the words, or a header that is none, are refused", () => {
  const short = tableScale("osgood", SOURCE, VALUES.subarray(0, 3));
  assert.throws(() => makeTable().withScales(new Map([["osgood", short]])), {
    name: "RangeError",
    message: /2 words need 3 values of the scale osgood each: got 3/,
  });
  const text = Buffer.from(onScales().serialise()).toString("latin1");
  for (
    const [from, to] of [
      ['"scales":[{', '"scales":[3,{'],
      ['"means":[1,2,3]', '"means":[1,2]'],
      ['"means":[1,2,3]', '"means":[1,2,null]'],
      ['"name":"osgood"', '"name":5'],
    ] as const
  ) {
    assert.ok(text.includes(from));
    const broken = Buffer.from(text.replace(from, to), "latin1");
    assert.throws(() => parseSemanticTable(broken, "a.bin"), /this is not a table/);
  }
});

Deno.test("a header is looked at member by member, and told apart from damage", () => {
  const some = { mean: 0.125, deviation: 0.5 };
  const reference = { evaluation: some, potency: some, activity: some };
  const bytes = onScales().withReference(reference).serialise();
  const end = bytes.indexOf(0x0a), body = bytes.subarray(end);
  const header = JSON.parse(Buffer.from(bytes.subarray(0, end)).toString());
  const of = (change: object) => {
    const text = JSON.stringify({ ...header, ...change });
    try {
      parseSemanticTable(Buffer.concat([Buffer.from(text), body]), "a.bin");
    } catch (error) {
      return (error as Error).message;
    }
  };
  assert.equal(of({}), undefined);
  assert.equal(of({ factor_reference: undefined, more: 1 }), undefined);
  const mend = ". Delete it and have it made again.";
  const none = [
    ...[{ format: "SDTrainer" }, { model: 1 }, { model_sha256: null }, { uncased: 1 }],
    ...[{ words: -1 }, { words: 1.5 }, { words: "2" }, { word_bytes: -1 }, { word_bytes: null }],
    ...[{ factor_reference: 5 }, { factor_reference: null }, { scales: 5 }],
    ...["evaluation", "potency", "activity"].flatMap((name) => [
      { factor_reference: { ...reference, [name]: undefined } },
      { factor_reference: { ...reference, [name]: { mean: null, deviation: 1 } } },
      { factor_reference: { ...reference, [name]: { mean: 0 } } },
    ]),
  ];
  for (const change of none) {
    const text = JSON.stringify(change);
    assert.equal(of(change), `a.bin: this is not a table of semantic scores${mend}`, text);
  }
  const { poles } = header;
  for (
    const change of [
      ...[{ steps: 32768 }, { steps: undefined }, { poles: undefined }, { poles: {} }],
      ...[{ poles: poles.slice(1) }, { poles: [...poles, "x"] }, { poles: poles.toReversed() }],
      { poles: [...poles.slice(0, 5), "x"] },
    ]
  ) {
    assert.equal(of(change), `a.bin: this table has other poles or another precision${mend}`);
  }
  assert.equal(of({ body_sha256: "0" }), `a.bin: this table is damaged${mend}`);
  const length = `a.bin: this table is not as long as it says${mend}`;
  assert.equal(of({ words: 3 }), length);
  assert.equal(of({ word_bytes: header.word_bytes + 1 }), length);
  assert.equal(of({ words: 2, scales: undefined }), length);
  assert.equal(of({ words: 0, word_bytes: 8 + 2 * 12, scales: [] }), length);
});

Deno.test("scores beyond 1 are cut, and each is rounded to the nearest of 32,767 steps", () => {
  const scores = Float32Array.of(1.5, -1.5, 0.6 / 32767, 0.4 / 32767, -0.6 / 32767, 1);
  const table = SemanticTable.fromScores(HEADER, ["a"], scores);
  const step = Math.fround(1 / 32767);
  assert.deepEqual([...table.lookUp(["a"])], [1, -1, step, 0, -step, 1]);
});
