/** The update that XLA compiles, and the checks beside it, on the processor. */
import assert from "node:assert/strict";
import { selectBackend } from "../lib/mod.ts";
import {
  adamW,
  add,
  addToVariable,
  checkFinite,
  clearVariable,
  group,
  momentNames,
  multiply,
  NonFiniteValue,
  openExecutor,
  ProgramBuilder,
  subtract,
  sum,
} from "../lib/program/mod.ts";
import { assertTensor, floats, scalar } from "./_tensors.ts";

const backend = await selectBackend({ backend: "tensorflow", device: "cpu" });

/** One weight of three numbers, which decays by the rate; that and the loss are checked, as in a step. */
function program() {
  const builder = new ProgramBuilder();
  const weight = builder.variable("weight", [3]);
  const loss = checkFinite(builder.placeholder("loss", []), "loss");
  const [zero, one] = [builder.constant(0), builder.constant(1)];
  // Not finite where the loss is not, as the norm of gradients.
  const rate = checkFinite(add(builder.placeholder("rate", []), multiply(loss, zero)), "rate");
  const update = adamW(weight, "weight", { beta1: 0.9, beta2: 0.999 }, {
    gradient: builder.placeholder("gradient", [3]),
    stepSize: rate,
    epsilon: builder.placeholder("epsilon", []),
    keep: subtract(one, rate),
  });
  builder.output("update", group([update]));
  builder.output("loss", loss);
  builder.output("twice", add(loss, loss));
  return builder.build();
}

const { first, second } = momentNames("weight");
const FEEDS = {
  rate: scalar(0.01),
  epsilon: scalar(1e-8),
  gradient: floats([0.5, -2, 0]),
};
const BEFORE = new Map([
  ["weight", floats([1, -2, 3])],
  [first, floats([0.25, 0.5, -0.125])],
  [second, floats([0.5, 0.0625, 0.25])],
]);
const NAMES = [...BEFORE.keys()];

async function opened(xla: boolean) {
  const executor = await openExecutor(program(), backend, { xla });
  await executor.setVariables(BEFORE);
  return executor;
}

Deno.test("the update that XLA compiles is TensorFlow's", async () => {
  const [plain, compiled] = await Promise.all([opened(false), opened(true)]);
  for (let step = 0; step < 3; step++) {
    for (const executor of [plain, compiled]) {
      await executor.run({ ...FEEDS, loss: scalar(1) }, ["update"]);
    }
    const [expected, actual] = await Promise.all(
      [plain, compiled].map((executor) => executor.readVariables(NAMES)),
    );
    for (const name of NAMES) {
      const tensor = (all: typeof expected) => ({ shape: [3], data: all!.get(name)! });
      assertTensor(tensor(actual), tensor(expected), 1e-6, name);
      assert.notDeepEqual(actual!.get(name), BEFORE.get(name)!.data, `${name} moved`);
    }
  }
  plain.dispose();
  compiled.dispose();
});

for (const xla of [false, true]) {
  const name = xla ? "with XLA" : "without";
  Deno.test(`${name}, a check that fails names what it is, and changes no bit`, async () => {
    const executor = await opened(xla);
    const wrong: [string, Partial<typeof FEEDS> & { loss: ReturnType<typeof scalar> }][] = [
      // The rate is not finite then, either: the loss is the first.
      ["loss", { loss: scalar(NaN) }],
      ["loss", { loss: scalar(Infinity) }],
      ["rate", { loss: scalar(1), rate: scalar(-Infinity) }],
    ];
    for (const [what, feeds] of wrong) {
      // What a loss that is no number makes of gradients.
      const gradient = floats([NaN, Infinity, 1]);
      for (let again = 0; again < 5; again++) {
        await assert.rejects(
          executor.run({ ...FEEDS, gradient, ...feeds }, ["update"]),
          (error) => error instanceof NonFiniteValue && error.what === what,
        );
      }
      const left = await executor.readVariables(NAMES);
      for (const [name, { data }] of BEFORE) assert.deepEqual(left.get(name), data, name);
    }
    await executor.run({ ...FEEDS, loss: scalar(1) }, ["update"]);
    assert.notDeepEqual(
      (await executor.readVariables(["weight"])).get("weight"),
      BEFORE.get("weight")!.data,
    );
    executor.dispose();
  });

  Deno.test(`${name}, a check that fails keeps sums from growing and from being cleared`, async () => {
    const builder = new ProgramBuilder();
    const weight = builder.variable("weight", [3]), cleared = builder.variable("cleared", [3]);
    const loss = checkFinite(builder.placeholder("loss", []), "loss");
    const update = adamW(weight, "weight", { beta1: 0.9, beta2: 0.999 }, {
      gradient: multiply(cleared, loss),
      stepSize: builder.placeholder("rate", []),
      epsilon: builder.placeholder("epsilon", []),
    });
    builder.output("clear", group([clearVariable(cleared, "cleared", update)]));
    builder.output("grow", group([addToVariable(multiply(cleared, loss), "grown")]));
    const executor = await openExecutor(builder.build(), backend, { xla });
    await executor.setVariables(new Map([["cleared", floats([1, 2, 3])]]));
    const { rate, epsilon } = FEEDS;
    const run = async (value: number) => {
      await executor.run({ loss: scalar(value) }, ["grow"]).catch(() => {});
      await executor.run({ loss: scalar(value), rate, epsilon }, ["clear"]).catch(() => {});
      const read = await executor.readVariables(["cleared", "grown"]);
      return [...read.values()].map((data) => [...data]);
    };
    // A step that does not wait is now and then too late to be seen.
    for (let again = 0; again < 5; again++) {
      assert.deepEqual(await run(NaN), [[1, 2, 3], [0, 0, 0]]);
    }
    assert.deepEqual(await run(1), [[0, 0, 0], [1, 2, 3]]);
    executor.dispose();
  });

  Deno.test(`${name}, of several numbers that are checked all count, for every weight`, async () => {
    for (const shape of [[3], [-1], [2, 2]]) {
      const builder = new ProgramBuilder();
      const checked = checkFinite(builder.placeholder("checked", shape), "numbers");
      const weight = builder.variable("weight", [3]);
      const update = adamW(weight, "weight", { beta1: 0.9, beta2: 0.999 }, {
        gradient: add(builder.placeholder("gradient", [3]), sum(checked)),
        stepSize: builder.placeholder("rate", []),
        epsilon: builder.placeholder("epsilon", []),
      });
      builder.output("update", group([update]));
      const executor = await openExecutor(builder.build(), backend, { xla });
      await executor.setVariables(BEFORE);
      const run = async (numbers: number[]) => {
        const given = floats(numbers, shape.length === 2 ? shape : undefined);
        const done = executor.run({ ...FEEDS, checked: given }, ["update"]);
        await (numbers.every(Number.isFinite) ? done : assert.rejects(done, NonFiniteValue));
        return await executor.readVariables(NAMES);
      };
      const numbers = shape.length === 2 ? [1, 2, 3, 4] : [1, 2, 3];
      for (const at of numbers.keys()) {
        const left = await run(numbers.with(at, at === 1 ? NaN : Infinity));
        for (const [name, { data }] of BEFORE) assert.deepEqual(left.get(name), data, name);
      }
      const moved = await run(numbers);
      assert.ok(moved.get("weight")!.every((value, i) => value !== [1, -2, 3][i]));
      executor.dispose();
    }
  });

  Deno.test(`${name}, whatever is behind a check fails with it, fetched alone`, async () => {
    const executor = await opened(xla);
    for (const output of ["loss", "twice"]) {
      await assert.rejects(executor.run({ loss: scalar(NaN) }, [output]), NonFiniteValue);
      const [value] = await executor.run({ loss: scalar(2) }, [output]);
      assert.deepEqual([...value!.data], [output === "loss" ? 2 : 4]);
    }
    executor.dispose();
  });
}
