/** What a metric that measures by itself is given: so much as is promised, and no more. */
import assert from "node:assert/strict";
import { pretendedModel, pretendedOptions } from "./_pretended.ts";
import { defineMetric, type MeasureContext } from "./define_metric.ts";
import { evaluate } from "./evaluate.ts";
import type { MaskedSequence } from "./padded_batches.ts";

/** What a metric of one's own is given, and what the evaluation comes to. */
async function given(tokenizer: object = {}, distances: object = {}) {
  const { model } = pretendedModel(), asked: unknown[][] = [];
  const logProbabilities = (...of: unknown[]) => {
    asked.push(of);
    return Promise.resolve(Float64Array.of(-1));
  };
  let context: MeasureContext | undefined;
  const definition = defineMetric({
    ...{ name: "eval_mine", title: "mine", description: "mine", format: ".4f", better: "lower" },
    async measure(found) {
      context = found;
      const sequence: MaskedSequence = { ids: [1, 2], position: 1, label: 2 };
      return (await found.logProbabilities([sequence]))[0]!;
    },
  });
  const options = pretendedOptions();
  const found = await evaluate(
    Object.assign(model, { logProbabilities }, distances),
    {
      ...options,
      tokenizer: { ...options.tokenizer, other: 1, ...tokenizer },
      metrics: [{ definition, parameters: { a: 1 }, text: "eval_mine:a=1" }],
    } as Parameters<typeof evaluate>[1],
  );
  return { context: context!, asked, found };
}

Deno.test("a metric has the tokenizer's words where it has them, and asks for rows as for a batch", async () => {
  const { context, asked, found } = await given();
  assert.deepEqual(found, { eval_loss: 100, "eval_mine:a=1": -1, eval_masked_tokens: 4 });
  const { logProbabilities: _, ...others } = context;
  assert.deepEqual(others, {
    ...{ parameters: { a: 1 }, vocabSize: 10, clozeItems: [] },
    tokenizer: { vocabSize: 10, maskTokenId: 0, specialTokenIds: [0] },
  });
  assert.deepEqual(asked, [
    [[{ ids: [1, 2], position: 1, label: 2 }], { maskTokenId: 0, rows: 2 }],
  ]);
});

Deno.test("a decoder is called on its tokenizer, and distances are those of the model", async () => {
  const tokenizer = {
    words: ["a", "b"],
    decode(this: { words: string[] }, ids: readonly number[]) {
      return ids.map((id) => this.words[id]).join("");
    },
  };
  const wordDistance = () => 1, osgoodDistance = () => 2;
  const { context } = await given(tokenizer, { wordDistance, osgoodDistance });
  assert.deepEqual(Object.keys(context.tokenizer), [
    ...["vocabSize", "maskTokenId", "specialTokenIds", "decode"],
  ]);
  assert.deepEqual([context.wordDistance, context.osgoodDistance], [wordDistance, osgoodDistance]);
});
