import assert from "node:assert/strict";
import { InputError } from "../io/mod.ts";
import { gammaNotebook } from "./gamma.ts";
import { SemanticTable } from "./semantic_table.ts";
import { gammaOfWords } from "./word_gamma.ts";

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
  const paper = await gammaOfWords(TABLE, pairs, "paper");
  assert.ok(Math.abs(paper.gamma! - 2.141641) < 1e-3);
  const notebook = await gammaOfWords(TABLE, pairs, "notebook");
  assert.equal(notebook.gamma, gammaNotebook(TABLE.lookUp(["good"]), TABLE.lookUp(["bad"])));
});

Deno.test("pairs with an unknown word are left out and counted", async () => {
  const pair = { answer: "good", prediction: "bad" };
  const alone = await gammaOfWords(TABLE, [pair], "paper");
  const others = [{ answer: "new", prediction: "bad" }, { answer: "good", prediction: "new" }];
  const mixed = await gammaOfWords(TABLE, [...others, pair], "paper");
  assert.deepEqual(mixed, { gamma: alone.gamma, pairs: 1, leftOut: 2 });
  assert.deepEqual(await gammaOfWords(TABLE, others, "notebook"), {
    gamma: undefined,
    pairs: 0,
    leftOut: 2,
  });
});

Deno.test("a pair that has no notebook Γ is an error that names its words", async () => {
  const pairs = [{ answer: "good", prediction: "bad" }, { answer: "bad", prediction: "odd" }];
  await assert.rejects(gammaOfWords(TABLE, pairs, "notebook"), (error) => {
    assert.ok(error instanceof InputError);
    assert.match(error.message, /the answer "bad" and the prediction "odd": .*"passive"/);
    return true;
  });
  assert.ok((await gammaOfWords(TABLE, pairs, "paper")).gamma! > 0);
});
