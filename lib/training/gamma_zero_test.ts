/** A Γ that is exactly 0: of all pairs the two words are the same. */
import assert from "node:assert/strict";
import { createMethod } from "../schedule/mod.ts";
import { chooseGamma } from "../semantics/mod.ts";
import { collect, openModel, profiles, tensors } from "./_tiny_training.ts";
import { gammaSource } from "./gamma_source.ts";

Deno.test("a Γ of exactly 0 is one: no step of SD, one of rate 0 of SD2, and as it is of none", async () => {
  // All answers are the word 6, and so are all predictions.
  const bias = tensors.get("cls.predictions.bias")!;
  const sure = new Map(tensors).set("cls.predictions.bias", {
    shape: bias.shape,
    data: bias.data.map((x, id) => id === 6 ? 100 : x),
  });
  const trainChunks = Array.from({ length: 4 }, () => new Int32Array(16).fill(6));
  for (
    const text of [
      "paper:distance=euclidean",
      "paper:distance=kl",
      "paper:pass=second:distance=euclidean",
    ]
  ) {
    for (const gradientAccumulationSteps of [1, 2]) {
      for (const [name, rate] of [["none", 1e-3], ["SD2", 0], ["SD", undefined]] as const) {
        const gamma = chooseGamma(text);
        const model = await openModel({
          ...{ gamma, semantics: profiles(text), tensors: sure, accumulation: true },
        });
        const records = await collect(model, {
          ...{ trainChunks, epochs: 1, batchSize: 2, gradientAccumulationSteps },
          ...{ method: createMethod(name, { steps: 2, seed: 7 }), gamma: gammaSource(gamma) },
          onNonfinite: "skip",
        });
        const [first] = records.filter(({ type }) => type !== "evaluation");
        if (rate === undefined) {
          assert.ok(first?.type === "skipped");
          assert.doesNotMatch(first.reason, /Lower the learning rate/, text);
        } else {
          assert.ok(first?.type === "step");
          assert.deepEqual([first.gamma, first.gamma_root], [0, 0]);
          assert.equal(first.learning_rate, Math.fround(rate), `${text} ${name}`);
        }
        model.dispose();
      }
    }
  }
});
