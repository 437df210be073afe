/** Γ in a program's graph, held to its reference on any executor. */
import assert from "node:assert/strict";
import { NonFiniteValue } from "../lib/program/mod.ts";
import { Random } from "../lib/random/mod.ts";
import {
  chooseGamma,
  DISTANCES,
  expectedProfiles,
  FURTHER_SCALES,
  GAMMA_VARIABLES,
  gammaGraph,
  type GammaOfPairs,
  type GammaParts,
  type GammaTable,
  gammaTable,
  PART_WORDS,
  probableProfiles,
  PROFILES,
  referenceGamma,
  SCALES,
  type VocabularyScores,
} from "../lib/semantics/mod.ts";
import type { Runner } from "./_operations/mod.ts";
import { withExecutor } from "./_executors/helpers.ts";
import { floats, ints } from "./_tensors.ts";

/** Words of the vocabulary. */
export const WORDS = 12;

/** Words 0 and 7 are not known; where `negative`, word 3 has a negative cosine. */
function vocabulary(negative: boolean): VocabularyScores {
  const random = new Random(4, "gamma-graph");
  const scores = Float32Array.from({ length: WORDS * 6 }, () => 0.05 + 0.5 * random.next());
  if (negative) scores[3 * 6 + 2] = -0.1;
  const known = new Uint8Array(WORDS).fill(1);
  const further = new Map(
    FURTHER_SCALES.map((scale) => [
      scale,
      Float32Array.from({ length: WORDS * SCALES[scale].length }, () => random.next() - 0.5),
    ]),
  );
  for (const word of [0, 7]) {
    known[word] = 0;
    scores.fill(0, word * 6, word * 6 + 6);
    for (const values of further.values()) values.fill(0, word * 3, word * 3 + 3);
  }
  return { scores, known, further };
}

/** Right words and α's logits: what it predicts is `predicted`. */
export interface Case {
  name: string;
  labels: number[];
  predicted: number[];
  counted?: number[];
}

/** What every graph is tried on. */
export const CASES: readonly Case[] = [
  { name: "some words", labels: [1, 2, 4, 5], predicted: [2, 9, 11, 6] },
  { name: "unknown words", labels: [0, 2, 7, 5, 1], predicted: [2, 7, 0, 6, 1] },
  { name: "no pairs", labels: [0, 7], predicted: [2, 0] },
  { name: "equal words", labels: [1, 2, 4], predicted: [1, 2, 4] },
  {
    name: "positions that do not count",
    labels: [1, 2, 4, 7],
    predicted: [2, 9, 11, 1],
    counted: [0, 1, 1, 1],
  },
  { name: "no position that counts", labels: [1, 2], predicted: [2, 9], counted: [0, 0] },
];

function logitsOf({ predicted }: Case): number[] {
  const random = new Random(9, "logits");
  return predicted.flatMap((word) =>
    Array.from({ length: WORDS }, (_, i) => i === word ? 3 : random.next())
  );
}

/** Γ by the graph; 0 where there are no pairs. */
export async function byGraph(
  runner: Runner,
  parts: GammaParts,
  table: GammaTable,
  each: Case,
): Promise<GammaOfPairs> {
  const { labels, predicted, counted } = each;
  let result: GammaOfPairs | undefined;
  await withExecutor(runner, (builder) => {
    const { gamma, pairs } = gammaGraph(builder, parts, {
      logits: builder.placeholder("logits", [-1, WORDS]),
      predictions: builder.placeholder("predictions", [-1], "int32"),
      labels: builder.placeholder("labels", [-1], "int32"),
      ...(counted && { counted: builder.placeholder("counted", [-1]) }),
      vocabSize: WORDS,
    });
    builder.output("gamma", gamma);
    builder.output("pairs", pairs);
  }, async (executor) => {
    const { profile, known, width } = table;
    await executor.setVariables(
      new Map([
        [GAMMA_VARIABLES.profile, { shape: [WORDS, width], data: profile }],
        [GAMMA_VARIABLES.known, { shape: [WORDS, 1], data: known }],
      ]),
    );
    const [gamma, pairs] = await executor.run({
      logits: floats(logitsOf(each), [labels.length, WORDS]),
      predictions: ints(predicted),
      labels: ints(labels),
      ...(counted && { counted: floats(counted) }),
    }, ["gamma", "pairs"]);
    result = { gamma: gamma!.data[0]!, pairs: pairs!.data[0]! };
  });
  return result!;
}

function byReference(parts: GammaParts, table: GammaTable, each: Case): GammaOfPairs {
  const { labels } = each, logits = logitsOf(each);
  const predicted = {
    argmax: () => each.predicted,
    expectation: () => expectedProfiles(table, logits),
    probability: () => probableProfiles(table, labels, logits),
  }[parts.prediction]();
  return referenceGamma(parts, table, { ...each, predicted });
}

/** All that go together of what a graph can compute. */
export function* combinations(): Generator<string> {
  for (const { name: distance } of DISTANCES) {
    for (const { name: profile } of PROFILES) {
      for (const prediction of Object.keys(PART_WORDS.prediction)) {
        for (const reduction of ["mean", "sum"]) {
          const parts = { prediction, profile, distance, reduction };
          const choice = Object.entries(parts).map(([part, value]) => `${part}=${value}`);
          try {
            yield chooseGamma(["paper", ...choice].join(":")).name;
          } catch {
            // What does not go together is refused: choose_gamma_test.ts.
          }
        }
      }
    }
  }
}

/** Makes a test of each combination of parts, and one of what has no Γ. */
export function testGammaGraphs(runner: Runner): void {
  for (const choice of combinations()) {
    Deno.test(`Γ in the graph is the reference: ${choice} (${runner.name})`, async () => {
      const { parts } = chooseGamma(choice);
      for (const negative of [false, true]) {
        // No mean of cosines is negative here, so only pairs of words have no logarithm.
        const table = gammaTable(parts, vocabulary(negative));
        for (const each of CASES) {
          const expected = byReference(parts, table, each);
          const actual = await byGraph(runner, parts, table, each);
          assert.equal(actual.pairs, expected.pairs, each.name);
          const { gamma = 0 } = expected;
          const far = Math.abs(actual.gamma! - gamma);
          assert.ok(
            far <= 2e-6 * Math.max(1, Math.abs(gamma)),
            `${each.name}: ${far} off ${gamma}`,
          );
        }
      }
    });
  }

  Deno.test(`a pair without a logarithm ends the run (${runner.name})`, async () => {
    const { parts } = chooseGamma("notebook:pairing=tokens:pass=same:positions=masked");
    const table = gammaTable(parts, vocabulary(true));
    const each = { name: "word 3", labels: [1, 3], predicted: [2, 5] };
    assert.throws(() => byReference(parts, table, each), /cosine with "strong" must be positive/);
    await assert.rejects(
      byGraph(runner, parts, table, each),
      (error) => error instanceof NonFiniteValue && error.what === "Γ",
    );
    // Where it does not count, it does no harm.
    const others = { ...each, counted: [1, 0] };
    const expected = byReference(parts, table, others).gamma!;
    const { gamma } = await byGraph(runner, parts, table, others);
    assert.ok(Math.abs(gamma! - expected) < 2e-6 * expected);
  });
}
