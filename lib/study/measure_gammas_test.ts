/** What Γs tell of made-up predictions, worked by hand. */
import assert from "node:assert/strict";
import { near } from "../../tests/_near.ts";
import type { MaskedBatch } from "../data/mod.ts";
import { chooseGamma, gammaTable, type SemanticClassifier } from "../semantics/mod.ts";
import type { TrainingModel } from "../training/mod.ts";
import { measureGammas } from "./measure_gammas.ts";

/** Four words on the first axis at 0, 1, 3 and 8, and nowhere on the others. */
const PLACES = [0, 1, 3, 8];
const WORDS = ["a", "b", "c", "d"];
const values = (words: readonly string[]) =>
  Float32Array.from(words.flatMap((word) => [PLACES[WORDS.indexOf(word)]!, 0, 0]));

const classifier: SemanticClassifier = {
  name: "by hand",
  modelSha256: "00",
  uncased: false,
  scales: ["osgood"],
  scores: (words, scale) =>
    Promise.resolve(
      scale === "osgood" ? values(words) : new Float32Array(6 * words.length).fill(0.5),
    ),
};

/** A batch of which each masked token is predicted with a logit of 3, others with 0. */
interface Predicted extends MaskedBatch {
  predicted: number[];
}

function batch(labels: number[], predicted: number[]): Predicted {
  return {
    ...{ batchSize: 1, sequenceLength: 8, inputIds: new Int32Array(8), predicted },
    positions: Int32Array.from(labels.keys()),
    labels: Int32Array.from(labels),
    replaced: new Uint8Array(labels.length),
  };
}

const evaluate = (batch: MaskedBatch) => {
  const { labels, predicted } = batch as Predicted;
  const rights = [...labels].filter((label, i) => predicted[i] === label).length;
  const others = 3 + Math.exp(3);
  const loss = labels.length * Math.log(others) - 3 * rights;
  const logits = predicted.flatMap((word) => PLACES.map((_, id) => id === word ? 3 : 0));
  return Promise.resolve({ logits: Float32Array.from(logits), lossSum: loss, correct: rights });
};
const model = { config: { vocabSize: 4 }, evaluate } as unknown as TrainingModel;

const gammaOf = (name: string) => {
  const choice = chooseGamma(name);
  const known = new Uint8Array(4).fill(1), scores = new Float32Array(24).fill(0.5);
  const table = gammaTable(choice.parts, {
    ...{ known, scores, further: new Map([["osgood", values(WORDS)]]) },
  });
  return { choice, classifier, table, decode: (ids: readonly number[]) => ids.join(" ") };
};

Deno.test("Γs of predictions that are known", async () => {
  // Means of distances in deviations of the axis: σ of 0, 1, 3, 8 is √(38 ÷ 4).
  const first = [
    batch([0, 1], [0, 3]),
    batch([0, 1], [1, 1]),
    batch([2, 3], [2, 0]),
    batch([0, 1], [3, 2]),
  ];
  const second = [first[0]!, first[1]!, first[2]!, batch([0, 1], [1, 2])];
  const steps: [number, number][] = [];
  const [osgood, loss, paper] = await measureGammas(
    ["osgood:root=1", "loss:root=1", "paper"].map(gammaOf),
    {
      model,
      draws: [first, second],
      opposites: [{ word: "a", antonym: "d", synonym: "b" }, {
        ...{ word: "b", antonym: "c", synonym: "d" },
      }],
      onProgress: (...step) => steps.push(step),
    },
  );
  assert.deepEqual(steps, [1, 2, 3, 4, 5, 6, 7, 8].map((done) => [done, 8]));
  // Antonyms 8 and 2, synonyms 1 and 7: 8 above both, 2 above one.
  near(osgood!.antonym_above_synonym, 3 / 4, 1e-6);
  near(osgood!.wrong_above_right, 1, 1e-6);
  // Γ, but for σ: 3.5, .5, 4, 5; under the other draw 3.5, .5, 4, 1.5.
  const [x, y] = [[3.5, 0.5, 4, 5], [3.5, 0.5, 4, 1.5]];
  const mean = 3.25, deviation = Math.sqrt((0.25 ** 2 + 2.75 ** 2 + 0.75 ** 2 + 1.75 ** 2) / 3);
  near(osgood!.cv_percent, 100 * deviation / mean, 1e-6);
  const product = (p: number[], q: number[]) => {
    const at = (v: number[]) => v.map((each) => each - v.reduce((a, b) => a + b) / 4);
    return at(p).reduce((sum, each, i) => sum + each * at(q)[i]!, 0);
  };
  const r = (p: number[], q: number[]) => product(p, q) / Math.sqrt(product(p, p) * product(q, q));
  near(osgood!.reliability, r(x!, y!), 1e-6);
  // The loss rises with the number of wrong ones: 1, 1, 1, 2. So does the accuracy fall: on a line.
  near(osgood!.r_with_loss, r(x!, [1, 1, 1, 2]), 1e-6);
  assert.equal(osgood!.r2, null);
  near(loss!.r_with_loss, 1, 1e-6);
  near(loss!.reliability, 1, 1e-6);
  assert.equal(loss!.antonym_above_synonym, null);
  // In `paper` all words lie alike here: what does not vary goes with nothing.
  assert.deepEqual([paper!.wrong_above_right, paper!.reliability], [0.5, null]);
});

Deno.test("of a Γ that exists for some batches alone, those are looked at; of none nothing is said", async () => {
  const batches = [batch([0], [1]), batch([0], [2]), batch([0], [3]), batch([1], [1])];
  const given = { model, draws: [batches, batches] as const, opposites: [] };
  const [gamma] = await measureGammas([gammaOf("osgood:root=1")], given);
  // The last has Γ 0, which has no root. 1, 3 and 8: mean 4, deviation √(26 ÷ 2).
  assert.ok(Math.abs(gamma!.cv_percent! - 100 * Math.sqrt(13) / 4) < 1e-5);
  assert.equal(gamma!.antonym_above_synonym, null);
  const rights = [batch([0], [0])];
  const [none] = await measureGammas([gammaOf("osgood")], { ...given, draws: [rights, rights] });
  assert.deepEqual({ ...none, gamma: "" }, {
    ...{ gamma: "", wrong_above_right: null, antonym_above_synonym: null, cv_percent: null },
    ...{ reliability: null, r_with_loss: null, r2: null },
  });
});

Deno.test("a Γ of the first chunk looks at a batch of its own, once each, and other errors are told", async () => {
  const asked: [MaskedBatch, readonly string[]][] = [];
  const told = {
    ...model,
    evaluate: (given: MaskedBatch, outputs: readonly string[]) => {
      asked.push([given, outputs]);
      return evaluate({ predicted: [3], ...given } as Predicted);
    },
  } as unknown as TrainingModel;
  // All tokens are in the one chunk; of the first alone [MASK] is shown.
  const given = { ...batch([0, 1], [2, 1]), replaced: Uint8Array.of(0, 1) };
  const [first, all] = await measureGammas(
    ["osgood:root=1:positions=first-chunk", "osgood:root=1"].map(gammaOf),
    { model: told, draws: [[given, given], [given, given]], opposites: [] },
  );
  assert.deepEqual(
    asked.map(([{ labels }, outputs]) => [[...labels], outputs]),
    Array(4).fill([[[0, 1], ["logits", "lossSum", "correct"]], [[0], ["logits"]]]).flat(),
  );
  // The distances of single words are of all.
  assert.deepEqual([first!.gamma, first!.wrong_above_right, all!.wrong_above_right], [
    ...["osgood:positions=first-chunk:root=1", 1, 1],
  ]);
  const broken = gammaOf("osgood");
  const table = new Proxy(broken.table, {
    get(of, name) {
      if (name === "known") throw new RangeError("not of Γ");
      return Reflect.get(of, name);
    },
  });
  await assert.rejects(
    measureGammas([{ ...broken, table }], { model, draws: [[given], [given]], opposites: [] }),
    /not of Γ/,
  );
});

Deno.test("each token is looked at by its own logits, and a batch where either draw has no Γ left out", async () => {
  // The last token alone is wrong, each time: loss is higher where it is.
  const two = [batch([0, 1, 2], [0, 1, 3]), batch([2, 3, 1], [2, 3, 0])];
  const [loss] = await measureGammas([gammaOf("loss:root=1")], {
    ...{ model, draws: [two, two], opposites: [] },
  });
  assert.equal(loss!.wrong_above_right, 1);
  // Γ of the first batch is 0 under one of the draws: 3 and 8 are left, mean 5.5, deviation √12.5.
  const zero = batch([0], [0]), others = [batch([0], [2]), batch([0], [3])];
  const whole = [batch([0], [1]), ...others], lacking = [zero, ...others];
  for (const draws of [[whole, lacking], [lacking, whole]] as const) {
    const [gamma] = await measureGammas([gammaOf("osgood:root=1")], {
      ...{ model, draws, opposites: [] },
    });
    assert.ok(Math.abs(gamma!.cv_percent! - 100 * Math.sqrt(12.5) / 5.5) < 1e-5);
  }
});

Deno.test("loss and accuracy together explain a share of Γ", async () => {
  // Γ but for σ: half of 8 and of 2, where one of two is right; 8 and 1, where none is.
  const batches = [
    ...[batch([0, 0], [0, 3]), batch([0, 1], [0, 2])],
    ...[batch([0, 3], [3, 0]), batch([0, 1], [1, 0])],
  ];
  const losses = new Map<MaskedBatch, number>(batches.map((of, i) => [of, i % 2 === 0 ? 2 : 1]));
  const told = {
    ...model,
    evaluate: async (of: MaskedBatch) => ({ ...await evaluate(of), lossSum: 2 * losses.get(of)! }),
  } as unknown as TrainingModel;
  const [gamma] = await measureGammas([gammaOf("osgood:root=1")], {
    ...{ model: told, draws: [batches, batches], opposites: [] },
  });
  // 4, 1, 8 and 1 are 3.5 and 2.5, −1 and −1 times what alternates with the loss, with the accuracy
  // and with neither.
  assert.ok(Math.abs(gamma!.r2! - (2.5 ** 2 + 1) / (2.5 ** 2 + 2)) < 1e-6);
  assert.ok(Math.abs(gamma!.r_with_loss! - 2.5 / Math.sqrt(2.5 ** 2 + 2)) < 1e-6);
});
