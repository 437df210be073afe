/** What methods see, keep and give, in the midst of training. */
import assert from "node:assert/strict";
import {
  constant,
  createMethod,
  type Json,
  type RateMethod,
  type StepView,
} from "../schedule/mod.ts";
import { GammaError } from "../semantics/mod.ts";
import {
  assertClose,
  chunks,
  collect,
  config,
  isStep,
  openModel,
  options,
  profiles,
  tensors,
  withoutTime,
} from "./_tiny_training.ts";
import type { GammaSource } from "./gamma_source.ts";
import { NonFiniteError } from "./non_finite_error.ts";
import type { LogRecord, StepRecord } from "./records.ts";
import { train } from "./trainer.ts";

const dropped = { ...config, hiddenDropoutProb: 0.1 };
const open = (more = {}) => openModel({ config: dropped, semantics: profiles(), ...more });

/** Halves its share of the rate where the loss has grown, and counts the steps it saw. */
type Kept = { share: number; loss: number | null; seen: number };
const HALVING: RateMethod = {
  name: "halving",
  initial: { share: 1, loss: null, seen: 0 },
  rate: ({ scheduledRate }, kept) => scheduledRate * (kept as Kept).share,
  keep({ loss }, kept) {
    const { share, loss: before, seen } = kept as Kept;
    return { share: before !== null && loss > before ? share / 2 : share, loss, seen: seen + 1 };
  },
};

for (
  const method of [
    HALVING,
    createMethod("greedy:patience=0:factor=0.5:smooth=true:windowSize=2", { steps: 4, seed: 7 }),
  ]
) {
  Deno.test(`a run that goes on with what ${method.name} kept ends with the same bits`, async () => {
    const whole = await open();
    const expected = withoutTime(await collect(whole, { method }));
    const rates = expected.filter(isStep).map(({ learning_rate }) => learning_rate);
    assert.ok(new Set(rates).size > 1, "the method changed the rate");
    for (const at of [1, 3]) {
      const first = await open(), second = await open();
      const memory = { kept: null as Json };
      for await (const { step } of train(first, options({ method, memory }))) {
        if (step === at) break;
      }
      const saved = JSON.parse(JSON.stringify(memory));
      await second.restore(await first.tensors(), await first.moments());
      const rest = withoutTime(await collect(second, { method, stepsDone: at, memory: saved }));
      const steps = (records: LogRecord[]) =>
        records.filter(isStep).filter(({ step }) => step > at);
      assert.deepEqual(steps(rest), steps(expected));
      assert.deepEqual(await second.tensors(), await whole.tensors());
      for (const model of [first, second]) model.dispose();
    }
    whole.dispose();
  });
}

Deno.test("a memory is set at the start of a run, whatever another run left in it", async () => {
  const model = await open();
  const memory = { kept: { share: 0, loss: 9, seen: 99 } as Json };
  const records = await collect(model, { method: HALVING, memory });
  assert.equal((memory.kept as Kept).seen, 4);
  assert.equal((memory.kept as Kept).loss, records.filter(isStep).at(-1)!.loss);
  model.dispose();
});

Deno.test("what is kept is what a checkpoint gives back, from the first step on", async () => {
  const seen: Json[] = [];
  const method: RateMethod = {
    name: "infinite",
    initial: { best: Infinity },
    rate({ scheduledRate }, kept) {
      seen.push(kept);
      return scheduledRate;
    },
    keep: () => ({ best: Infinity }),
  };
  const model = await open();
  await collect(model, { method });
  assert.deepEqual(seen, Array(4).fill({ best: null }));
  model.dispose();
});

for (const gradientAccumulationSteps of [1, 2]) {
  Deno.test(`a method sees what it asks for, of ${gradientAccumulationSteps} batches a step`, async () => {
    const views: StepView[] = [];
    const looking = (sees: RateMethod["sees"]): RateMethod => ({
      name: "looking",
      ...(sees === undefined ? {} : { sees }),
      rate(view) {
        views.push(view);
        return view.scheduledRate / 2;
      },
    });
    const model = await open({ accumulation: true });
    const more = { gradientAccumulationSteps, batchSize: 2, epochs: 1 };
    const start = await model.tensors();
    const steps = Math.ceil(3 / gradientAccumulationSteps);
    for (const sees of [undefined, ["loss"], ["gamma"], ["gamma", "loss"]] as const) {
      views.length = 0;
      await model.load(start);
      const records = (await collect(model, { ...more, method: looking(sees) })).filter(isStep);
      assert.equal(views.length, steps);
      for (const [i, { step, steps: all, scheduledRate, ...rest }] of views.entries()) {
        const { loss, gamma, gamma_root, learning_rate } = records[i]!;
        assert.deepEqual([step, all, scheduledRate], [i + 1, steps, 1e-3]);
        assert.equal(learning_rate, Math.fround(1e-3 / 2));
        assert.deepEqual(rest, {
          ...(sees?.some((what) => what === "gamma") ? { gamma, gammaRoot: gamma_root } : {}),
          ...(sees?.some((what) => what === "loss") ? { loss } : {}),
        });
      }
    }
    model.dispose();
  });
}

Deno.test("a method that sees Γ is not told of one in a step without pairs", async () => {
  const model = await openModel();
  const method: RateMethod = {
    name: "asking",
    sees: ["gamma"],
    rate({ scheduledRate, gamma, gammaRoot }) {
      assert.deepEqual([gamma, gammaRoot], [undefined, undefined]);
      return scheduledRate;
    },
  };
  await collect(model, { method });
  model.dispose();
});

for (const rate of [NaN, -1e-9, Infinity, -Infinity]) {
  Deno.test(`a method's rate of ${rate} ends training, or the step is skipped`, async () => {
    const kept: number[] = [];
    const method: RateMethod = {
      name: "faulty",
      initial: 0,
      rate: ({ step, scheduledRate }) => step === 2 ? rate : scheduledRate,
      keep({ step }) {
        kept.push(step);
        return step;
      },
    };
    const model = await open({ accumulation: true });
    await assert.rejects(collect(model, { method }), (error: Error) => {
      assert.ok(error instanceof NonFiniteError);
      assert.match(
        error.message,
        /^Step 2 was not made: the method faulty gives it the rate -?[\dINe]/,
      );
      return true;
    });
    kept.length = 0;
    for (const more of [{}, { gradientAccumulationSteps: 2, batchSize: 2 }]) {
      await model.load(tensors);
      const memory = { kept: null as Json };
      const records = await collect(model, { ...more, method, memory, onNonfinite: "skip" });
      const types = records.filter(({ type }) => type !== "evaluation").map(({ type }) => type);
      assert.deepEqual(types, ["step", "skipped", "step", "step"]);
      assert.equal(memory.kept, 4);
    }
    assert.deepEqual(kept, [1, 3, 4, 1, 3, 4], "a step that was not made is not told of");
    model.dispose();
  });
}

/** A Γ of one's own. */
const source = (...values: (number | (() => never))[]): GammaSource => ({
  name: "given",
  root: 2,
  measure() {
    const value = values.shift()!;
    return Promise.resolve({ gamma: typeof value === "number" ? value : value(), pairs: 2 });
  },
});

Deno.test("a Γ of 0 makes no step of SD, one of rate 0 of SD2, and leaves none as it is", async () => {
  for (const [name, expected] of [["SD", undefined], ["SD2", 0], ["none", 1e-3]] as const) {
    const model = await open();
    const method = createMethod(name, { steps: 4, seed: 7 });
    const training = collect(model, { method, gamma: source(0, 1, 1, 1) });
    if (expected === undefined) {
      await assert.rejects(
        training,
        /Step 1 was not made: the method SD gives it the rate Infinity/,
      );
    } else {
      const [first] = (await training).filter(isStep);
      assert.deepEqual([first!.learning_rate, first!.gamma], [Math.fround(expected), 0]);
    }
    model.dispose();
  }
});

Deno.test("a Γ that does not exist is the fault of its step alone", async () => {
  const undefinedGamma = () => {
    throw new GammaError("The answer's cosine must be positive, and is -0.1");
  };
  const model = await open();
  await assert.rejects(
    collect(model, { gamma: source(undefinedGamma) }),
    (error: Error) => {
      assert.ok(error instanceof NonFiniteError);
      assert.match(
        error.message,
        /^Step 1 was not made: its Γ does not exist\. The answer's cosine must be positive/,
      );
      return true;
    },
  );
  const gamma = source(4, undefinedGamma, -1, 4);
  const method = createMethod("SD", { steps: 4, seed: 7 });
  const records = await collect(model, { gamma, method, onNonfinite: "skip" });
  const steps = records.filter(({ type }) => type !== "evaluation");
  assert.deepEqual(steps.map(({ type }) => type), ["step", "skipped", "skipped", "step"]);
  assertClose((steps[3] as StepRecord).learning_rate, 1e-3 / 2, 1e-6, "A″ with Γ = 4");
  model.dispose();
});

Deno.test("Γ is measured of each batch of a step, or of the first where that is all it looks at", async () => {
  const model = await open({ accumulation: true });
  const more = {
    trainChunks: chunks(4, "train"),
    batchSize: 1,
    gradientAccumulationSteps: 2,
    epochs: 1,
    schedule: constant(0),
  };
  const gammas = async (given: GammaSource) =>
    (await collect(model, { ...more, gamma: given })).filter(isStep)
      .map(({ gamma, gamma_pairs }) => [gamma, gamma_pairs]);
  assert.deepEqual(await gammas(source(1, 3, 5, 5)), [[2, 4], [5, 4]]);
  assert.deepEqual(await gammas({ ...source(1, 3, 5, 5), reduction: "sum" }), [[4, 4], [10, 4]]);
  assert.deepEqual(await gammas({ ...source(1, 3), positions: "first-chunk" }), [[1, 2], [3, 2]]);
  model.dispose();
});

Deno.test("a schedule that gives no rate is told of, whatever the method", async () => {
  const wrong = { "-0.001": -0.001, NaN, Infinity, undefined: undefined as unknown as number };
  for (const [named, rate] of Object.entries(wrong)) {
    for (const method of ["none", "SD", "scaled:factor=2"]) {
      const model = await open();
      const schedule = (step: number) => step === 0 ? 1e-3 : rate;
      const given = { schedule, method: createMethod(method, { steps: 4, seed: 7 }) };
      await assert.rejects(collect(model, given), (error) => {
        assert.ok(error instanceof NonFiniteError, String(error));
        assert.match(error.message, new RegExp(`Step 2 .* schedule gives it the rate ${named},`));
        return true;
      });
      model.dispose();
    }
  }
});
