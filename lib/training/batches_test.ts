import assert from "node:assert/strict";
import { maskChunks } from "../data/mod.ts";
import { InputError } from "../io/mod.ts";
import { Random } from "../random/mod.ts";
import { chunks, options } from "./_tiny_training.ts";
import {
  attemptName,
  eachTrainEvaluationBatch,
  epochGroups,
  evaluationBatches,
  stepsPerEpoch,
  trainingBatches,
  trainingSteps,
} from "./batches.ts";

/** By hand: where a chunk of words alone is masked, each word by a draw of its own and one for what becomes of it. */
function maskedPlaces(random: Random, probability: number): number[] {
  const places: number[] = [];
  for (let i = 0; i < 16; i++) {
    if (random.next() >= probability) continue;
    places.push(i);
    const kind = random.next();
    // A random word takes a third draw, of the words' numbers.
    if (kind >= 0.8 && kind < 0.9) random.uint32();
  }
  return places;
}

Deno.test("an epoch has every chunk once, in an order of its own, in batches of steps", () => {
  const more = { trainChunks: chunks(11, "train"), batchSize: 2, gradientAccumulationSteps: 2 };
  const groupsOf = (given: ReturnType<typeof options>, epoch: number) => {
    const groups = epochGroups(given, epoch);
    return Array.from({ length: stepsPerEpoch(given) }, (_, place) => groups.at(place));
  };
  const groups = groupsOf(options(more), 0);
  assert.deepEqual(
    groups.map((step) => step.map((batch) => batch.length)),
    [[2, 2], [2, 2], [2, 1]],
  );
  assert.deepEqual(groups.flat(2).toSorted((a, b) => a - b), [...Array(11).keys()]);
  const order = new Random(7, "order", 0).shuffle([...Array(11).keys()]);
  assert.deepEqual(groups.flat(2), order);
  assert.notDeepEqual(groupsOf(options(more), 1), groups);
  assert.notDeepEqual(groupsOf(options({ ...more, seed: 8 }), 0), groups);
});

Deno.test("stepsPerEpoch() counts the last batches and steps that are not full", () => {
  const steps = (length: number, batchSize: number, gradientAccumulationSteps?: number) =>
    stepsPerEpoch({
      trainChunks: { length },
      batchSize,
      ...(gradientAccumulationSteps === undefined ? {} : { gradientAccumulationSteps }),
    });
  assert.equal(steps(8, 4), 2);
  assert.equal(steps(9, 4), 3);
  assert.equal(steps(9, 4, 1), 3);
  assert.equal(steps(9, 4, 2), 2);
  assert.equal(steps(8, 4, 2), 1);
  assert.equal(steps(1, 4, 3), 1);
});

Deno.test("a chunk's masks are of the seed, the epoch and the chunk, whatever it stands beside", () => {
  const given = options({ maskProbability: 0.3 });
  for (const epoch of [0, 1]) {
    for (const groups of [[[4, 1], [0, 5, 3]], [[3], [1]], [[5, 4, 3, 1, 0]]]) {
      const batches = trainingBatches(given, groups, epoch);
      const expected = groups.map((indices) =>
        indices.flatMap((index, i) =>
          maskedPlaces(new Random(7, "mask", epoch, index), 0.3).map((place) => 16 * i + place)
        )
      );
      assert.deepEqual(batches.map(({ positions }) => [...positions]), expected);
      assert.deepEqual(batches.map(({ batchSize }) => batchSize), groups.map((g) => g.length));
    }
  }
});

Deno.test("evaluation masks are of streams of their own, and stay or are new", () => {
  const given = options({ maskProbability: 0.3, evalChunks: chunks(3, "eval"), batchSize: 2 });
  const places = (stream: string, round: number, indices: number[]) =>
    indices.map((index, i) =>
      maskedPlaces(new Random(7, stream, round, index), 0.3).map((place) => 16 * (i % 2) + place)
    );
  const found = (batches: ReturnType<typeof evaluationBatches>) =>
    batches.map(({ positions }) => [...positions]);
  const joined = ([a, b, ...rest]: number[][]) => [[...a!, ...b!], ...rest];
  assert.deepEqual(found(evaluationBatches(given)), joined(places("eval-mask", 0, [0, 1, 2])));
  assert.deepEqual(found(evaluationBatches(given, 5)), found(evaluationBatches(given)));
  assert.deepEqual(
    found(evaluationBatches({ ...given, evalMasks: "fresh" }, 5)),
    joined(places("eval-mask", 5, [0, 1, 2])),
  );
  assert.deepEqual(
    evaluationBatches({ ...given, batchSize: 1 }).map(({ batchSize }) => batchSize),
    [1, 1, 1],
  );
  assert.deepEqual(
    found(evaluationBatches({ ...given, evalMasks: "fresh" })),
    joined(places("eval-mask", 0, [0, 1, 2])),
    "the first evaluation",
  );
  // Of six training chunks every second one.
  assert.deepEqual(
    found([...eachTrainEvaluationBatch(given)]),
    joined(places("train-eval-mask", 0, [0, 2, 4])),
  );
});

Deno.test("no draw masks a special token, and that is said of the first chunk", () => {
  const trainChunks = [...chunks(3, "train"), new Int32Array(16).fill(2)];
  assert.throws(
    () => trainingBatches(options({ trainChunks }), [[3]], 0),
    (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, /^chunk 3: chunks have no token that can be masked\. Give text/);
      return true;
    },
  );
  // One in a million tokens, of 16: no draw of a hundred masks any, so the share grows.
  for (const maskProbability of [1e-6, 1e-300]) {
    const rare = () => trainingBatches(options({ maskProbability }), [[0]], 0)[0]!.positions;
    assert.ok(rare().length > 0 && rare().length < 8, `${maskProbability}: ${rare()}`);
    assert.deepEqual(rare(), rare());
  }
  // A share that is large already is not lowered.
  const special = { trainChunks: [new Int32Array(16).fill(2)], maskProbability: 0.9 };
  assert.throws(() => trainingBatches(options(special), [[0]], 0), InputError);
});

Deno.test("a word in seven or so is masked unless told otherwise", () => {
  const { maskProbability: _, ...given } = options({ trainChunks: chunks(4000, "train") });
  const [batch] = trainingBatches(given, [[...Array(4000).keys()]], 0);
  // 64,000 tokens at 15 %: 9,600, with a deviation of √(64,000 · 0.15 · 0.85) = 90.
  assert.ok(Math.abs(batch!.labels.length - 9600) < 5 * 90, `${batch!.labels.length} masks`);
});

Deno.test("the training chunks that are evaluated are none, as many as the others, or all", () => {
  const sizes = (trainEval: "no" | "sample" | "last" | "all" | undefined, evalCount: number) =>
    Array.from(
      eachTrainEvaluationBatch({
        ...options({ maskProbability: 0.9, trainChunks: chunks(5, "train"), batchSize: 2 }),
        ...{
          evalChunks: chunks(evalCount, "eval"),
          ...(trainEval === undefined ? {} : { trainEval }),
        },
      }),
      ({ batchSize }) => batchSize,
    );
  assert.deepEqual(sizes("no", 3), []);
  for (const sample of ["sample", "last"] as const) {
    assert.deepEqual(sizes(sample, 3), [2, 1]);
    assert.deepEqual(sizes(sample, 9), [2, 2, 1], "there are no more");
  }
  assert.deepEqual(sizes("all", 1), [2, 2, 1]);
  const chosen = (count: number) =>
    Array.from(
      eachTrainEvaluationBatch({
        ...options({
          maskProbability: 0.9,
          trainChunks: Array.from({ length: 7 }, (_, i) => new Int32Array(16).fill(10 + i)),
        }),
        ...{ evalChunks: chunks(count, "eval"), batchSize: 1, trainEval: "sample" },
      }),
      ({ labels }) => labels[0]! - 10,
    );
  // ⌊i · 7 ÷ n⌋.
  assert.deepEqual(chosen(3), [0, 2, 4]);
  assert.deepEqual(chosen(5), [0, 1, 2, 4, 5]);
});

Deno.test("maxSteps goes before the epochs' steps", () => {
  const of = (maxSteps?: number) =>
    trainingSteps({ epochs: 3, maxSteps, trainChunks: { length: 9 }, batchSize: 2 });
  assert.deepEqual([of(), of(4), of(100)], [15, 4, 100]);
});

Deno.test("a hundred draws have the share that was asked for, the next one its root", () => {
  /** The draw of each attempt that comes nearest to masking one of a chunk's 16 words. */
  const least = (seed: number, attempt: number) => {
    const random = new Random(seed, attempt === 0 ? "mask" : `mask-${attempt}`, 0, 0);
    return Math.min(...Array.from({ length: 16 }, () => random.next()));
  };
  /** A seed and a probability with which the attempt of this number is the first to mask. */
  const firstAt = (attempt: number) => {
    for (let seed = 0;; seed++) {
      const before = Math.min(...Array.from({ length: attempt }, (_, i) => least(seed, i)));
      const at = least(seed, attempt);
      if (at < before) return { seed, maskProbability: (at + before) / 2 };
    }
  };
  for (const attempt of [99, 100]) {
    const { seed, maskProbability } = firstAt(attempt);
    const given = options({ seed, maskProbability });
    const { maskTokenId, specialTokenIds, vocabSize } = given.tokenizer;
    const expected = maskChunks([given.trainChunks.at(0)!], {
      ...{ maskTokenId, specialTokenIds, vocabSize },
      probability: attempt < 100 ? maskProbability : Math.sqrt(maskProbability),
      random: () => new Random(seed, `mask-${attempt}`, 0, 0),
    });
    assert.ok(expected.labels.length > 0);
    assert.deepEqual(trainingBatches(given, [[0]], 0), [expected]);
  }
});

Deno.test("chunks of many lengths are filled up, masked as they are without padding", () => {
  const trainChunks = [16, 7, 3, 12].map((length, i) => chunks(4, "train")[i]!.slice(0, length));
  const given = { ...options({ trainChunks, padTokenId: 1 }), sequenceLength: 16 };
  const [first, second] = trainingBatches(given, [[2, 0], [1, 3]], 1);
  assert.deepEqual([...first!.inputIds.slice(3, 16)], Array(13).fill(1));
  assert.deepEqual(
    [...second!.attention!],
    [...Array(16).keys()].flatMap((i) => Number(i < 7)).concat(
      [...Array(16).keys()].map((i) => Number(i < 12)),
    ),
  );
  for (const [batch, indices] of [[first!, [2, 0]], [second!, [1, 3]]] as const) {
    const expected = indices.flatMap((index, row) =>
      [
        ...maskChunks([trainChunks[index]!], {
          ...given.tokenizer,
          probability: 0.3,
          random: () => new Random(7, "mask", 1, index),
        }).positions,
      ].map((place) => 16 * row + place)
    );
    assert.deepEqual([...batch.positions], expected);
  }
  assert.equal(evaluationBatches(options({}))[0]!.attention, undefined, "at no cost without");
  assert.throws(
    () => trainingBatches({ ...given, sequenceLength: 12 }, [[0]], 0),
    /^RangeError: A chunk has at most 12 tokens: got 16/,
  );
});

Deno.test("batches in which chance masks nothing stay in their places where another of the step has a mask", () => {
  const trainChunks = chunks(8, "train"), maskProbability = 0.02;
  const given = options({
    trainChunks,
    batchSize: 1,
    maskProbability,
    gradientAccumulationSteps: 8,
  });
  const groups = [...trainChunks.keys()].map((chunk) => [chunk]);
  const masked = Array.from(
    { length: 12 },
    (_, epoch) =>
      trainingBatches({ ...given, sequenceLength: 16 }, groups, epoch)
        .map(({ labels }) => labels.length > 0),
  );
  assert.ok(masked.every((batches) => batches.length === 8));
  assert.ok(masked.some(([first]) => !first), "the first has none");
  assert.ok(masked.every((batches) => batches.includes(true)));
});

Deno.test("each attempt at masks draws from a stream of its own", () => {
  assert.deepEqual([0, 1, 2].map((attempt) => attemptName("mask", attempt)), [
    ...["mask", "mask-1", "mask-2"],
  ]);
});
