/** What every executor does with updates: AdamW, sums over batches, and none where a check fails. */
import assert from "node:assert/strict";
import fixture from "../fixtures/optimizer.json" with { type: "json" };
import { decodeTensor } from "../fixtures/decode.ts";
import {
  adamW,
  addToVariable,
  checkFinite,
  clearVariable,
  type Executor,
  group,
  matMul,
  momentNames,
  multiply,
  NonFiniteValue,
  type ProgramBuilder,
  sum,
  type Value,
} from "../../lib/program/mod.ts";
import { distance, floats, scalar } from "../_tensors.ts";
import type { Runner } from "../_operations/mod.ts";
import { valuesOf, withExecutor } from "./helpers.ts";

type AdamCase = typeof fixture.adamw[number];

function buildAdam({ parameter: { shape }, beta1, beta2, weight_decay }: AdamCase) {
  return (builder: ProgramBuilder) => {
    const parameter = builder.variable("w", shape);
    const token = adamW(parameter, "w", { beta1, beta2 }, {
      gradient: builder.placeholder("gradient", shape),
      stepSize: builder.placeholder("step_size", []),
      epsilon: builder.placeholder("epsilon", []),
      ...(weight_decay === 0 ? {} : { keep: builder.placeholder("keep", []) }),
    });
    builder.output("update", group([token]));
  };
}

/** The greatest distance from PyTorch's parameter over all steps. */
async function followPyTorch(example: AdamCase, executor: Executor): Promise<number> {
  const { parameter: { shape, data }, beta1, beta2, epsilon, weight_decay } = example;
  await executor.setVariables(new Map([["w", floats(data, shape)]]));
  const gradients = decodeTensor(example.gradients).data, after = decodeTensor(example.after).data;
  let greatest = 0;
  for (const [i, rate] of example.learning_rates.entries()) {
    const root = Math.sqrt(1 - Math.fround(beta2) ** (i + 1));
    const here = [i * data.length, (i + 1) * data.length] as const;
    await executor.run({
      gradient: floats([...gradients.subarray(...here)], shape),
      step_size: scalar(rate * root / (1 - Math.fround(beta1) ** (i + 1))),
      epsilon: scalar(epsilon * root),
      ...(weight_decay === 0 ? {} : { keep: scalar(1 - rate * weight_decay) }),
    }, ["update"]);
    const w = (await executor.readVariables(["w"])).get("w")!;
    greatest = Math.max(greatest, distance(w, after.subarray(...here)));
  }
  return greatest;
}

/** Rows and columns of what the norm is computed from. */
const SIDE = 100;

/** Parameters for AdamW, enough of them that some update would win a race against the check. */
const PARAMETERS = Array.from({ length: 40 }, (_, i) => `w${i}`);

const STATE = PARAMETERS.flatMap((name) => [name, ...Object.values(momentNames(name))]);

/**
 * Updates that wait for a norm which takes long to compute, and for a rate: `update` with a decay
 * on every second parameter, and `sum`, which adds to the first moments.
 */
function buildChecked(builder: ProgramBuilder): void {
  const x = builder.placeholder("x", [SIDE, SIDE]);
  const norm = checkFinite(sum(matMul(matMul(x, x), x)), "gradient norm");
  const rate = checkFinite(builder.placeholder("rate", []), "learning rate");
  const keep = builder.placeholder("keep", []);
  const gradient = (w: Value) => multiply(w, norm);
  const tokens = PARAMETERS.map((name, i) => {
    const w = builder.variable(name, [3]);
    return adamW(w, name, { beta1: 0.9, beta2: 0.999 }, {
      gradient: gradient(w),
      stepSize: rate,
      epsilon: builder.constant(1e-8),
      ...(i % 2 === 0 ? {} : { keep: multiply(keep, rate) }),
    });
  });
  builder.output("update", group(tokens));
  const added = PARAMETERS.map((name) =>
    addToVariable(gradient(builder.variable(name, [3])), momentNames(name).first)
  );
  builder.output("sum", group(added));
}

async function checkNoUpdate(executor: Executor): Promise<void> {
  // A second moment is a mean of squares: were it below 0, its root would be NaN.
  await executor.setVariables(
    new Map(STATE.map((name, i) => [name, floats([i, i / 3, 1 / (i + 1)])])),
  );
  const before = await valuesOf(executor, STATE);
  const x = (corner: number) => {
    const data = new Float32Array(SIDE * SIDE).fill(1e-3);
    data[0] = corner;
    return { shape: [SIDE, SIDE], data };
  };
  const failures: [number, number, string, string][] = [
    [NaN, 1, "update", "gradient norm"],
    [-Infinity, 1, "update", "gradient norm"],
    // 1e20³ is beyond float32.
    [1e20, 1, "sum", "gradient norm"],
    [0, Infinity, "update", "learning rate"],
    [0, NaN, "update", "learning rate"],
  ];
  for (let round = 0; round < 3; round++) {
    for (const [corner, rate, fetch, what] of failures) {
      const feeds = { x: x(corner), rate: scalar(rate), keep: scalar(0.5) };
      await assert.rejects(
        executor.run(feeds, [fetch]),
        (error) =>
          error instanceof NonFiniteValue && error.what === what &&
          error.message === `non-finite ${what}`,
        what,
      );
      assert.deepEqual(await valuesOf(executor, STATE), before, what);
    }
  }
  await executor.run({ x: x(0), rate: scalar(1), keep: scalar(0.5) }, ["update"]);
  const after = await valuesOf(executor, STATE);
  // Elements that begin as zeros, of gradient zero, are the only ones that stay.
  const changed = STATE.filter((name) => after[name]!.join() !== before[name]!.join());
  assert.equal(changed.length, STATE.length);
  assert.ok(
    STATE.every((name) => after[name]!.every(Number.isFinite)),
    "what was finite stays so",
  );
}

/** Adds the tests. */
export function testUpdating(runner: Runner): void {
  for (const example of fixture.adamw) {
    Deno.test(`adamW as PyTorch over 50 steps: ${example.name} (${runner.name})`, () =>
      withExecutor(runner, buildAdam(example), async (executor) => {
        // Each of 50 steps rounds the parameter once or twice, by 6e-8 of itself at most: by up to
        // 6e-6 in all, if ever all in one direction.
        const far = await followPyTorch(example, executor);

        assert.ok(far < 5e-6, String(far));
      }));
  }

  Deno.test(`a check that fails stops every update (${runner.name})`, () =>
    withExecutor(runner, buildChecked, checkNoUpdate));

  Deno.test(`sums wait for their step and are cleared after it (${runner.name})`, () =>
    withExecutor(runner, (builder) => {
      const x = builder.placeholder("x", [2]);
      builder.variable("total", [2]);
      builder.output("add", group([addToVariable(x, "sum")]));
      const sum = builder.variable("sum", [2]);
      const added = addToVariable(sum, "total");
      builder.output("apply", group([added, clearVariable(sum, "sum", added)]));
    }, async (executor) => {
      await executor.run({ x: floats([1, 2]) }, ["add"]);
      await executor.run({ x: floats([10, 20]) }, ["add"]);
      assert.deepEqual(await valuesOf(executor, ["sum", "total"]), {
        sum: [11, 22],
        total: [0, 0],
      });
      await executor.run({}, ["apply"]);
      await executor.run({ x: floats([5, 5]) }, ["add"]);
      await executor.run({}, ["apply"]);
      assert.deepEqual(await valuesOf(executor, ["sum", "total"]), {
        sum: [0, 0],
        total: [16, 27],
      });
    }));

  Deno.test(`many runs and failures keep the number of tensors (${runner.name})`, () =>
    withExecutor(runner, buildChecked, async (executor) => {
      const { memory } = await runner.tf();
      const feeds = (corner: number) => ({
        x: { shape: [SIDE, SIDE], data: new Float32Array(SIDE * SIDE).fill(corner) },
        rate: scalar(0.1),
        keep: scalar(0.5),
      });
      await executor.run(feeds(1e-3), ["update"]);
      const before = memory().numTensors;
      for (let i = 0; i < 30; i++) {
        await executor.run(feeds(1e-3), i % 2 === 0 ? ["update"] : ["sum", "update"]);
        await assert.rejects(executor.run(feeds(NaN), ["update"]), /non-finite/);
        await assert.rejects(executor.run({}, ["update"]), RangeError);
        assert.equal(memory().numTensors, before);
      }
    }));
}
