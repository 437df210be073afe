/** One case of an operation, and how any executor is held to it. */
import assert from "node:assert/strict";
import {
  type Executor,
  gradients,
  multiply,
  type Program,
  ProgramBuilder,
  type Shape,
  sum,
  type TensorData,
  type Tf,
  type Value,
} from "../../lib/program/mod.ts";
import { assertTensor } from "../_tensors.ts";

/** What an operation must give for some inputs. */
export interface OperationCase {
  /** The file in lib/program/operations that has the operation. */
  file: string;
  name: string;
  /** Fed through placeholders of these names. */
  inputs: Record<string, TensorData>;
  build(inputs: Record<string, Value>, builder: ProgramBuilder): Value;
  output: TensorData;
  /** What `gradients` are of: sum(output · upstream). */
  upstream?: TensorData;
  /** By input. */
  gradients?: Record<string, TensorData>;
  /** The dimension of some inputs that is open (-1) when the case is run a second time. */
  open?: Record<string, number>;
  /**
   * Allowed difference as a share of the largest number: some roundings of float32, of 6e-8 each.
   * @default {2e-6}
   */
  tolerance?: number;
}

/** An executor to try. */
export interface Runner {
  name: string;
  tf(): Promise<Tf>;
  open(program: Program): Promise<Executor>;
}

function openedShape(shape: Shape, dimension: number | undefined): Shape {
  return shape.map((length, i) => i === dimension ? -1 : length);
}

interface Built {
  program: Program;
  values: Map<string, Value>;
}

function buildCase(example: OperationCase, open: Record<string, number>): Built {
  const builder = new ProgramBuilder();
  const inputs: Record<string, Value> = {};
  for (const [name, tensor] of Object.entries(example.inputs)) {
    const dtype = tensor.data instanceof Float32Array ? "float32" : "int32";
    inputs[name] = builder.placeholder(name, openedShape(tensor.shape, open[name]), dtype);
  }
  const output = example.build(inputs, builder);
  const values = new Map([["output", output]]);
  if (example.gradients !== undefined) {
    const upstream = builder.placeholder("upstream", output.shape);
    const names = Object.keys(example.gradients);
    gradients(sum(multiply(output, upstream)), names.map((name) => inputs[name]!))
      .forEach((gradient, i) => {
        assert.deepEqual(gradient.shape, inputs[names[i]!]!.shape, "a gradient's known shape");
        values.set(`gradient of ${names[i]}`, gradient);
      });
  }
  [...values.values()].forEach((value, i) => builder.output(`output${i}`, value));
  return { program: builder.build(), values };
}

/** Fails unless the executor gives the case's output and gradients and leaves no tensor behind. */
export async function checkCase(
  example: OperationCase,
  runner: Runner,
  open: Record<string, number> = {},
): Promise<void> {
  const tf = await runner.tf();
  const before = tf.memory().numTensors;
  const { program, values } = buildCase(example, open);
  const executor = await runner.open(program);
  const feeds = { ...example.inputs };
  if (example.gradients !== undefined) feeds.upstream = example.upstream!;
  const results = await executor.run(feeds, [...program.outputs.keys()]);
  executor.dispose();
  assert.equal(tf.memory().numTensors, before, "tensors left behind");
  const expected = [example.output, ...Object.values(example.gradients ?? {})];
  [...values].forEach(([what, { shape }], i) => {
    assertTensor(results[i]!, expected[i]!, example.tolerance ?? 2e-6, what);
    const known = shape.map((length, d) => length === -1 ? expected[i]!.shape[d]! : length);
    assert.deepEqual(known, [...expected[i]!.shape], `known shape of ${what}`);
  });
}

/** Makes a test of each case, and one more of those that may have open dimensions. */
export function testCases(cases: readonly OperationCase[], runner: Runner): void {
  assert.ok(cases.length > 0);
  for (const example of cases) {
    const name = `${example.name} (${runner.name}`;
    Deno.test(`${name})`, () => checkCase(example, runner));
    if (example.open !== undefined) {
      Deno.test(`${name}, open dimensions)`, () => checkCase(example, runner, example.open));
    }
  }
}
