/** Operations that change variables. Their results are tokens: fetch `group(tokens)` to run them. */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Operation, RunContext, Value } from "../types.ts";

function replace({ tf, variables }: RunContext, name: string, tensor: Tensor): void {
  variables.get(name)?.dispose();
  variables.set(name, tf.keep(tensor.clone()));
}

function current({ variables }: RunContext, name: string): Tensor {
  const tensor = variables.get(name);
  if (tensor === undefined) throw new RangeError(`Variable "${name}" has not been set.`);
  return tensor;
}

/** A result that stands for "done". */
function token({ tf }: RunContext): Tensor[] {
  return [tf.scalar(0, "int32")];
}

/** Names of the moments that AdamW keeps beside a parameter. */
export function momentNames(parameter: string): { first: string; second: string } {
  return { first: `adam/m/${parameter}`, second: `adam/v/${parameter}` };
}

interface AdamAttributes {
  parameter: string;
  beta1: number;
  beta2: number;
}

const adamOperation: Operation<AdamAttributes> = {
  name: "adam",
  types: () => [{ shape: [], dtype: "token" }],
  graph(writer, [gradient, size, epsilon, keep, read], { attributes }) {
    const { parameter, beta1, beta2 } = attributes;
    const handle = writer.handle(parameter);
    const waits: string[] = [];
    if (keep !== undefined) {
      const decayed = writer.float("Mul", [read!, keep]);
      const assign = writer.emit("AssignVariableOp", [handle, decayed], {
        dtype: { type: "float32" },
      });
      waits.push(`^${assign}`);
    }
    const { first, second } = momentNames(parameter);
    const update = writer.float("ResourceApplyAdam", [
      handle,
      writer.handle(first),
      writer.handle(second),
      // The powers of β are in the step's size already, where float64 computed them.
      writer.scalar(0),
      writer.scalar(0),
      size!,
      writer.scalar(beta1),
      writer.scalar(beta2),
      epsilon!,
      gradient!,
      ...waits,
    ]);
    return [`^${update}`];
  },
  run(context, [gradient, size, epsilon, keep], { parameter, beta1, beta2 }) {
    const { tf } = context;
    const { first, second } = momentNames(parameter);
    const m = current(context, first), v = current(context, second);
    const newM = tf.add(m, tf.mul(tf.sub(gradient!, m), 1 - beta1));
    const newV = tf.add(v, tf.mul(tf.sub(tf.square(gradient!), v), 1 - beta2));
    let weight = current(context, parameter);
    if (keep !== undefined) weight = tf.mul(weight, keep);
    const change = tf.div(tf.mul(newM, size!), tf.add(tf.sqrt(newV), epsilon!));
    replace(context, first, newM);
    replace(context, second, newV);
    replace(context, parameter, tf.sub(weight, change));
    return token(context);
  },
};

/** What one AdamW update reads; all but the gradient are float32 scalars. */
export interface AdamWInputs {
  gradient: Value;
  /** The rate · √(1 − β₂ᵗ) ÷ (1 − β₁ᵗ) at step t, counted from 1. */
  stepSize: Value;
  /** ε · √(1 − β₂ᵗ): here ε is added before the bias correction, in PyTorch after it. */
  epsilon: Value;
  /** 1 − rate · weight decay; leave it out for parameters that do not decay. */
  keep?: Value;
}

/**
 * One step of AdamW (Loshchilov and Hutter, arXiv 1711.05101) on a variable, as PyTorch's `AdamW`
 * takes it: the weight is multiplied by `keep`, then Adam's step is subtracted.
 *
 * @returns A token.
 */
export function adamW(
  parameter: Value,
  name: string,
  betas: { beta1: number; beta2: number },
  inputs: AdamWInputs,
): Value {
  const { gradient, stepSize, epsilon, keep } = inputs;
  const values = [gradient, stepSize, epsilon];
  if (keep !== undefined) values.push(keep, parameter);
  return parameter.node.builder.apply(adamOperation, values, { parameter: name, ...betas })[0]!;
}

const addToVariableOperation: Operation<string> = {
  name: "addToVariable",
  types: () => [{ shape: [], dtype: "token" }],
  graph: (writer, [x], { attributes: name }) => [
    `^${
      writer.emit("AssignAddVariableOp", [writer.handle(name), x!], { dtype: { type: "float32" } })
    }`,
  ],
  run(context, [x], name) {
    replace(context, name, context.tf.add(current(context, name), x!));
    return token(context);
  },
};

/** Adds `x` to the variable of that name. Returns a token. */
export function addToVariable(x: Value, name: string): Value {
  return x.node.builder.apply(addToVariableOperation, [x], name)[0]!;
}

const clearVariableOperation: Operation<string> = {
  name: "clearVariable",
  types: () => [{ shape: [], dtype: "token" }],
  graph(writer, [value, after], { attributes: name }) {
    const zeros = writer.float("ZerosLike", [value!]);
    const assign = writer.emit("AssignVariableOp", [writer.handle(name), zeros, after!], {
      dtype: { type: "float32" },
    });
    return [`^${assign}`];
  },
  run(context, [value], name) {
    replace(context, name, context.tf.zerosLike(value!));
    return token(context);
  },
};

/** Sets a variable, whose value is `value`, to zeros after the update `after`. Returns a token. */
export function clearVariable(value: Value, name: string, after: Value): Value {
  return value.node.builder.apply(clearVariableOperation, [value, after], name)[0]!;
}

const groupOperation: Operation<null> = {
  name: "group",
  types: () => [{ shape: [], dtype: "int32" }],
  graph: (writer, inputs) => [
    writer.emit("Identity", [writer.ints(0), ...inputs], { T: { type: "int32" } }, "group"),
  ],
  run: (context) => token(context),
};

/** Something to fetch that is there when all the updates have been made. */
export function group(tokens: readonly Value[]): Value {
  return tokens[0]!.node.builder.apply(groupOperation, tokens, null)[0]!;
}

const checkFiniteOperation: Operation<string> = {
  name: "checkFinite",
  types: ([x]) => [{ shape: x!.shape, dtype: "float32" }],
  graph: (writer, inputs, { attributes: what }) => [
    writer.float("CheckNumerics", inputs, { message: { string: `non-finite ${what}` } }),
  ],
  run({ tf }, [x], what) {
    const finite = tf.all(tf.isFinite(x!)).dataSync()[0];
    if (!finite) throw new Error(`non-finite ${what}`);
    return [x!.clone()];
  },
};

/**
 * `x` itself; ends the run with an error if an element is infinite or not a number. Updates that
 * depend on it are then not made, so a run that fails changes no variable.
 */
export function checkFinite(x: Value, what: string): Value {
  return x.node.builder.apply(checkFiniteOperation, [x], what)[0]!;
}
