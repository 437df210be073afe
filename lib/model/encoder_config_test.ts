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
