import "@tensorflow/tfjs-backend-cpu";
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { cpuRunner } from "../../tests/_operations/cpu_runner.ts";
import { withExecutor } from "../../tests/_executors/helpers.ts";
import { testObjectives } from "../../tests/_objectives.ts";
import { floats, ints } from "../../tests/_tensors.ts";
import { InputError } from "../io/mod.ts";
import type { NamedTensors } from "../model/mod.ts";
import { add, crossEntropy, divide, subtract, sum } from "../program/mod.ts";
import {
  chooseGamma,
  type DistanceDefinition,
  GAMMA_VARIABLES,
  gammaTable,
} from "../semantics/mod.ts";
import {
  assertClose,
  chunks,
  collect,
  config,
  isStep,
  openModel,
  options,
  semantics,
  vocabSize,
  withoutTime,
} from "./_tiny_training.ts";
import { batchOf, choose, open } from "./_gamma_sources.ts";
import { defineObjective } from "./define_objective.ts";
import { NonFiniteError } from "./non_finite_error.ts";
import { checkObjective, chooseObjective, OBJECTIVES } from "./objectives.ts";
import { objectiveShares } from "./objective_values.ts";
import type { TrainOptions } from "./options.ts";
import { StepPlaceholders } from "./step_interface.ts";
import { buildStepProgram } from "./step_program.ts";
import { train } from "./trainer.ts";
import { WordOrder } from "./word_order.ts";

testObjectives(cpuRunner);

const OSGOOD = "paper:profile=bipolar:distance=euclidean";
const dropped = { ...config, hiddenDropoutProb: 0.1 };

/** A model with an objective whose meaning is that of Osgood's D. */
async function opened(text: string, more = {}) {
  const gamma = chooseGamma(OSGOOD);
  const table = gammaTable(gamma.parts, semantics());
  const objective = chooseObjective(text);
  return await openModel({ config: dropped, gamma, semantics: table, objective, ...more });
}

interface Trained {
  records: ReturnType<typeof withoutTime>;
  weights: NamedTensors;
}

async function trained(
  text: string,
  more: Partial<TrainOptions> = {},
  open = {},
): Promise<Trained> {
  const model = await opened(text, open);
  const { gamma } = model;
  const source = { name: gamma.name, root: gamma.parts.root, choice: gamma };
  const records = withoutTime(await collect(model, { ...more, gamma: source }));
  const weights = await model.tensors();
  model.dispose();
  return { records, weights };
}

Deno.test("the objectives have an order, and the cross-entropy is the default", () => {
  assert.deepEqual(OBJECTIVES.names, ["cross_entropy", "sd_token", "sd_loss"]);
  assert.equal(chooseObjective().text, "cross_entropy");
  assert.equal(chooseObjective("sd_loss:order=same:lambda=0.1").text, "sd_loss");
  assert.throws(() => chooseObjective("sd_loss:lambda=-1"), /must be a number from 0 to 1e6/);
  assert.throws(() => chooseObjective("sd_token:order=any"), /must be one of same, shuffled/);
});

Deno.test("the logged loss is the plain cross-entropy, and the objective stands beside it", async () => {
  const plain = (await trained("cross_entropy")).records.filter(isStep);
  assert.ok(plain.every((step) => !("objective" in step)));
  for (const text of ["sd_token", "sd_token:order=shuffled", "sd_loss", "sd_loss:order=shuffled"]) {
    const steps = (await trained(text)).records.filter(isStep);
    // Both have the same weights before the first step.
    assert.equal(steps[0]!.loss, plain[0]!.loss);
    assert.equal(steps[0]!.gamma, plain[0]!.gamma);
    assert.notEqual(steps[1]!.loss, plain[1]!.loss);
    assert.ok(
      steps.every(({ loss, objective }) => Number.isFinite(objective) && objective !== loss),
    );
  }
  // The second term of 0 times λ leaves the loss.
  const [step] = (await trained("sd_loss:lambda=0")).records.filter(isStep);
  assertClose(step!.objective!, plain[0]!.loss, 1e-6, "λ = 0");
});

Deno.test("a negative distance makes a weight of 0, and no sign of a gradient turns", async () => {
  const { parts } = chooseGamma(OSGOOD);
  const signed: DistanceDefinition = {
    ...parts.distance,
    graph: (right, predicted) => sum(subtract(right, predicted), [1]),
  };
  await withExecutor(cpuRunner, (builder) => {
    const feeds = new StepPlaceholders(builder, { sequenceLength: 8, vocabSize: 3 });
    const logits = builder.placeholder("logits", [-1, 3]);
    const losses = crossEntropy(logits, feeds.get("labels"));
    const predictions = builder.placeholder("predictions", [-1], "int32");
    const pass = { logits, losses, predictions };
    const objective = chooseObjective("sd_token"), gamma = { ...parts, distance: signed };
    builder.output("weights", divide(objectiveShares(objective, feeds, gamma, pass), losses));
    builder.variable(GAMMA_VARIABLES.profile, [3, 3]);
    builder.variable(GAMMA_VARIABLES.known, [3, 1]);
  }, async (executor) => {
    await executor.setVariables(
      new Map([
        [GAMMA_VARIABLES.profile, floats([0, 0, 0, 1, 0, 0, 4, 0, 0], [3, 3])],
        [GAMMA_VARIABLES.known, floats([1, 1, 1], [3, 1])],
      ]),
    );
    const [weights] = await executor.run({
      logits: floats(Array(9).fill(0), [3, 3]),
      labels: ints([1, 0, 2]),
      predictions: ints([0, 2, 1]),
    }, ["weights"]);
    // The distances 1, -4 and 3.
    assert.deepEqual([...weights!.data].map((x) => Math.round(1e5 * x) / 1e5), [0.75, 0, 2.25]);
  });
});

Deno.test("what is shuffled is decided by seed and step, and is other than what is not", async () => {
  for (const name of ["sd_token", "sd_loss"]) {
    const same = await trained(name), shuffled = await trained(`${name}:order=shuffled`);
    assert.deepEqual(await trained(`${name}:order=shuffled`), shuffled);
    const objectives = ({ records }: Trained) =>
      records.filter(isStep).map(({ objective }) => objective);
    assert.notDeepEqual(objectives(shuffled), objectives(same));
  }
});

Deno.test("the orders are permutations that depend on the seed, those of tokens on the step as well", () => {
  const { parts } = chooseGamma(OSGOOD);
  const orders = (text: string, deal: { seed: number; step: number }) => {
    const objective = chooseObjective(`${text}:order=shuffled`);
    const program = buildStepProgram({ config, sequenceLength: 16, gamma: parts, objective });
    const words = new WordOrder(semantics().known);
    const { token_order, word_order } = program.feeds({ batch: batchOf(), deal, words });
    return [...(token_order ?? word_order)!.data];
  };
  const sorted = (order: readonly number[]) => order.toSorted((a, b) => a - b);
  const places = [{ seed: 7, step: 1 }, { seed: 7, step: 2 }, { seed: 8, step: 1 }] as const;
  const [tokens, later, other] = places.map((deal) => orders("sd_token", deal));
  assert.deepEqual(sorted(tokens!), [...batchOf().labels.keys()]);
  assert.notDeepEqual(tokens, later);
  assert.notDeepEqual(tokens, other);
  const [words, sameRun, otherRun] = places.map((deal) => orders("sd_loss", deal));
  assert.deepEqual(sorted(words!), [...Array(vocabSize).keys()]);
  assert.deepEqual(words, sameRun);
  assert.notDeepEqual(words, otherRun);
  // The special words have no profile to give away.
  assert.deepEqual(words!.slice(0, 5), [0, 1, 2, 3, 4]);
});

Deno.test("a run that goes on ends with the bits of one that was not interrupted", async () => {
  for (const text of ["sd_token:order=shuffled", "sd_loss:order=shuffled"]) {
    const whole = await trained(text);
    const first = await opened(text), second = await opened(text);
    const { gamma } = first;
    const more = { gamma: { name: gamma.name, root: gamma.parts.root, choice: gamma } };
    const records = [];
    for await (const record of train(first, options(more))) {
      records.push(record);
      if (record.type === "step" && record.step === 3) break;
    }
    await second.restore(await first.tensors(), await first.moments());
    const rest = await collect(second, { ...more, stepsDone: 3 });
    const weights = await second.tensors();
    first.dispose();
    second.dispose();
    assert.deepEqual(weights, whole.weights);
    const steps = withoutTime([...records, ...rest]).filter(isStep);
    assert.deepEqual(steps, whole.records.filter(isStep));
  }
});

Deno.test("a step is the same in any number of batches, or is refused", async () => {
  const trainChunks = chunks(20, "train"), flat = { config, accumulation: true };
  for (const text of ["sd_loss", "sd_loss:order=shuffled"]) {
    const whole = await trained(text, { trainChunks, batchSize: 20 }, flat);
    const steps = whole.records.filter(isStep);
    for (const [batchSize, gradientAccumulationSteps] of [[10, 2], [7, 3]] as const) {
      const more = { trainChunks, batchSize, gradientAccumulationSteps };
      const divided = await trained(text, more, flat);
      divided.records.filter(isStep).forEach((found, i) => {
        for (const figure of ["loss", "objective", "grad_norm"] as const) {
          assertClose(found[figure]!, steps[i]![figure]!, 1e-6, `${figure} of step ${i + 1}`);
        }
      });
      for (const [name, { data }] of whole.weights) {
        // The gradient of a key's bias is exactly 0; Adam turns its rounding noise into whole steps.
        if (name.endsWith("self.key.bias")) continue;
        const found = divided.weights.get(name)!.data;
        data.forEach((x, i) => assert.ok(Math.abs(x - found[i]!) < 1e-6, `${name}[${i}]`));
      }
    }
  }
  const gamma = chooseGamma(OSGOOD), whole = chooseObjective("sd_token");
  checkObjective(whole, { gamma, gradientAccumulationSteps: 1 });
  assert.throws(
    () => checkObjective(whole, { gamma, gradientAccumulationSteps: 2 }),
    (error) =>
      error instanceof InputError &&
      /sd_token compares all masked tokens of a step, and gradientAccumulationSteps divides it into 2/
        .test(error.message),
  );
  for (const text of ["cross_entropy", "sd_loss"]) {
    checkObjective(chooseObjective(text), { gamma, gradientAccumulationSteps: 2 });
  }
});

Deno.test("a Γ without distances in the step is refused by what weighs by them, and by nothing else", async () => {
  const refused = /sd_token needs each masked token's distance, and Γ /;
  for (const text of ["notebook", "slow"]) {
    const gamma = choose(text), objective = chooseObjective("sd_token");
    assert.throws(
      () => checkObjective(objective, { gamma, gradientAccumulationSteps: 1 }),
      refused,
    );
    await assert.rejects(open(text, { objective }), refused);
    const { model, source } = await open(text, { objective: chooseObjective("sd_loss") });
    const [step] = (await collect(model, { gamma: source })).filter(isStep);
    assert.ok(Number.isFinite(step!.objective));
    model.dispose();
  }
  await assert.rejects(openModel({ objective: chooseObjective("sd_loss") }), {
    name: "RangeError",
    message: "The objective sd_loss needs the profiles of the vocabulary.",
  });
});

Deno.test("a Γ of another pass is refused by what weighs by the step's own, and by nothing else", async () => {
  const gamma = chooseGamma(`${OSGOOD}:pass=second`), gradientAccumulationSteps = 1;
  const check = (text: string) =>
    checkObjective(chooseObjective(text), { gamma, gradientAccumulationSteps });
  assert.throws(
    () => check("sd_token"),
    /sd_token weighs by the step's own forward pass, and Γ paper:pass=second\S* has another/,
  );
  for (const text of ["cross_entropy", "sd_loss"]) check(text);
  await assert.rejects(
    open(`${OSGOOD}:pass=second`, { objective: chooseObjective("sd_token") }),
    /has another/,
  );
});

Deno.test("a Γ to which all words are the same is refused by what compares words", () => {
  const check = (objective: string, gamma: string) =>
    checkObjective(chooseObjective(objective), {
      gamma: chooseGamma(gamma),
      gradientAccumulationSteps: 1,
    });
  for (const objective of ["sd_loss", "sd_loss:order=shuffled"]) {
    assert.throws(() => check(objective, "loss"), /sd_loss needs words that differ, and by Γ loss/);
  }
  assert.throws(
    () => check("sd_token", "paper:profile=one"),
    /every word has the same profile, one/,
  );
  // The weights are the words' own losses.
  check("sd_token", "loss");
  check("cross_entropy", "loss");
});

Deno.test("a Γ of some tokens leaves the objective's distances as they are", async () => {
  const first = async (parts: string) => {
    const { model, source } = await open(`${OSGOOD}${parts}`, {
      objective: chooseObjective("sd_token"),
    });
    const [step] = (await collect(model, { gamma: source })).filter(isStep);
    model.dispose();
    return step!;
  };
  const { objective } = await first("");
  assert.equal((await first(":positions=first-chunk")).objective, objective);
});

Deno.test("what an objective reads unsaid is refused", async () => {
  for (const input of ["distances", "profiles", "wordOrder"] as const) {
    const unsaid = defineObjective({
      name: "unsaid",
      description: "the losses, with a look at what it does not say",
      build: (scope) => (scope[input](), scope.losses),
    });
    const objective = chooseObjective("unsaid", OBJECTIVES.with([unsaid]));
    await assert.rejects(
      opened("cross_entropy", { objective }),
      /The objective unsaid reads (distances|profiles), which is not among what it reads/,
    );
  }
});

Deno.test("an objective that is not finite makes no step, and no tensor is left behind", async () => {
  await tf.setBackend("cpu");
  const before = tf.memory().numTensors;
  const infinite = defineObjective({
    name: "infinite",
    description: "the losses and what is beyond all numbers",
    build: ({ losses }) => add(losses, losses.node.builder.constant(Infinity)),
  });
  const model = await opened("cross_entropy", {
    objective: chooseObjective("infinite", OBJECTIVES.with([infinite])),
  });
  const weights = await model.tensors();
  const gamma = { name: model.gamma.name, root: 3, choice: model.gamma };
  await assert.rejects(
    collect(model, { gamma }),
    (error) =>
      error instanceof NonFiniteError && /its objective is not a finite/.test(error.message),
  );
  assert.deepEqual(await model.tensors(), weights);
  model.dispose();
  for (const text of ["sd_token:order=shuffled", "sd_loss:order=shuffled"]) await trained(text);
  assert.equal(tf.memory().numTensors, before);
});
