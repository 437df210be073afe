import assert from "node:assert/strict";
import { parseRobertaConfig, robertaConfigToJson } from "./config.ts";

const FILE = "config.json";
const roberta = { model_type: "roberta" };

Deno.test("a sequence is as long as there are rows behind padding's", () => {
  for (const [pad_token_id, longest] of [[1, 512], [0, 513], [5, 508]] as const) {
    const fields = { ...roberta, max_position_embeddings: 514, pad_token_id };
    const config = parseRobertaConfig(fields, FILE);
    assert.equal(config.maxPositionEmbeddings, longest);
    assert.equal(robertaConfigToJson(config)["max_position_embeddings"], 514);
  }
  assert.throws(() => parseRobertaConfig({ ...roberta, max_position_embeddings: 2 }, FILE), {
    message: /^config\.json, max_position_embeddings: 2 cannot be used\. Make it more than 2:/,
  });
  assert.equal(
    parseRobertaConfig({ ...roberta, max_position_embeddings: 3 }).maxPositionEmbeddings,
    1,
  );
});

Deno.test("without a padding token there is no place where positions begin", () => {
  assert.throws(() => parseRobertaConfig({ ...roberta, pad_token_id: null }, FILE), {
    message: /^config\.json, pad_token_id: null cannot be used\. Name the padding token/,
  });
});
