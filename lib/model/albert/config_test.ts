import assert from "node:assert/strict";
import { tensorsOf, weightsOf } from "../weights.ts";
import { albert } from "./albert.ts";
import { parseAlbertConfig } from "./config.ts";

const small = { model_type: "albert", vocab_size: 11, embedding_size: 4, hidden_size: 6 };
const shape = { ...small, num_attention_heads: 2, intermediate_size: 5, num_hidden_layers: 5 };

Deno.test("layers of a group share their weights, each group has its own", () => {
  for (const [num_hidden_groups, inner_group_num] of [[1, 1], [2, 1], [5, 1], [2, 3]] as const) {
    const config = parseAlbertConfig({ ...shape, num_hidden_groups, inner_group_num });
    const queries = tensorsOf(weightsOf(albert, config))
      .filter(({ name }) => name.endsWith("attention.query.weight"));
    assert.equal(queries.length, num_hidden_groups * inner_group_num);
  }
});

Deno.test("there are at most as many groups as layers", () => {
  assert.throws(() => parseAlbertConfig({ ...shape, num_hidden_groups: 6 }, "config.json"), {
    message: /^config\.json, num_hidden_groups: 5 layers cannot be 6 groups\. Make it at most/,
  });
});

Deno.test("weights stand in the first layer that has them, however many parts a layer has", () => {
  const placesOf = (num_hidden_groups: number, inner_group_num: number) => {
    const config = parseAlbertConfig({ ...shape, num_hidden_groups, inner_group_num });
    return [...new Set(weightsOf(albert, config).map(({ place }) => place))];
  };
  assert.deepEqual(placesOf(1, 3), ["embeddings", 0, "head"]);
  // Of five layers the first three are of the first group, as Transformers divides them.
  assert.deepEqual(placesOf(2, 2), ["embeddings", 0, 3, "head"]);
});
