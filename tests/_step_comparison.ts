/** The whole training step, made by different executors from one start. */
import assert from "node:assert/strict";
import fixture from "./fixtures/tiny-bert.json" with { type: "json" };
import { decodeTensors } from "./fixtures/decode.ts";
import { type BackendName, selectBackend } from "../lib/backend/mod.ts";
import { type NamedTensors, parseBertConfig } from "../lib/model/mod.ts";
import type { Executor } from "../lib/program/mod.ts";
import { Random } from "../lib/random/random.ts";
import { TrainingModel } from "../lib/training/mod.ts";
import { distance } from "./_tensors.ts";

/** What some steps reported, and the weights after them. */
export interface Steps {
  losses: number[];
  gradNorms: number[];
  /** Γ. */
  gammas: number[];
  /** A″. */
  rates: number[];
  tensors: NamedTensors;
}

/** A′, by which no weight moves more than about once a step. */
const RATE = 1e-3;

/** The fixture's tiny BERT, but with dropout. */
function dropoutConfig() {
  const config = parseBertConfig(fixture.config, "tiny-bert.json");
  return { ...config, hiddenDropoutProb: 0.1, attentionProbsDropoutProb: 0.1 };
}

/** Profiles that are distributions over six poles, every seventh word's being unknown. */
export function semantics(vocabSize: number) {
  const random = new Random(5, "placements");
  const profile = new Float32Array(vocabSize * 6), known = new Float32Array(vocabSize);
  for (let word = 0; word < vocabSize; word++) {
    if (word % 7 === 0) continue;
    known[word] = 1;
    const scores = Array.from({ length: 6 }, () => 0.1 + random.next());
    const total = scores.reduce((a, b) => a + b);
    scores.forEach((score, i) => profile[word * 6 + i] = score / total);
  }
  return { profile, known, width: 6, fitted: [] };
}

/** Makes three steps of SD with dropout on the fixture's batch. */
export async function makeSteps(name: BackendName, executor: Executor["kind"]): Promise<Steps> {
  const backend = await selectBackend({ backend: name });
  const before = backend.tf.memory().numTensors;
  const { batch_size, sequence_length, input_ids, positions, labels } = fixture.batch;
  const config = dropoutConfig();
  const model = await TrainingModel.create({
    config,
    tensors: decodeTensors(fixture.parameters),
    semantics: semantics(config.vocabSize),
    backend,
    executor,
    sequenceLength: sequence_length,
  });
  const batch = {
    batchSize: batch_size,
    sequenceLength: sequence_length,
    inputIds: Int32Array.from(input_ids),
    positions: Int32Array.from(positions),
    labels: Int32Array.from(labels),
    replaced: new Uint8Array(labels.length),
  };
  const steps: Steps = {
    losses: [],
    gradNorms: [],
    gammas: [],
    rates: [],
    tensors: new Map(),
  };
  for (let step = 1; step <= 3; step++) {
    const { loss, gradNorm, gamma, learningRate } = await model.step(batch, {
      step,
      scheduledRate: RATE,
      gammaPower: -1 / 3,
      dropoutSeed: 1000 + step,
      weightDecay: 0.01,
      maxGradNorm: 1,
    });
    steps.losses.push(loss);
    steps.gradNorms.push(gradNorm);
    steps.gammas.push(gamma!);
    steps.rates.push(learningRate);
  }
  steps.tensors = await model.tensors();
  model.dispose();
  assert.equal(backend.tf.memory().numTensors, before, "tensors left behind");
  return steps;
}

function assertNear(actual: number[], expected: number[], tolerance: number, what: string): void {
  assert.ok(distance(actual, expected) <= tolerance, `${what}: ${actual} instead of ${expected}`);
}

/** Fails unless two executors made the same steps. */
export function assertSameSteps(actual: Steps, expected: Steps): void {
  assertNear(actual.losses, expected.losses, 1e-5, "losses");
  assertNear(actual.gradNorms, expected.gradNorms, 1e-5, "gradient norms");
  assertNear(actual.gammas, expected.gammas, 1e-5, "Γ");
  assertNear(actual.rates, expected.rates, 1e-5, "A″");
  for (const [name, { data }] of expected.tensors) {
    // The gradient of a key's bias is 0: Adam divides nothing but rounding by its own size, so each
    // step may go either way. Elsewhere gradients differ by some 1e-7 of the largest, which is
    // 1e-2 of the smallest: so much of a step, 1e-5, may their weights differ.
    const bound = name.endsWith("key.bias") ? 2 * 3 * RATE : 1e-5;
    const other = actual.tensors.get(name)!.data;
    data.forEach((weight, i) =>
      assert.ok(
        Math.abs(other[i]! - weight) <= bound,
        `${name}[${i}] is ${other[i]} instead of ${weight}`,
      )
    );
  }
}

/** Fails unless the steps moved the weights, dropout changed the loss and Γ the rate. */
export function assertStepsMoved({ losses, rates, gammas, tensors }: Steps): void {
  // The fixture's loss is that of its batch without dropout.
  assert.ok(Math.abs(losses[0]! - fixture.loss) > 1e-3);
  for (const [i, gamma] of gammas.entries()) {
    assert.ok(Math.abs(rates[i]! - RATE * gamma ** (-1 / 3)) < 1e-9, `Γ ${gamma}, A″ ${rates[i]}`);
  }
  const start = decodeTensors(fixture.parameters);
  for (const [name, { data }] of tensors) {
    assert.ok(data.some((weight, i) => weight !== start.get(name)!.data[i]), name);
  }
}
