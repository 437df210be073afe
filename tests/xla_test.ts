/** Steps that XLA compiles, beside the same without it, on the processor. */
import assert from "node:assert/strict";
import { loadPretrained, Random, selectBackend } from "../lib/mod.ts";
import { maskChunks } from "../lib/data/mod.ts";
import { hashOf } from "../lib/experiment/hash.ts";
import { chooseObjective, TrainingModel } from "../lib/training/mod.ts";
import { semantics } from "./_step_comparison.ts";

const { config, tensors } = await loadPretrained("tests/fixtures/tiny-bert");
const dropped = { ...config, hiddenDropoutProb: 0.1, attentionProbsDropoutProb: 0.1 };
const backend = await selectBackend({ backend: "tensorflow", device: "cpu" });

/** Batches with other numbers of masked tokens, the last with fewer sequences. */
const batches = [3, 3, 3, 2].map((batchSize, number) => {
  const words = new Random(7, "words", number);
  const chunks = Array.from(
    { length: batchSize },
    () => Int32Array.from({ length: 16 }, () => 5 + words.integer(config.vocabSize - 5)),
  );
  return maskChunks(chunks, {
    maskTokenId: 4,
    specialTokenIds: [0, 1, 2, 3, 4],
    vocabSize: config.vocabSize,
    random: (i) => new Random(7, "masks", number, i),
  });
});

const STEP = { scheduledRate: 1e-3, gammaPower: 0, weightDecay: 0.01, maxGradNorm: 1 };

async function trained(
  xla: boolean,
  { precision = "float32", gpu = false }: { precision?: "float32" | "bfloat16"; gpu?: boolean } =
    {},
) {
  const model = await TrainingModel.create({
    config: dropped,
    ...{ tensors, backend: { ...backend, gpu }, sequenceLength: 16, xla, precision },
  });
  const first = await model.evaluate(batches[0]!, ["lossSum"]);
  const inside = backend.tf.memory().numTensors;
  const losses: number[] = [], norms: number[] = [];
  for (const [i, batch] of batches.entries()) {
    const { loss, gradNorm } = await model.step(batch, {
      ...STEP,
      step: i + 1,
      dropoutSeed: i + 1,
    });
    losses.push(loss);
    norms.push(gradNorm);
  }
  assert.equal(backend.tf.memory().numTensors, inside);
  const weights = await model.tensors();
  model.dispose();
  return { losses: [first.lossSum, ...losses], norms, weights };
}

/** What is compared with others, made once: XLA compiles for long. */
const made = new Map<boolean, ReturnType<typeof trained>>();
function once(xla: boolean): ReturnType<typeof trained> {
  if (!made.has(xla)) made.set(xla, trained(xla));
  return made.get(xla)!;
}

function assertNear(actual: readonly number[], expected: readonly number[], limit: number) {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => {
    assert.ok(
      Math.abs(value - expected[i]!) <= limit * Math.abs(expected[i]!),
      `${actual} ${expected}`,
    );
  });
}

Deno.test("with XLA a training has the same losses, gradients and dropout, but for roundings", async () => {
  assert.ok(new Set(batches.map(({ labels }) => labels.length)).size > 1, "masked tokens vary");
  const [plain, compiled] = [await once(false), await once(true)];
  assertNear(compiled.losses, plain.losses, 1e-5);
  assertNear(compiled.norms, plain.norms, 1e-4);
  for (const [name, { data }] of plain.weights) {
    // All keys shifted alike leave attention as it is: the slope is nothing but roundings.
    if (name.endsWith("key.bias")) continue;
    const other = compiled.weights.get(name)!.data;
    // Four of Adam's steps are 4e-3 at most; where a slope is as good as zero its sign decides one.
    const far = data.filter((value, i) => Math.abs(value - other[i]!) > 1e-5).length;
    assert.ok(far <= data.length * 0.01, `${name}: ${far} of ${data.length} weights differ`);
  }
});

Deno.test("with XLA, too, the same seed gives the same bits", async () => {
  assert.deepEqual(await trained(true), await once(true));
});

Deno.test("with XLA bfloat16 has the losses that it has without, to its own roundings", async () => {
  const [plain, compiled] = [
    await trained(false, { precision: "bfloat16" }),
    await trained(true, { precision: "bfloat16" }),
  ];
  assertNear(compiled.losses, plain.losses, 2e-3);
});

Deno.test("what is written for a GPU, and given all in one, has the same losses on a processor", async () => {
  const plain = await once(false);
  for (const xla of [false, true]) {
    const { losses, norms } = await trained(xla, { gpu: true });
    assertNear(losses, plain.losses, 1e-5);
    assertNear(norms, plain.norms, 1e-4);
  }
});

Deno.test("on what is written for a GPU, too, SD has its Γ and its rates, and an objective its losses", async () => {
  for (const objective of ["cross_entropy", "sd_token"]) {
    const steps = async (xla: boolean, gpu: boolean) => {
      const model = await TrainingModel.create({
        ...{ config: dropped, tensors, backend: { ...backend, gpu }, sequenceLength: 16, xla },
        objective: chooseObjective(objective),
        semantics: semantics(config.vocabSize),
      });
      const numbers: number[] = [];
      // Of batches whose masked tokens, of whatever number, lie in two buckets.
      for (const [i, batch] of batches.entries()) {
        const given = { ...STEP, gammaPower: -1 / 3, step: i + 1, dropoutSeed: i + 1 };
        const { loss, objective, gradNorm, gamma, gammaPairs, learningRate } = await model.step(
          batch,
          given,
        );
        assert.ok(gammaPairs > 0 && learningRate !== STEP.scheduledRate);
        numbers.push(loss, objective ?? loss, gradNorm, gamma!, gammaPairs, learningRate);
      }
      model.dispose();
      return numbers;
    };
    assertNear(await steps(true, true), await steps(false, false), 1e-4);
  }
});

Deno.test("with XLA a step has the same bits whether its lengths are met for the first time or not", async (t) => {
  for (const gpu of [false, true]) {
    await t.step(gpu ? "as written for a GPU" : "as written for a processor", async () => {
      const model = await TrainingModel.create({
        config: dropped,
        ...{ tensors, backend: { ...backend, gpu }, sequenceLength: 16, xla: true },
      });
      const make = (batch: typeof batches[number], step: number) =>
        model.step(batch, { ...STEP, step, dropoutSeed: step });
      const state = async () => [await model.tensors(), await model.moments()] as const;
      /** Their difference itself would fill pages. */
      const digest = async () => {
        const [weights, { first, second }] = await state();
        return hashOf(
          [weights, first, second].flatMap((all) =>
            [...all].flatMap(([name, { data }]) => [name, data])
          ),
        );
      };
      await make(batches[0]!, 1);
      const [weights, moments] = await state();
      // Of fewer sequences, as an epoch's last: a run that goes on meets them first after what it
      // restores.
      const ends: string[] = [];
      for (let again = 0; again < 3; again++) {
        await model.restore(weights, moments);
        await make(batches[3]!, 2);
        ends.push(await digest());
      }
      model.dispose();
      assert.deepEqual([...new Set(ends)], [ends[0]]);
    });
  }
});
