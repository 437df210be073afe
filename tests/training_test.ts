import assert from "node:assert/strict";
import { constant, createMethod, loadPretrained, Random, selectBackend } from "../lib/mod.ts";
import {
  chooseMetrics,
  DEFAULT_METRICS,
  gammaSource,
  METRICS,
  train,
  TrainingModel,
} from "../lib/training/mod.ts";
import { chooseGamma, type GammaChoice, gammaTable } from "../lib/semantics/mod.ts";

async function digest(seed: number): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tests/_train_tiny.ts", String(seed)],
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("two processes with one seed end with the same bits on TensorFlow", async () => {
  const [a, b, other] = [await digest(1), await digest(1), await digest(2)];
  assert.match(a, /^[0-9a-f]{64}$/);
  assert.equal(a, b);
  assert.notEqual(a, other);
});

async function openTiny(
  executor: "graph" | "interpreter",
  { gamma = chooseGamma("paper"), metrics = DEFAULT_METRICS }: {
    gamma?: GammaChoice;
    metrics?: readonly string[];
  } = {},
) {
  const { config, tensors } = await loadPretrained("tests/fixtures/tiny-bert");
  const dropped = { ...config, hiddenDropoutProb: 0.1, attentionProbsDropoutProb: 0.1 };
  const { vocabSize } = config;
  const random = new Random(2, "scores");
  const scores = Float32Array.from({ length: vocabSize * 6 }, () => 0.1 + random.next());
  const backend = await selectBackend({ backend: "tensorflow" });
  const model = await TrainingModel.create({
    config: dropped,
    tensors,
    backend,
    sequenceLength: 16,
    gamma,
    metrics: chooseMetrics(metrics),
    semantics: gammaTable(gamma.parts, {
      scores,
      known: new Uint8Array(vocabSize).fill(1),
    }),
    executor,
  });
  return { model, tf: backend.tf, vocabSize };
}

for (const executor of ["graph", "interpreter"] as const) {
  Deno.test(`steps and evaluations leave no tensors behind (${executor})`, async () => {
    const { tf } = await selectBackend({ backend: "tensorflow" });
    const outside = tf.memory().numTensors;
    const { model, vocabSize } = await openTiny(executor);
    const random = new Random(3, "chunks");
    const chunk = () => Int32Array.from({ length: 16 }, () => 5 + random.integer(90));
    const counts = new Set<number>();
    for await (
      const _ of train(model, {
        trainChunks: Array.from({ length: 8 }, chunk),
        evalChunks: Array.from({ length: 3 }, chunk),
        tokenizer: { vocabSize, maskTokenId: 4, specialTokenIds: [0, 1, 2, 3, 4] },
        schedule: constant(1e-3),
        method: createMethod("SD2", { steps: 1, seed: 0 }),
        epochs: 5,
        batchSize: 2,
        seed: 1,
      })
    ) counts.add(tf.memory().numTensors);
    assert.equal(counts.size, 1);
    model.dispose();
    assert.equal(tf.memory().numTensors, outside);
  });
}

Deno.test("the graph and the interpreter make the same steps, dropout and Γ included", async () => {
  const ends = [];
  for (const executor of ["graph", "interpreter"] as const) {
    const { model, vocabSize } = await openTiny(executor);
    const random = new Random(3, "chunks");
    const chunk = () => Int32Array.from({ length: 16 }, () => 5 + random.integer(90));
    const losses = [], gammas = [];
    for await (
      const record of train(model, {
        trainChunks: Array.from({ length: 8 }, chunk),
        evalChunks: [chunk()],
        tokenizer: { vocabSize, maskTokenId: 4, specialTokenIds: [0, 1, 2, 3, 4] },
        schedule: constant(1e-3),
        method: createMethod("SD", { steps: 1, seed: 0 }),
        epochs: 2,
        batchSize: 4,
        seed: 1,
        maskProbability: 0.3,
      })
    ) {
      if (record.type !== "step") continue;
      losses.push(record.loss);
      gammas.push(record.gamma!);
    }
    ends.push({ losses, gammas });
    model.dispose();
  }
  const [graph, interpreter] = ends as [typeof ends[0], typeof ends[0]];
  // The same kernels in another order of fusion: float32 rounding, grown over four steps.
  graph.losses.forEach((loss, i) => assert.ok(Math.abs(loss - interpreter.losses[i]!) < 1e-4));
  graph.gammas.forEach((gamma, i) => assert.ok(Math.abs(gamma - interpreter.gammas[i]!) < 1e-4));
});

Deno.test("the graph and the interpreter measure the same, whatever is measured", async () => {
  const gamma = chooseGamma("paper:positions=first-chunk:prediction=expectation:distance=kl");
  const ends: Record<string, number | null>[][] = [];
  for (const executor of ["graph", "interpreter"] as const) {
    const { model, vocabSize } = await openTiny(executor, { gamma, metrics: METRICS.names });
    const random = new Random(3, "chunks");
    const word = () => 5 + random.integer(90);
    const chunk = () => Int32Array.from({ length: 16 }, word);
    const option = (...pieces: number[]) => ({
      ids: [2, 7, ...pieces, 8, 3],
      first: 2,
      pieces: pieces.length,
    });
    const clozeItems = Array.from({ length: 20 }, () => ({
      options: [option(word()), option(word()), option(word(), word())],
      answer: random.integer(3),
    }));
    const records: Record<string, number | null>[] = [];
    for await (
      const { type: _, ...record } of train(model, {
        trainChunks: Array.from({ length: 8 }, chunk),
        evalChunks: [chunk(), chunk(), chunk()],
        clozeItems,
        tokenizer: { vocabSize, maskTokenId: 4, specialTokenIds: [0, 1, 2, 3, 4] },
        schedule: constant(1e-4),
        method: createMethod("SD", { steps: 4, seed: 1 }),
        gamma: gammaSource(gamma),
        epochs: 2,
        batchSize: 4,
        seed: 1,
        maskProbability: 0.5,
      })
    ) records.push({ ...record as unknown as Record<string, number | null>, seconds: 0 });
    ends.push(records);
    model.dispose();
  }
  const [graph, interpreter] = ends as [typeof ends[0], typeof ends[0]];
  assert.deepEqual(Object.keys(graph[0]!).filter((name) => METRICS.has(name)), METRICS.names);
  graph.forEach((record, i) => {
    for (const [name, value] of Object.entries(record)) {
      const other = interpreter[i]![name];
      if (value === null) assert.equal(other, null, name);
      // Float32 rounding, grown over four steps.
      else {assert.ok(
          Math.abs(value - other!) <= 2e-4 * Math.max(1, value),
          `${name}: ${value} ${other}`,
        );}
    }
  });
});
