import assert from "node:assert/strict";
import accumulated from "../../tests/fixtures/trajectory-accumulated.json" with { type: "json" };
import trajectory from "../../tests/fixtures/trajectory.json" with { type: "json" };
import { decodeTensors } from "../../tests/fixtures/decode.ts";
import type { NamedTensors } from "../model/mod.ts";
import { constant, createMethod, createSchedule, defineMethod } from "../schedule/mod.ts";
import { chooseGamma, gammaOfCosines } from "../semantics/mod.ts";
import {
  assertClose,
  openModel,
  options,
  profiles,
  semantics,
  tensors,
  toBatch,
} from "./_tiny_training.ts";
import { adamConstants } from "./adam_step.ts";
import { PAPER_GAMMA } from "./gamma_source.ts";
import { NonFiniteError } from "./non_finite_error.ts";
import { makeStep } from "./step.ts";
import type { StepSettings } from "./step_settings.ts";

function assertParameters(actual: NamedTensors, encoded: typeof trajectory.parameters): void {
  for (const [name, { data }] of decodeTensors(encoded)) {
    // The gradient of a key's bias is exactly 0; Adam turns its rounding noise into whole steps.
    if (name.endsWith("self.key.bias")) continue;
    const values = actual.get(name)!.data;
    data.forEach((expected, i) =>
      assert.ok(Math.abs(values[i]! - expected) < 2e-5, `${name}[${i}]: ${values[i]} ${expected}`)
    );
  }
}

Deno.test("fifty steps with warm-up, decay and clipping are those of PyTorch's AdamW", async () => {
  const { settings, batches, steps } = trajectory;
  const model = await openModel();
  const schedule = createSchedule("linear", settings.learning_rate, {
    trainingSteps: settings.training_steps,
    warmupSteps: settings.warmup_steps,
  });
  for (const [i, expected] of steps.entries()) {
    const record = await makeStep(model, options({ schedule }), [toBatch(batches[i]!)], i + 1);
    assertClose(record.loss, expected.loss, 1e-5, `loss of step ${i + 1}`);
    assertClose(record.grad_norm, expected.grad_norm, 1e-5, `norm of step ${i + 1}`);
    assert.ok(Math.abs(record.learning_rate - expected.learning_rate) < 1e-9);
  }
  assertParameters(await model.tensors(), trajectory.parameters);
  model.dispose();
});

Deno.test("accumulated batches make the step that PyTorch makes of the mean of all their tokens", async () => {
  const run = accumulated.runs.find(({ mean }) => mean === "tokens")!;
  const model = await openModel({ accumulation: true });
  const schedule = createSchedule("linear", accumulated.settings.learning_rate, {
    trainingSteps: accumulated.settings.training_steps,
    warmupSteps: accumulated.settings.warmup_steps,
  });
  for (const [i, expected] of run.steps.entries()) {
    const pair = accumulated.batches.slice(2 * i, 2 * i + 2).map(toBatch);
    const record = await makeStep(model, options({ schedule }), pair, i + 1);
    assertClose(record.loss, expected.loss, 1e-5, `loss of step ${i + 1}`);
    assertClose(record.grad_norm, expected.grad_norm, 1e-5, `norm of step ${i + 1}`);
  }
  assertParameters(await model.tensors(), run.parameters as typeof trajectory.parameters);
  model.dispose();
});

Deno.test("Γ in the step program is that of its predictions and labels", async () => {
  const scores = semantics();
  const model = await openModel({ semantics: profiles() });
  const batch = toBatch(trajectory.batches[0]!);
  const predictions = await model.trainingPredictions(batch, 0);
  const rows = (ids: Iterable<number>) =>
    Float32Array.from([...ids].flatMap((id) => [...scores.scores.subarray(id * 6, id * 6 + 6)]));
  const both = [...batch.labels.keys()].filter((i) =>
    scores.known[batch.labels[i]!] === 1 && scores.known[predictions[i]!] === 1
  );
  const expected = gammaOfCosines(
    chooseGamma("paper").parts,
    rows(both.map((i) => batch.labels[i]!)),
    rows(both.map((i) => predictions[i]!)),
  )!;
  for (const [name, power] of [["none", 0], ["SD", -1 / 3], ["SD2", 1 / 3]] as const) {
    await model.load(tensors);
    const method = createMethod(name, { steps: 4, seed: 7 });
    const record = await makeStep(model, options({ method, schedule: constant(0.01) }), [batch], 1);
    assertClose(record.gamma!, expected, 1e-6, "Γ");
    assert.equal(record.gamma_pairs, both.length);
    assertClose(record.gamma_root!, expected ** (1 / 3), 1e-6, "∛Γ");
    assertClose(record.learning_rate, 0.01 * expected ** power, 1e-6, `A″ of ${name}`);
  }
  model.dispose();
});

Deno.test("a method that is a function makes the same step as the same method as a power", async () => {
  const semanticsTable = profiles();
  const batch = toBatch(trajectory.batches[0]!);
  const results = [];
  for (
    const method of [
      createMethod("SD2", { steps: 4, seed: 7 }),
      createMethod(
        defineMethod({ name: "same", adjust: (rate, root) => rate * root }),
        { steps: 4, seed: 7 },
      ),
    ]
  ) {
    const model = await openModel({ semantics: semanticsTable });
    results.push(await makeStep(model, options({ method }), [batch], 1));
    model.dispose();
  }
  assertClose(results[1]!.learning_rate, results[0]!.learning_rate, 1e-6, "A″");
  assert.equal(results[1]!.gamma, results[0]!.gamma);
});

Deno.test("without scores Γ is undefined and A″ is A′", async () => {
  const model = await openModel();
  const method = createMethod("SD", { steps: 4, seed: 7 });
  const record = await makeStep(model, options({ method }), [toBatch(trajectory.batches[0]!)], 1);
  assert.deepEqual([record.gamma, record.gamma_root, record.gamma_pairs], [null, null, 0]);
  assert.equal(record.learning_rate, Math.fround(1e-3));
  model.dispose();
});

Deno.test("a measured Γ that is given, undefined or not positive does what it should", async () => {
  const model = await openModel({ semantics: profiles() });
  const batch = [toBatch(trajectory.batches[0]!)];
  const method = createMethod("SD", { steps: 4, seed: 7 });
  const source = (gamma: number | undefined) => ({
    name: "measured",
    root: 4,
    measure: () => Promise.resolve({ gamma, pairs: 3 }),
  });
  const given = await makeStep(model, options({ method, gamma: source(16) }), batch, 1);
  assertClose(given.learning_rate, 1e-3 / 2, 1e-6, "A″ with Γ = 16 and its fourth root 2");
  // A Γ up to 1 is one as well, the smallest of float32, too.
  for (const gamma of [1, 1 / 16, 2 ** -40]) {
    const small = await makeStep(model, options({ method, gamma: source(gamma) }), batch, 1);
    assertClose(small.learning_rate, 1e-3 / gamma ** 0.25, 1e-6, `A″ with Γ = ${gamma}`);
    assert.equal(small.gamma, gamma);
  }
  const none = await makeStep(model, options({ method, gamma: source(undefined) }), batch, 2);
  assert.equal(none.learning_rate, Math.fround(1e-3));
  for (const gamma of [-1, NaN, Infinity]) {
    await assert.rejects(
      makeStep(model, options({ method, gamma: source(gamma) }), batch, 3),
      NonFiniteError,
    );
  }
  model.dispose();
});

Deno.test("an accumulated step takes the Γ that is given, up to 1 and above", async () => {
  const model = await openModel({ semantics: profiles(), accumulation: true });
  const batches = trajectory.batches.slice(0, 2).map(toBatch);
  const method = createMethod("SD", { steps: 4, seed: 7 });
  for (const gamma of [16, 1, 1 / 16]) {
    const source = { name: "m", root: 4, measure: () => Promise.resolve({ gamma, pairs: 3 }) };
    const step = await makeStep(model, options({ method, gamma: source }), batches, 1);
    assertClose(step.learning_rate, 1e-3 / gamma ** 0.25, 1e-6, `A″ with Γ = ${gamma}`);
    assert.deepEqual([step.gamma, step.gamma_pairs], [gamma, 6]);
  }
  model.dispose();
});

Deno.test("gradients are scaled down to the bound of their norm, and never up", async () => {
  const batch = [toBatch(trajectory.batches[0]!)];
  for (const maxGradNorm of [1e6, 1, 1e-3]) {
    const model = await openModel();
    const { grad_norm } = await makeStep(model, options({ maxGradNorm }), batch, 1);
    // After one step from zeros the means are a tenth of the clipped gradients.
    const { first } = await model.moments();
    const squares = [...first.values()].flatMap(({ data }) => [...data].map((x) => (10 * x) ** 2));
    const norm = Math.sqrt(squares.reduce((a, b) => a + b));
    assertClose(norm, Math.min(grad_norm, maxGradNorm), 1e-5, `norm by ${maxGradNorm}`);
    model.dispose();
  }
});

Deno.test("clipping, decay and Adam's corrections are PyTorch's and Transformers' unless told", async () => {
  const told: StepSettings[] = [];
  const model = await openModel();
  const { step } = model;
  model.step = (batch, settings) => {
    told.push(settings);
    return step.call(model, batch, settings);
  };
  const batch = [toBatch(trajectory.batches[0]!)];
  await makeStep(model, options(), batch, 5, 2);
  await makeStep(model, options({ maxGradNorm: 0.5, weightDecay: 0.2 }), batch, 6);
  assert.deepEqual(
    told.map(({ maxGradNorm, weightDecay, step }) => [maxGradNorm, weightDecay, step]),
    [[1, 0.01, 3], [0.5, 0.2, 6]],
  );
  assert.deepEqual(adamConstants(), { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
  model.dispose();
});

Deno.test("a step that is not finite changes nothing and says which it was", async () => {
  const broken: NamedTensors = new Map(tensors);
  const bias = broken.get("cls.predictions.bias")!;
  broken.set("cls.predictions.bias", {
    shape: bias.shape,
    data: bias.data.map((x, i) => i === 9 ? NaN : x),
  });
  const model = await openModel({ tensors: broken });
  const before = await model.tensors();
  await assert.rejects(
    makeStep(model, options(), [toBatch(trajectory.batches[0]!)], 12),
    (error) => error instanceof NonFiniteError && error.message.includes("Step 12"),
  );
  assert.deepEqual(await model.tensors(), before);
  model.dispose();
});

Deno.test("PAPER_GAMMA has the cube root", () => {
  assert.equal(PAPER_GAMMA.root, 3);
});

Deno.test("a step's time is told in seconds", async () => {
  const model = await openModel();
  const { now } = performance;
  // Each look at the clock finds it a second later: a whole number of them passes.
  let looks = 0;
  performance.now = () => 1000 * ++looks;
  try {
    const { seconds } = await makeStep(model, options(), [toBatch(trajectory.batches[0]!)], 1);
    assert.ok(seconds >= 1 && Number.isInteger(seconds), `${seconds} s`);
  } finally {
    performance.now = now;
    model.dispose();
  }
});
