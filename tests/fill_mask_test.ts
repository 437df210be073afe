import assert from "node:assert/strict";
import {
  createTokenizer,
  fillMask,
  type FillMaskResult,
  InputError,
  loadPretrained,
  loadTokenizer,
  MaskedLm,
  selectBackend,
} from "../lib/mod.ts";
import { assertRefused } from "./_files.ts";
import fixture from "./fixtures/fill-mask.json" with { type: "json" };

const folder = "tests/fixtures/tiny-bert";

async function open(backend: "tensorflow" | "cpu") {
  const { config, tensors } = await loadPretrained(folder);
  const tokenizer = await loadTokenizer(folder);
  const model = new MaskedLm({ config, tensors, backend: await selectBackend({ backend }) });
  return { model, tokenizer };
}

for (const backend of ["cpu", "tensorflow"] as const) {
  Deno.test(`fillMask on ${backend} is Hugging Face's fill-mask pipeline`, async () => {
    const { model, tokenizer } = await open(backend);
    for (const { text, top, results } of fixture.cases) {
      // The pipeline gives one list for one blank, and a list of lists for several.
      const expected = (Array.isArray(results[0]) ? results : [results]) as FillMaskResult[][];
      const actual = await fillMask(model, tokenizer, text, { top });
      const plain = (lists: FillMaskResult[][]) =>
        lists.map((list) => list.map((result) => ({ ...result, score: 0 })));
      assert.deepEqual(plain(actual), plain(expected));
      actual.flat().forEach(({ score }, i) =>
        assert.ok(Math.abs(score - expected.flat()[i]!.score) < 1e-6)
      );
    }
    model.dispose();
  });
}

Deno.test("the blanks of several texts at once are filled as by the pipeline", async () => {
  const { model, tokenizer } = await open("cpu");
  const texts = fixture.cases.map(({ text }) => tokenizer.encode(text));
  const expected = fixture.cases.flatMap(({ results }) =>
    (Array.isArray(results[0]) ? results : [results]) as FillMaskResult[][]
  );
  const places = texts.flatMap((ids, sequence) =>
    [...ids.keys()].filter((token) => ids[token] === tokenizer.maskTokenId)
      .map((token) => ({ sequence, token }))
  );
  assert.ok(places.length > texts.length && new Set(texts.map(({ length }) => length)).size > 1);
  const rows = await model.logits(texts, places);
  assert.deepEqual(
    rows.map((row) => row.indexOf(Math.max(...row))),
    expected.map(([first]) => first!.token),
  );
  model.dispose();
});

Deno.test("a longer text than before opens a longer program, and all positions can be used", async () => {
  const { model, tokenizer } = await open("cpu");
  const short = await fillMask(model, tokenizer, "b [MASK]");
  const words = Array.from({ length: model.config.maxPositionEmbeddings - 3 }, () => "c").join(" ");
  await fillMask(model, tokenizer, `[MASK] ${words}`);
  // The same text in the longer program: the padding behind it must not matter.
  const again = await fillMask(model, tokenizer, "b [MASK]");
  short[0]!.forEach((result, i) => {
    assert.equal(again[0]![i]!.token, result.token);
    assert.ok(Math.abs(again[0]![i]!.score - result.score) < 1e-6);
  });
  await assert.rejects(fillMask(model, tokenizer, `[MASK] c ${words}`), InputError);
  model.dispose();
});

Deno.test("a text without a blank and a number out of range are refused", async () => {
  const { model, tokenizer } = await open("cpu");
  await assert.rejects(fillMask(model, tokenizer, "b c d"), InputError);
  await assert.rejects(fillMask(model, tokenizer, "b [MASK]", { top: 0 }), RangeError);
  await assertRefused(
    fillMask(model, tokenizer, "b [MASK]", { top: 98 }),
    /^top is 98, but the vocabulary has 97 words\. Ask for fewer/,
  );
  model.dispose();
});

Deno.test("words beyond the vocabulary have their share of the scores and are never listed", async () => {
  const { model, tokenizer } = await open("cpu");
  const all = (await fillMask(model, tokenizer, "b [MASK]", { top: 97 }))[0]!;
  const short = createTokenizer({ vocabulary: tokenizer.vocabulary.slice(0, 60) });
  const [listed] = await fillMask(model, short, "b [MASK]", { top: 60 });
  assert.deepEqual(
    listed!.map(({ token, score }) => [token, score]),
    all.filter(({ token }) => token < 60).map(({ token, score }) => [token, score]),
  );
  assert.ok(all.slice(0, 10).some(({ token }) => token >= 60), "some would be listed");
  model.dispose();
});
