import assert from "node:assert/strict";
import { createTokenizer } from "../tokens/mod.ts";
import { fillMask } from "./fill_mask.ts";
import type { MaskedLm, Place } from "./masked_lm.ts";

const VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "c"];

Deno.test("words are sorted by their probability, equal ones by their id", async () => {
  const asked: Place[] = [];
  // Softmax of ln 1 and ln 2: 2 + 2 + 6 · 1 = 10.
  const row = Float32Array.from(VOCABULARY, (word) => "ac".includes(word) ? Math.LN2 : 0);
  const model = {
    logits: (_: unknown, places: readonly Place[]) => {
      asked.push(...places);
      return Promise.resolve(places.map((_, i) => i === 0 ? row : row.toReversed()));
    },
  } as unknown as MaskedLm;
  const tokenizer = createTokenizer({ vocabulary: VOCABULARY });
  const [first, second] = await fillMask(model, tokenizer, "a [MASK] b [MASK]", { top: 3 });
  assert.deepEqual(asked, [{ sequence: 0, token: 2 }, { sequence: 0, token: 4 }]);
  assert.deepEqual(first!.map(({ token_str }) => token_str), ["a", "c", "[PAD]"]);
  assert.deepEqual(second!.map(({ token }) => token), [0, 2, 1]);
  first!.forEach(({ score }, i) => assert.ok(Math.abs(score - [0.2, 0.2, 0.1][i]!) < 1e-7));
  assert.equal(first![1]!.sequence, "[CLS] a c b [MASK] [SEP]");
});
