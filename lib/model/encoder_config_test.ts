/** Every family's configuration, by what they have in common. */
import assert from "node:assert/strict";
import { ACTIVATION_NAMES } from "./activations.ts";
import type { ArchitectureDefinition } from "./architecture.ts";
import { ARCHITECTURES } from "./architectures.ts";

const FILE = "model/config.json";
const FAMILIES = ARCHITECTURES.names.map((name) => ARCHITECTURES.get(name));

function fails(of: ArchitectureDefinition, fields: object, message: RegExp): void {
  const json = { model_type: of.name, ...fields };
  assert.throws(() => of.parseConfig(json, FILE), { name: "InputError", message });
}

for (const family of FAMILIES) {
  const { name } = family;

  Deno.test(`${name}: a configuration comes back from its JSON as it was`, () => {
    const config = family.parseConfig({ model_type: name });
    const json = JSON.parse(JSON.stringify(family.configToJson(config)));
    assert.deepEqual(family.parseConfig(json, FILE), config);
    assert.deepEqual([json.model_type, json.architectures], [name, [family.transformersClass]]);
    assert.deepEqual(Object.keys(json), Object.keys(json).toSorted());
  });

  Deno.test(`${name}: each number of a configuration reaches it and comes back`, () => {
    // What says something of each layer is left out, where their number changes, and what goes before
    // fields of the first files.
    const { layer_types: _, rope_parameters: __, ...json } = family.configToJson(
      family.parseConfig({ model_type: name }),
    );
    for (const [field, value] of Object.entries(json)) {
      if (typeof value !== "number") continue;
      // Within what each may be: a row, a dropout, a size that as many heads divide.
      const other = field === "pad_token_id"
        ? value + 1
        : value < 1
        ? value / 2 + 0.125
        : 2 * value;
      const changed = family.configToJson(
        family.parseConfig({ ...json, vocab_size: 200_000, [field]: other }, FILE),
      );
      assert.equal(changed[field], other, field);
      fails(
        family,
        { ...json, [field]: "1" },
        new RegExp(`${field}: "1" cannot be used\\. Make it`),
      );
      fails(family, { ...json, [field]: -3e9 }, new RegExp(`${field}: `));
    }
  });

  Deno.test(`${name}: every activation is read and written, another one is refused by its name`, () => {
    const json = family.configToJson(family.parseConfig({ model_type: name }));
    const [field] = Object.keys(json).filter((key) => /^(hidden_)?act/.test(key));
    for (const activation of ACTIVATION_NAMES) {
      const config = family.parseConfig({ ...json, [field!]: activation });
      assert.equal(family.configToJson(config)[field!], activation);
    }
    fails(family, { [field!]: "mish" }, new RegExp(`${field}: "mish" .* model with one of "gelu"`));
  });

  Deno.test(`${name}: a decoder of its own is read, written, and what a tied one becomes`, () => {
    const tied = family.parseConfig({ model_type: name });
    const untied = family.parseConfig({ model_type: name, tie_word_embeddings: false });
    assert.deepEqual(family.untied!(tied), untied);
    assert.equal(family.untied!(untied), undefined);
    assert.equal(family.configToJson(untied)["tie_word_embeddings"], false);
    fails(family, { tie_word_embeddings: "no" }, /tie_word_embeddings: "no" .* true or false/);
  });

  Deno.test(`${name}: what is none of the family is refused with its name`, () => {
    assert.throws(() => family.parseConfig({ model_type: "gpt2" }, FILE), {
      message: new RegExp(`model_type: "gpt2" .* model, whose model_type is "${name}"`),
    });
    assert.throws(() => family.parseConfig([] as never, FILE), /does not hold a JSON object/);
  });
}

/** What `BertConfig()` and its relatives of Transformers 5.24 hold. */
const USUAL = {
  ...{ vocab_size: 30522, hidden_size: 768, num_hidden_layers: 12, num_attention_heads: 12 },
  ...{ intermediate_size: 3072, hidden_dropout_prob: 0.1, attention_probs_dropout_prob: 0.1 },
  ...{ max_position_embeddings: 512, type_vocab_size: 2, layer_norm_eps: 1e-12 },
  ...{ initializer_range: 0.02, pad_token_id: 0, hidden_act: "gelu" },
};
const DEFAULTS: Readonly<Record<string, object>> = {
  bert: USUAL,
  roberta: { ...USUAL, vocab_size: 50265, pad_token_id: 1 },
  distilbert: {
    ...{ vocab_size: 30522, dim: 768, n_layers: 6, n_heads: 12, hidden_dim: 3072, dropout: 0.1 },
    ...{ attention_dropout: 0.1, max_position_embeddings: 512, initializer_range: 0.02 },
    ...{ pad_token_id: 0, activation: "gelu" },
  },
  electra: {
    ...{ ...USUAL, embedding_size: 128, hidden_size: 256, num_attention_heads: 4 },
    intermediate_size: 1024,
  },
  albert: {
    ...{ ...USUAL, vocab_size: 30000, embedding_size: 128, hidden_size: 4096 },
    ...{ num_hidden_groups: 1, inner_group_num: 1, num_attention_heads: 64 },
    ...{ intermediate_size: 16384, hidden_act: "gelu_new", hidden_dropout_prob: 0 },
    attention_probs_dropout_prob: 0,
  },
  modernbert: {
    ...{ vocab_size: 50368, hidden_size: 768, num_hidden_layers: 22, num_attention_heads: 12 },
    ...{ intermediate_size: 1152, mlp_dropout: 0, attention_dropout: 0, embedding_dropout: 0 },
    ...{ max_position_embeddings: 8192, local_attention: 128, norm_eps: 1e-5 },
    ...{ initializer_range: 0.02, pad_token_id: 50283, hidden_activation: "gelu" },
    ...{ classifier_activation: "gelu", global_rope_theta: 160_000, local_rope_theta: 10_000 },
    global_attn_every_n_layers: 3,
  },
};

Deno.test("fields that a file leaves out are what Transformers takes them for", () => {
  assert.deepEqual(Object.keys(DEFAULTS).sort(), ARCHITECTURES.names.toSorted());
  for (const [name, expected] of Object.entries(DEFAULTS)) {
    const family = ARCHITECTURES.get(name);
    const json = family.configToJson(family.parseConfig({ model_type: name }, FILE));
    const plain = Object.fromEntries(
      Object.entries(json).filter(([field, value]) =>
        field !== "model_type" && ["number", "string"].includes(typeof value)
      ),
    );
    assert.deepEqual(plain, expected, name);
  }
});
