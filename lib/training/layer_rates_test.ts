/** Frozen parts, and rates that fall from layer to layer, beside PyTorch's parameter groups. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import padded from "../../tests/fixtures/padded.json" with { type: "json" };
import { decodeTensors } from "../../tests/fixtures/decode.ts";
import { InputError } from "../io/mod.ts";
import { assertClose, collect, isStep, openModel, tensors, toBatch } from "./_tiny_training.ts";
import { freezeRule, type LayerRates, rateShare, trainedWeights } from "./layer_rates.ts";
import type { WeightDeclaration, WeightPlace } from "../model/mod.ts";
import type { TrainingModel } from "./training_model.ts";

const { batch: given } = padded.training;
const batch = { ...toBatch(given), attention: Float32Array.from(given.attention_mask) };
const DECLARED: Omit<WeightDeclaration, "place"> = {
  name: "w",
  shape: [1],
  init: "zeros",
  decays: false,
  parts: [],
  copies: [],
};
const RATE = {
  scheduledRate: padded.learning_rate,
  gammaPower: 0,
  weightDecay: 0.1,
  maxGradNorm: 1,
};

for (const { freeze, layer_decay: layerDecay, steps, parameters } of padded.layer_rates) {
  const name = `${freeze ?? "nothing"} frozen, a decay of ${layerDecay}`;
  const open = (accumulation: boolean) =>
    openModel({ padded: true, layerDecay, accumulation, ...(freeze === null ? {} : { freeze }) });

  const check = async (model: TrainingModel) => {
    const after = await model.tensors();
    for (const [name, { data }] of decodeTensors(parameters)) {
      const made = after.get(name)!.data;
      made.forEach((value, i) =>
        assert.ok(Math.abs(value - data[i]!) < 1e-5, `${name}[${i}]: ${value} is not ${data[i]}`)
      );
    }
  };

  Deno.test(`three steps are those of PyTorch's groups: ${name}`, async () => {
    const model = await open(false);
    for (const [i, { loss, grad_norm }] of steps.entries()) {
      const made = await model.step(batch, { ...RATE, step: i + 1, dropoutSeed: 0 });
      assertClose(made.loss, loss, 1e-5, `loss of step ${i + 1}`);
      assertClose(made.gradNorm, grad_norm, 1e-4, `norm of step ${i + 1}`);
    }
    await check(model);
    model.dispose();
  });

  Deno.test(`so are steps that accumulate: ${name}`, async () => {
    const model = await open(true);
    for (const [i] of steps.entries()) {
      await model.accumulate(batch, { lossScale: 1, dropoutSeed: 0 });
      await model.apply({ ...RATE, step: i + 1 });
    }
    await check(model);
    model.dispose();
  });
}

Deno.test("not a bit of what is frozen changes, and it has no moments", async () => {
  const model = await openModel({ freeze: "embeddings,layers:0-0" });
  const records = await collect(model, {});
  assert.ok(records.some(isStep));
  const after = await model.tensors(), { first, second } = await model.moments();
  const frozen = /^bert\.(embeddings|encoder\.layer\.0)\./;
  assert.ok([...tensors.keys()].filter((name) => frozen.test(name)).length > 15);
  for (const [name, { data }] of tensors) {
    const isFrozen = frozen.test(name);
    assert.equal(Buffer.compare(bytes(data), bytes(after.get(name)!.data)) === 0, isFrozen, name);
    assert.equal(first.has(name) || second.has(name), !isFrozen, name);
  }
  // Its state goes into a checkpoint and out of it.
  const other = await openModel({ freeze: "embeddings,layers:0-0" });
  await other.restore(after, { first, second });
  assert.deepEqual(await other.moments(), { first, second });
  model.dispose();
  other.dispose();
});

const bytes = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  new Uint8Array(buffer, byteOffset, byteLength);

Deno.test("the share of the rate falls by one power of the decay a layer", () => {
  const shares = (["embeddings", 0, 1, 2, "head"] as const).map((place) =>
    rateShare({ place }, 3, { layerDecay: 0.5 })
  );
  assert.deepEqual(shares, [0.0625, 0.125, 0.25, 0.5, 1]);
  assert.equal(rateShare({ place: "embeddings" }, 3, {}), 1);
});

Deno.test("what cannot be frozen is said", async () => {
  for (const text of ["embeddings", "head,layers:2", " layers:0-11 , head"]) {
    assert.ok(freezeRule.accepts(text), text);
  }
  for (const text of ["", "layer:1", "layers", "layers:2-1", "layers:-1", "embeddings,", 3]) {
    assert.ok(!freezeRule.accepts(text), String(text));
  }
  const refused = (freeze: string) =>
    openModel({ freeze }).then(() => assert.fail("taken"), (error: Error) => error);
  const beyond = await refused("head,layers:1-2");
  assert.ok(beyond instanceof InputError);
  assert.equal(beyond.message, "freeze: there is no layer 2. The model's 2 layers are 0 to 1.");
  assert.match(
    (await refused("embeddings,layers:0-1,head")).message,
    /nothing of the model is left/,
  );
  assert.match((await refused("bottom")).message, /^What is frozen must be parts with commas/);
});

Deno.test("of layers that share their weights none can be told from another", () => {
  const weight = (place: WeightPlace) => ({ ...DECLARED, place });
  // As ALBERT has them: three layers, the first two with the same weights.
  const weights = [weight("embeddings"), weight(0), weight(2), weight("head")];
  const trained = (rates: LayerRates) =>
    trainedWeights(weights, 3, rates).map(({ place }) => place);
  assert.deepEqual(trained({ freeze: "layers:0,layers:2" }), ["embeddings", "head"]);
  assert.deepEqual(trained({ layerDecay: 1 }).length, 4);
  for (const freeze of ["layers:1", "layers:0-1", "embeddings,layers:0-2"]) {
    assert.throws(() => trained({ freeze }), {
      name: "InputError",
      message:
        "freeze: layer 1 has no weights of its own: it shares those of another layer. Name the " +
        "layer that it shares them with alone.",
    });
  }
  assert.throws(
    () => trained({ layerDecay: 0.9 }),
    /^InputError: layerDecay: layer 1 has no weights/,
  );
});
