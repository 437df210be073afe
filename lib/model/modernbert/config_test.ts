import assert from "node:assert/strict";
import { ProgramBuilder } from "../../program/mod.ts";
import { Layers } from "../layers.ts";
import { weightsOf } from "../weights.ts";
import { modernBertConfigToJson, parseModernBertConfig } from "./config.ts";
import { modernbert } from "./modernbert.ts";

const FILE = "config.json";
const modern = { model_type: "modernbert", num_hidden_layers: 4 };

function fails(fields: object, message: RegExp): void {
  assert.throws(() => parseModernBertConfig({ ...modern, ...fields }, FILE), {
    name: "InputError",
    message,
  });
}

Deno.test("what layers look at is read of the first files and of Transformers 5 alike", () => {
  const older = parseModernBertConfig({
    ...{ ...modern, global_attn_every_n_layers: 2, global_rope_theta: 5, local_rope_theta: 3 },
  });
  assert.deepEqual(older.layerTypes.map((type) => type[0]), ["f", "s", "f", "s"]);
  assert.deepEqual(older.thetas, { full_attention: 5, sliding_attention: 3 });
  const json = JSON.parse(JSON.stringify(modernBertConfigToJson(older)));
  assert.deepEqual(parseModernBertConfig(json), older);
  // Each version finds what it reads, and one that reads both finds the same.
  assert.deepEqual(
    [json.global_attn_every_n_layers, json.global_rope_theta, json.local_rope_theta],
    [2, 5, 3],
  );
  const { layer_types: _, rope_parameters: __, ...first } = json;
  assert.deepEqual(parseModernBertConfig(first), older);
  const uneven = ["full_attention", "sliding_attention", "full_attention", "full_attention"];
  const odd = parseModernBertConfig({ ...modern, layer_types: uneven });
  assert.ok(!("global_attn_every_n_layers" in modernBertConfigToJson(odd)));
  // Null is the other one, as the first versions have it.
  const one = parseModernBertConfig({
    ...modern,
    global_rope_theta: 20_000,
    local_rope_theta: null,
  });
  assert.deepEqual(one.thetas, { full_attention: 20_000, sliding_attention: 20_000 });
  const silent = parseModernBertConfig(modern);
  assert.deepEqual(silent.layerTypes.map((type) => type[0]), ["f", "s", "s", "f"]);
  assert.deepEqual(silent.thetas, { full_attention: 160_000, sliding_attention: 10_000 });
});

Deno.test("what is not computed here is refused by its field", () => {
  fails({ layer_types: ["full_attention"] }, /layer_types: .* for each of the 4 layers/);
  fails({ layer_types: Array(4).fill("causal") }, /layer_types: .* full_attention or sliding_/);
  fails({ global_attn_every_n_layers: 0 }, /global_attn_every_n_layers: 0 cannot be used/);
  fails({ global_rope_theta: 0 }, /global_rope_theta: 0 cannot be used\. Make it a number above 0/);
  const stretched = { rope_type: "yarn", rope_theta: 5, factor: 4 };
  fails({ rope_parameters: { full_attention: stretched } }, /positions of full_attention are not/);
  const flat = { rope_theta: 5, rope_type: "yarn", factor: 8 };
  fails(
    { rope_parameters: flat },
    /rope_parameters: "rope_theta" cannot be used\. Give it full_att/,
  );
  fails({ rope_parameters: { full_atention: {} } }, /rope_parameters: "full_atention" cannot be/);
  fails(
    { rope_parameters: [1] },
    /rope_parameters: .* cannot be used\. Make it an object with full/,
  );
  fails(
    { rope_parameters: { full_attention: 5 } },
    /rope_parameters: 5 cannot be used\. Make it an/,
  );
  const nothing = { full_attention: { rope_theta: null } };
  fails({ rope_parameters: nothing }, /rope_parameters: null cannot be used\. Make it a number ab/);
  fails({ rope_scaling: { type: "linear" } }, /rope_scaling: .* whose rope_scaling is null/);
  fails({ hidden_size: 12, num_attention_heads: 4 }, /num_attention_heads: .* even width: it is 3/);
  fails({ mlp_bias: 1 }, /mlp_bias: 1 cannot be used\. Make it true or false/);
});

Deno.test("a model without padding fills up with token 0, however few words it has", () => {
  const config = parseModernBertConfig({ ...modern, vocab_size: 30_000, pad_token_id: null });
  assert.deepEqual([config.padTokenId, config.withoutPaddingRow], [0, true]);
  assert.equal(modernBertConfigToJson(config)["pad_token_id"], null);
});

Deno.test("each part has a bias where the configuration says so", () => {
  const biases = { norm_bias: true, attention_bias: true, mlp_bias: true, classifier_bias: true };
  const small = {
    ...modern,
    hidden_size: 8,
    num_attention_heads: 2,
    vocab_size: 11,
    pad_token_id: 0,
  };
  const names = (fields: object) =>
    weightsOf(modernbert, parseModernBertConfig({ ...small, ...fields, num_hidden_layers: 1 }))
      .map(({ name }) => name).filter((name) => name.endsWith("bias"));
  assert.deepEqual(names({}), ["decoder.bias"]);
  assert.deepEqual(names({ decoder_bias: false }), []);
  assert.deepEqual(names(biases).sort(), [
    ...["decoder.bias", "head.dense.bias", "head.norm.bias", "model.embeddings.norm.bias"],
    ...["model.final_norm.bias", "model.layers.0.attn.Wo.bias", "model.layers.0.attn.Wqkv.bias"],
    ...["model.layers.0.mlp.Wi.bias", "model.layers.0.mlp.Wo.bias"],
    "model.layers.0.mlp_norm.bias",
  ]);
});

Deno.test("a window that holds the whole sequence costs nothing, and nothing is longer than positions", () => {
  const small = { ...modern, hidden_size: 8, num_attention_heads: 2, max_position_embeddings: 9 };
  const adds = (local_attention: number, sequence: number) => {
    const config = parseModernBertConfig({ ...small, local_attention });
    const layers = new Layers(new ProgramBuilder());
    const inputIds = layers.builder.placeholder("input_ids", [-1, sequence], "int32");
    modernbert.encoder(layers, config, { inputIds });
    return layers.builder.build().nodes.filter(({ operation }) => operation.name === "add").length;
  };
  // Two of the four layers are local.
  assert.equal(adds(6, 5) - adds(8, 5), 2);
  assert.throws(() => adds(8, 10), /10 tokens are more than the 9 positions/);
});
