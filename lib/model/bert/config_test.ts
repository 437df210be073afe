import assert from "node:assert/strict";
import fixture from "../../../tests/fixtures/tiny-bert.json" with { type: "json" };
import { BERT_DEFAULTS, bertConfigToJson, parseBertConfig } from "./config.ts";

const FILE = "model/config.json";

function fails(fields: unknown, ...parts: string[]): void {
  assert.throws(
    () => parseBertConfig(fields, FILE),
    (error: Error) => {
      assert.equal(error.name, "InputError");
      for (const part of [FILE, ...parts]) {
        assert.ok(error.message.includes(part), `"${error.message}" does not say "${part}"`);
      }
      return true;
    },
  );
}

Deno.test("parseBertConfig() reads what Transformers writes", () => {
  assert.deepEqual(parseBertConfig(fixture.config, FILE), {
    ...BERT_DEFAULTS,
    vocabSize: 97,
    hiddenSize: 32,
    numHiddenLayers: 2,
    numAttentionHeads: 4,
    intermediateSize: 64,
    hiddenDropoutProb: 0,
    attentionProbsDropoutProb: 0,
    maxPositionEmbeddings: 40,
  });
});

Deno.test("parseBertConfig() gives absent fields the defaults of bert-base", () => {
  // Those of Transformers' BertConfig.
  assert.deepEqual(BERT_DEFAULTS, {
    ...{ modelType: "bert", vocabSize: 30_522, hiddenSize: 768, numHiddenLayers: 12 },
    ...{ numAttentionHeads: 12, intermediateSize: 3072, hiddenAct: "gelu" },
    ...{ hiddenDropoutProb: 0.1, attentionProbsDropoutProb: 0.1, maxPositionEmbeddings: 512 },
    ...{ typeVocabSize: 2, layerNormEps: 1e-12, initializerRange: 0.02, padTokenId: 0 },
  });
  assert.deepEqual(parseBertConfig({ model_type: "bert" }, FILE), BERT_DEFAULTS);
});

Deno.test("A configuration comes back from its JSON as it was", () => {
  const config = {
    modelType: "bert" as const,
    vocabSize: 11,
    hiddenSize: 12,
    numHiddenLayers: 3,
    numAttentionHeads: 4,
    intermediateSize: 5,
    hiddenAct: "gelu" as const,
    hiddenDropoutProb: 0.25,
    attentionProbsDropoutProb: 0.5,
    maxPositionEmbeddings: 6,
    typeVocabSize: 7,
    layerNormEps: 1e-5,
    initializerRange: 0.125,
    padTokenId: 8,
  };
  const json = bertConfigToJson(config);
  assert.deepEqual(parseBertConfig(JSON.parse(JSON.stringify(json)), FILE), config);
  // Python's transformers finds the class by these two.
  assert.deepEqual(json.architectures, ["BertForMaskedLM"]);
  assert.equal(json.model_type, "bert");
});

Deno.test("a padding token below 0 is counted from the vocabulary's end, as PyTorch counts", () => {
  const { padTokenId, vocabSize } = parseBertConfig({ model_type: "bert", pad_token_id: -1 }, FILE);
  assert.equal(padTokenId, vocabSize - 1);
});

Deno.test("activations, untied decoders and models without padding are read and written", () => {
  const bert = { model_type: "bert" };
  for (
    const [fields, expected] of [
      [{ hidden_act: "gelu_new" }, { hiddenAct: "gelu_new" }],
      [{ hidden_act: "relu" }, { hiddenAct: "relu" }],
      [{ tie_word_embeddings: false }, { untied: true }],
      [{ tie_word_embeddings: true }, {}],
      [{ pad_token_id: null }, { padTokenId: 0, withoutPaddingRow: true }],
    ] as const
  ) {
    const config = parseBertConfig({ ...bert, ...fields }, FILE);
    assert.deepEqual(config, { ...BERT_DEFAULTS, ...expected });
    const json = JSON.parse(JSON.stringify(bertConfigToJson(config)));
    for (const [name, value] of Object.entries(fields)) {
      if (value !== true) assert.deepEqual(json[name], value);
    }
    assert.deepEqual(parseBertConfig(json, FILE), config);
  }
});

Deno.test("parseBertConfig() names the file, the field and the value that it cannot use", () => {
  fails([], "JSON object");
  fails(null, "JSON object");
  fails({}, "model_type", "missing");
  fails({ model_type: "roberta" }, "model_type", '"roberta"', '"bert"');
  const bert = { model_type: "bert" };
  fails({ ...bert, hidden_act: "mish" }, "hidden_act", '"mish"', '"gelu"', '"gelu_new"');
  fails({ ...bert, hidden_act: "toString" }, "hidden_act", '"toString"');
  fails({ ...bert, position_embedding_type: "relative_key" }, "position_embedding_type");
  fails({ ...bert, is_decoder: true }, "is_decoder", "Give a BERT model whose is_decoder is false");
  fails({ ...bert, add_cross_attention: true }, "add_cross_attention is false: no other is");
  fails({ model_type: 1 }, 'Give the folder of a BERT model, whose model_type is "bert"');
  fails({ ...bert, tie_word_embeddings: "no" }, "tie_word_embeddings", '"no"');
  for (const value of [0, -1, 1.5, 2 ** 53, "768", null, NaN]) {
    fails({ ...bert, hidden_size: value }, "hidden_size", "a whole number above 0");
  }
  for (const value of [1, -0.1, "0.1"]) {
    fails({ ...bert, hidden_dropout_prob: value }, "hidden_dropout_prob", "below 1");
  }
  fails({ ...bert, layer_norm_eps: 0 }, "layer_norm_eps");
  fails({ ...bert, initializer_range: -1 }, "initializer_range");
  fails({ ...bert, hidden_size: 10, num_attention_heads: 4 }, "num_attention_heads", "10", "4");
  fails({ ...bert, pad_token_id: 30522 }, "pad_token_id", "30522");
  fails({ ...bert, pad_token_id: -30523 }, "pad_token_id", "-30523");
});

/** Each number's field, with the values next to its bounds that it may have and may not. */
const BOUNDS: [field: string, good: number[], bad: number[]][] = [
  ["vocab_size", [1], [0, -1, 1.5]],
  ["hidden_size", [12], [0, -12, 12.5]],
  ["num_hidden_layers", [1, 1000], [0, 1001, 1.5]],
  ["num_attention_heads", [1], [0, -1, 1.5]],
  ["intermediate_size", [1], [0, -1, 1.5]],
  ["hidden_dropout_prob", [0, 0.99], [-0.01, 1]],
  ["attention_probs_dropout_prob", [0, 0.99], [-0.01, 1]],
  ["max_position_embeddings", [1], [0, -1, 1.5]],
  ["type_vocab_size", [1], [0, -1, 1.5]],
  ["layer_norm_eps", [1e-300], [0, -1e-12]],
  ["initializer_range", [0], [-0.01]],
  ["pad_token_id", [0, 1, 30521], [-30523, 1.5, 30522]],
];
for (const [field, good, bad] of BOUNDS) {
  Deno.test(`parseBertConfig() takes ${field} up to its bounds and not beyond`, () => {
    // One head fits any size, and the row of padding, 0, any vocabulary.
    const bert = { model_type: "bert", num_attention_heads: 1 };
    for (const value of good) {
      const config = parseBertConfig({ ...bert, [field]: value }, FILE);
      assert.equal(bertConfigToJson(config)[field], value);
    }
    for (const value of bad) fails({ ...bert, [field]: value }, field, String(value));
    fails({ ...bert, [field]: "1" }, field, '"1"');
  });
}
