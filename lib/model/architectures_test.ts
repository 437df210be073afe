import assert from "node:assert/strict";
import { Registry } from "../definition/mod.ts";
import { defineArchitecture } from "./architecture.ts";
import { architectureOf, ARCHITECTURES, parseConfig } from "./architectures.ts";
import { bert } from "./bert/bert.ts";
import { BERT_DEFAULTS } from "./bert/config.ts";

const FILE = "model/config.json";

function fails(json: unknown, message: RegExp): void {
  assert.throws(() => parseConfig(json, FILE), { name: "InputError", message });
}

Deno.test("model_type decides by which architecture a configuration is read", () => {
  const { architecture, config } = parseConfig({ model_type: "bert" }, FILE);
  assert.equal(architecture, bert);
  assert.deepEqual(config, BERT_DEFAULTS);
  assert.equal(architectureOf(config), bert);
});

Deno.test("an architecture that is not known is named, with the list", () => {
  fails(
    { model_type: "gpt2" },
    /^model\/config\.json, model_type: there is no architecture "gpt2" here\..*The architectures are bert/,
  );
  fails({ model_type: 3 }, /there is no architecture 3 here/);
  fails({ model_type: { toString: 3 } }, /there is no architecture .*The architectures are bert/);
  fails([], /does not hold a JSON object/);
  fails(null, /does not hold a JSON object/);
});

Deno.test("a configuration without model_type is of its model's class, or else of BERT", () => {
  for (const architectures of [undefined, [], ["BertForMaskedLM"], ["BertModel"]]) {
    const { architecture, config } = parseConfig({ architectures, hidden_size: 24 }, FILE);
    assert.equal(architecture, bert);
    assert.deepEqual(config, { ...BERT_DEFAULTS, hiddenSize: 24 });
  }
  fails(
    { architectures: ["XLNetLMHeadModel"] },
    /config\.json, architectures: there is no architecture "XLNetLMHeadModel" here\. The arch/,
  );
  fails({ model_type: null }, /model_type: there is no architecture null here/);
});

Deno.test("a further architecture is used like those that are built in", () => {
  const further = defineArchitecture({ ...bert, name: "other_bert" });
  const architectures = ARCHITECTURES.with([further]);
  assert.deepEqual(architectures.names, [...ARCHITECTURES.names, "other_bert"]);
  assert.equal(
    architectureOf({ ...BERT_DEFAULTS, modelType: "other_bert" }, architectures),
    architectures.get("other_bert"),
  );
  assert.throws(() => architectureOf({ ...BERT_DEFAULTS, modelType: "other_bert" }), {
    name: "InputError",
    message: /no architecture "other_bert"/,
  });
});

Deno.test("what is no architecture is refused where it is defined", () => {
  assert.throws(() => defineArchitecture({ ...bert, name: "a b" }), TypeError);
  const { encoder: _, ...rest } = bert;
  assert.throws(() => defineArchitecture(rest as typeof bert), /has no function encoder/);
  assert.throws(() => new Registry("architecture", [bert, bert]), /two architectures/);
});
