import assert from "node:assert/strict";
import { BERT_DEFAULTS } from "../../model/mod.ts";
import { configRows, parameterRows } from "./model_rows.ts";

Deno.test("bert-base-cased has the parameters that are known of it", () => {
  const rows = parameterRows({ ...BERT_DEFAULTS, vocabSize: 28996 });
  // PyTorch counts 108,340,804 in BertForMaskedLM; a layer of BERT base has 7,087,872:
  // 4 · (768² + 768) + 2 · 768 · 3072 + 3072 + 768 + 4 · 768.
  assert.deepEqual(rows.at(-1), { part: "all", parameters: 108_340_804 });
  assert.deepEqual(rows[1], { part: "encoder layer 1", parameters: 7_087_872 });
  assert.equal(rows.length, 15);
});

Deno.test("the configuration has a row a field, by Hugging Face's names", () => {
  const rows = configRows(BERT_DEFAULTS);
  assert.ok(rows.some(({ name, value }) => name === "hidden_size" && value === "768"));
});
