/** A″ = A′ · (Γ ÷ Γ_ref)^κ, so that the level of Γ is no rate of its own. */
import assert from "node:assert/strict";
import { constant, createMethod, type Json, type StepView } from "../schedule/mod.ts";
import { chooseGamma, gammaTable, type SemanticClassifier } from "../semantics/mod.ts";
import {
  assertClose,
  collect,
  config,
  isStep,
  openModel,
  options,
  profiles,
  semantics,
  tensors,
  vocabSize,
  withoutTime,
} from "./_tiny_training.ts";
import { eachTrainEvaluationBatch } from "./batches.ts";
import { type GammaSource, gammaSource } from "./gamma_source.ts";
import { initialGamma } from "./initial_gamma.ts";
import type { TrainOptions } from "./options.ts";
import type { EvaluationRecord, LogRecord } from "./records.ts";
import { train } from "./trainer.ts";

const CHUNKS = options().trainChunks;

/** Words are their numbers; each has the scores that the table says. */
const classifier: SemanticClassifier = {
  name: "by number",
  modelSha256: "00",
  uncased: false,
  has: (word) => Number(word) >= 5,
  scores: (words) => {
    const { scores } = semantics();
    return Promise.resolve(
      Float32Array.from(
        words.flatMap((id) => [...scores.slice(6 * Number(id), 6 * Number(id) + 6)]),
      ),
    );
  },
};
const decode = (ids: readonly number[]) => ids.join(" ");

async function opened(text: string, more = {}) {
  const gamma = chooseGamma(text), table = gammaTable(gamma.parts, semantics());
  const model = await openModel({ gamma, semantics: table, accumulation: true, ...more });
  return { model, gamma: gammaSource(gamma, { table, classifier, decode }) };
}

const SD = createMethod("SD", { steps: 4, seed: 7 });

const first = (records: readonly LogRecord[]) => records[0] as EvaluationRecord;

for (const text of ["osgood", "paper", "loss", "notebook", "paper:pass=second", "kl:root=1"]) {
  for (const gradientAccumulationSteps of [1, 2]) {
    const batches = gradientAccumulationSteps === 1 ? "a batch a step" : "two batches a step";
    Deno.test(`${text}: rates are relative to Γ before training, with ${batches}`, async () => {
      const { model, gamma } = await opened(text);
      const given = { batchSize: 2, gradientAccumulationSteps, gamma };
      const expected = await initialGamma(model, options(given));
      const records = await collect(model, { ...given, method: SD, gammaReference: "initial" });
      assert.equal(first(records).gamma_reference, expected);
      assert.equal(records.filter((record) => "gamma_reference" in record).length, 1);
      const { root } = gamma;
      for (const step of records.filter(isStep)) {
        const rate = 1e-3 * (step.gamma! / expected) ** (-1 / root);
        assertClose(step.learning_rate, rate, 1e-6, "A″");
        assertClose(step.gamma_root!, step.gamma! ** (1 / root), 1e-12, "the root, as it is");
      }
      model.dispose();
    });
  }
}

Deno.test("Γ before training is the mean over the pairs of the training chunks that are evaluated", async () => {
  const { model, gamma } = await opened("osgood");
  const given = options({ gamma, batchSize: 3 });
  const together = [...eachTrainEvaluationBatch({ ...given, batchSize: 2 })];
  assert.equal(together.length, 1, "as many chunks as there are evaluation chunks");
  const { gamma: mean, pairs } = await gamma.plain!(model, together[0]!);
  assert.ok(pairs > 1);
  assertClose(await initialGamma(model, given), mean!, 1e-12, "Γ₀");
  // What is evaluated in training changes nothing in it.
  for (const trainEval of ["no", "all"] as const) {
    assert.equal(await initialGamma(model, { ...given, trainEval }), mean);
  }
  model.dispose();
});

Deno.test("of a Γ that is a sum it is that of as many chunks as a step looks at", async () => {
  // Words that lie all alike: a pair has ln 6 in `paper`, and 6 ln 6 in `notebook`.
  const even = { scores: new Float32Array(6 * vocabSize).fill(0.5), known: semantics().known };
  const scores = (words: readonly string[]) =>
    Promise.resolve(new Float32Array(6 * words.length).fill(0.5));
  const given = { batchSize: 2, gradientAccumulationSteps: 2 };
  const cases = [
    ["paper", given, 1],
    ["paper:reduction=sum", given, 4],
    ["paper:reduction=sum", { batchSize: 64 }, CHUNKS.length],
    ["notebook", given, 1],
  ] as const;
  for (const [text, more, chunks] of cases) {
    const gamma = chooseGamma(text), table = gammaTable(gamma.parts, even);
    const model = await openModel({ gamma, semantics: table });
    const source = gammaSource(gamma, { table, decode, classifier: { ...classifier, scores } });
    const settings = options({ ...more, gamma: source });
    const all = [...eachTrainEvaluationBatch({ ...settings, batchSize: 1 })];
    let pairs = 0;
    for (const chunk of all) pairs += (await source.plain!(model, chunk)).pairs;
    const each = text === "notebook" ? 6 * Math.log(6) : Math.log(6);
    const expected = text === "paper" ? each : pairs * each * chunks / all.length;
    assertClose(await initialGamma(model, settings), expected, 1e-6, text);
    model.dispose();
  }
});

Deno.test("a number is taken as it is, and 1 changes no bit", async () => {
  const rates = async (gammaReference?: number) => {
    const { model, gamma } = await opened("paper");
    const records = await collect(model, {
      gamma,
      method: SD,
      ...(gammaReference === undefined ? {} : { gammaReference }),
    });
    assert.equal(first(records).gamma_reference, gammaReference);
    model.dispose();
    return records.filter(isStep).map(({ learning_rate }) => learning_rate);
  };
  const [plain, one, eight] = [await rates(), await rates(1), await rates(8)];
  assert.deepEqual(one, plain);
  assertClose(eight[0]!, 2 * plain[0]!, 1e-6, "∛8 = 2");
});

Deno.test("a run that goes on keeps its reference, and ends with the same bits", async () => {
  const given = { method: SD, gammaReference: "initial" } as const;
  const dropped = { config: { ...config, hiddenDropoutProb: 0.1 } };
  const whole = await opened("osgood", dropped);
  const expected = await collect(whole.model, { ...given, gamma: whole.gamma });
  const begun = await opened("osgood", dropped), goesOn = await opened("osgood", dropped);
  const memory = { kept: null as Json };
  for await (
    const { step } of train(begun.model, options({ ...given, gamma: begun.gamma, memory }))
  ) {
    if (step === 1) break;
  }
  await goesOn.model.restore(await begun.model.tensors(), await begun.model.moments());
  const rest = await collect(goesOn.model, {
    ...given,
    gamma: goesOn.gamma,
    memory,
    stepsDone: 1,
    gammaReference: first(JSON.parse(JSON.stringify(expected))).gamma_reference!,
  });
  const later = (records: LogRecord[]) =>
    withoutTime(records).filter(isStep).filter(({ step }) => step > 1);
  assert.deepEqual(later(rest), later(expected));
  assert.deepEqual(await goesOn.model.tensors(), await whole.model.tensors());
  for (const { model } of [whole, begun, goesOn]) model.dispose();
});

Deno.test("a step without Γ has A′, whatever the reference", async () => {
  const gamma = chooseGamma("paper");
  const table = gammaTable(gamma.parts, { ...semantics(), known: new Uint8Array(vocabSize) });
  for (const gradientAccumulationSteps of [1, 2]) {
    const model = await openModel({ gamma, semantics: table, accumulation: true });
    const records = await collect(model, {
      ...{ gamma: gammaSource(gamma, { table }), method: SD, gammaReference: 8 },
      gradientAccumulationSteps,
    });
    for (const step of records.filter(isStep)) {
      assert.deepEqual([step.gamma, step.learning_rate], [null, Math.fround(1e-3)]);
    }
    model.dispose();
  }
});

Deno.test("a method of one's own sees Γ by its reference", async () => {
  const seen: StepView[] = [];
  const { model, gamma } = await opened("paper");
  const records = await collect(model, {
    ...{ gamma, gammaReference: 4, schedule: constant(1e-3) },
    method: {
      name: "own",
      sees: ["gamma"],
      rate: (view) => {
        seen.push(view);
        return view.scheduledRate / view.gammaRoot!;
      },
    },
  });
  for (const [i, step] of records.filter(isStep).entries()) {
    assert.equal(seen[i]!.gamma, step.gamma! / 4);
    assertClose(step.learning_rate, 1e-3 * (step.gamma! / 4) ** (-1 / 3), 1e-6, "A″");
  }
  model.dispose();
});

Deno.test("without a Γ before training no step is made, and the error says why", async () => {
  const refused = async (
    given: Partial<TrainOptions>,
    text: string,
    message: RegExp,
    more = {},
  ) => {
    const { model, gamma } = await opened(text, more);
    const making = collect(model, { gamma, gammaReference: "initial", method: SD, ...given });
    await assert.rejects(making, { name: "NonFiniteError", message });
    model.dispose();
  };
  const gamma = chooseGamma("paper");
  const none = gammaTable(gamma.parts, { ...semantics(), known: new Uint8Array(vocabSize) });
  const unknown = gammaSource(gamma, { table: none });
  await refused(
    { gamma: unknown },
    "paper",
    /Γ \(paper\) before training.*There is no pair of words/,
  );
  // All answers are the word 6, and so are all predictions.
  const bias = tensors.get("cls.predictions.bias")!;
  const data = bias.data.map((x, id) => id === 6 ? 100 : x);
  const sure = new Map(tensors).set("cls.predictions.bias", { shape: bias.shape, data });
  const trainChunks = Array.from({ length: 4 }, () => new Int32Array(16).fill(6));
  await refused({ trainChunks }, "osgood", /It is 0, and must be above 0\. Give a number/, {
    tensors: sure,
  });
  // A negative cosine, which has no logarithm.
  const negative = profiles("notebook");
  negative.profile.fill(-0.5);
  const notebook = chooseGamma("notebook:pairing=tokens");
  const source: GammaSource = gammaSource(notebook, { table: negative });
  await refused({ gamma: source }, "notebook:pairing=tokens", /must be positive, and is -0\.5/);
  const { model } = await opened("paper");
  await assert.rejects(
    collect(model, { gammaReference: "initial" }),
    /cannot be measured before training: it has no profiles/,
  );
  model.dispose();
});
