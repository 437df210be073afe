/** That every dropout draws numbers of its own: each step, batch, pass and layer. */
import assert from "node:assert/strict";
import { Random } from "../random/mod.ts";
import { chooseGamma } from "../semantics/mod.ts";
import { chunks, collect, config, openModel, profiles } from "./_tiny_training.ts";
import { gammaSource } from "./gamma_source.ts";
import { buildStepProgram } from "./step_program.ts";
import type { TrainingModel } from "./training_model.ts";

/** Writes down the seeds of all passes in training mode. */
function seedsOf(model: TrainingModel): { training: number[]; gamma: number[] } {
  const seeds = { training: [] as number[], gamma: [] as number[] };
  const { step, accumulate, passGamma } = model;
  Object.assign(model, {
    step(...args: Parameters<typeof step>) {
      seeds.training.push(args[1].dropoutSeed);
      return step.apply(model, args);
    },
    accumulate(...args: Parameters<typeof accumulate>) {
      seeds.training.push(args[1].dropoutSeed);
      return accumulate.apply(model, args);
    },
    passGamma(...args: Parameters<typeof passGamma>) {
      seeds.gamma.push(args[1].dropoutSeed);
      return passGamma.apply(model, args);
    },
  });
  return seeds;
}

Deno.test("each step, batch and pass of its own has another seed of dropout", async () => {
  const gamma = chooseGamma("paper:pass=second");
  const semantics = profiles("paper:pass=second");
  const model = await openModel({ accumulation: true, gamma, semantics });
  const seeds = seedsOf(model);
  // Five batches an epoch: two of two each and one alone.
  await collect(model, {
    ...{ trainChunks: chunks(9, "train"), batchSize: 2, gradientAccumulationSteps: 2, epochs: 2 },
    gamma: gammaSource(gamma),
  });
  model.dispose();
  const places = [1, 2, 3, 4, 5, 6].flatMap((step) =>
    (step % 3 === 0 ? [0] : [0, 1]).map((batch) => [step, batch] as const)
  );
  const drawn = (stream: string) =>
    places.map(([step, batch]) => new Random(7, stream, step, batch).uint32() >>> 1);
  assert.deepEqual(seeds.training, drawn("dropout"));
  assert.deepEqual(seeds.gamma, drawn("gamma-dropout"));
  assert.equal(new Set([...seeds.training, ...seeds.gamma]).size, 20);
  // What has been published depends on these numbers.
  assert.deepEqual(seeds.training.slice(0, 3), [284955285, 2140266834, 1098565586]);
});

Deno.test("each layer's dropout has a site of its own, and the rate that BERT gives it", () => {
  // Of the 65,536 numbers of a draw so many are kept.
  const thresholds = { hidden: 52429, attention: 45875 };
  const dropped = { ...config, hiddenDropoutProb: 0.2, attentionProbsDropoutProb: 0.3 };
  const { program } = buildStepProgram({
    config: dropped,
    sequenceLength: 16,
    evaluation: ["ranks"],
    padding: true,
  });
  const drops = program.nodes.filter(({ operation }) => operation.name === "dropoutMask");
  // modeling_bert.py: one behind the embeddings, then of each layer one on the attention's
  // probabilities, one behind its output and one behind the layer's. Evaluation has none.
  const { hidden, attention } = thresholds;
  assert.deepEqual(
    drops.map(({ attributes: { site, threshold } }) => [site, threshold]),
    [hidden, ...[1, 2].flatMap(() => [attention, hidden, hidden])].map((kept, i) => [i, kept]),
  );
  assert.ok(drops.every(({ attributes: { threshold, scale } }) => scale === 65536 / threshold));
});
