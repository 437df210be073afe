import assert from "node:assert/strict";
import { chooseGamma } from "./choose_gamma.ts";
import { GammaError } from "./gamma_error.ts";
import { gammaOfCosines, measureWords } from "./measure_words.ts";
import { SemanticTable } from "./semantic_table.ts";

const PAPER = chooseGamma("paper").parts, NOTEBOOK = chooseGamma("notebook").parts;

const TABLE = SemanticTable.fromScores(
  { model: "some/model", model_sha256: "00", uncased: true },
  ["good", "bad", "odd"],
  Float32Array.of(
    ...[0.5, 0.1, 0.1, 0.1, 0.1, 0.1],
    ...[0.1, 0.5, 0.1, 0.1, 0.1, 0.1],
    ...[0.1, 0.1, 0.1, 0.1, 0.1, -0.1],
  ),
);

Deno.test("Γ of words is Γ of their scores, the answer being P", async () => {
  const pairs = [{ answer: "good", prediction: "bad" }];
  // By hand as in gamma_test.ts: −(.5 ln .1 + .1 ln .5 + .4 ln .1) = 2.141641.
  const paper = await measureWords(TABLE, pairs, PAPER);
  assert.ok(Math.abs(paper.gamma! - 2.141641) < 1e-3);
  const notebook = await measureWords(TABLE, pairs, NOTEBOOK);
  assert.equal(
    notebook.gamma,
    gammaOfCosines(NOTEBOOK, TABLE.lookUp(["good"]), TABLE.lookUp(["bad"])),
  );
});

Deno.test("pairs with an unknown word are left out and counted", async () => {
  const pair = { answer: "good", prediction: "bad" };
  const alone = await measureWords(TABLE, [pair], PAPER);
  const others = [{ answer: "new", prediction: "bad" }, { answer: "good", prediction: "new" }];
  const mixed = await measureWords(TABLE, [...others, pair], PAPER);
  assert.deepEqual(mixed, { gamma: alone.gamma, pairs: 1, leftOut: 2 });
  assert.deepEqual(await measureWords(TABLE, others, NOTEBOOK), {
    gamma: undefined,
    pairs: 0,
    leftOut: 2,
  });
});

Deno.test("a pair that has no notebook Γ is an error that names its words", async () => {
  const pairs = [{ answer: "good", prediction: "bad" }, { answer: "bad", prediction: "odd" }];
  await assert.rejects(measureWords(TABLE, pairs, NOTEBOOK), (error) => {
    assert.ok(error instanceof GammaError);
    assert.match(error.message, /the answer "bad" and the prediction "odd": .*"passive"/);
    return true;
  });
  assert.ok((await measureWords(TABLE, pairs, PAPER)).gamma! > 0);
});
