/** Operations that change variables. Their results are tokens: fetch `group(tokens)` to run them. */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { GraphWriter } from "../graph_writer.ts";
import { describeShape, sameShape } from "../tensor.ts";
import type { Operation, RunContext, Value } from "../types.ts";
import { requireFloat, requireType } from "./arguments.ts";
import { isVariable } from "./sources.ts";

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

/**
 * The same from several nodes, which XLA makes one kernel of. Nothing waits for the checks before it: where
 * one of their numbers is not finite, the variables get the values that they have.
 */
function compiledAdam(
  writer: GraphWriter,
  [gradient, size, epsilon, keep]: readonly (string | undefined)[],
  { parameter, beta1, beta2 }: AdamAttributes,
): string {
  const { first, second } = momentNames(parameter);
  const dtype = { type: "float32" } as const;
  const finite = writer.allFinite();
  const tokens: string[] = [];
  const replaceBy = (name: string, value: string, before: string) => {
    const kept = finite === undefined
      ? value
      : writer.emit("SelectV2", [finite, value, before], { T: dtype });
    tokens.push(writer.assign(name, kept, writer.readBefore(name)));
  };
  // Read where they are replaced, so that XLA writes in their place.
  const [weight, m, v] = [parameter, first, second].map((name) =>
    writer.emit("ReadVariableOp", [writer.handle(name)], { dtype })
  ) as [string, string, string];
  const towards = (from: string, to: string, beta: number) => {
    const way = writer.float("Sub", [to, from]);
    const share = writer.scalar(1 - Math.fround(beta));
    return writer.float("AddV2", [from, writer.float("Mul", [way, share])]);
  };
  const newM = towards(m, gradient!, beta1);
  const newV = towards(v, writer.float("Square", [gradient!]), beta2);
  const root = writer.float("AddV2", [writer.float("Sqrt", [newV]), epsilon!]);
  const change = writer.float("RealDiv", [writer.float("Mul", [newM, size!]), root]);
  const decayed = keep === undefined ? weight : writer.float("Mul", [weight, keep]);
  replaceBy(first, newM, m);
  replaceBy(second, newV, v);
  replaceBy(parameter, writer.float("Sub", [decayed, change]), weight);
  return writer.together(tokens);
}

const adamOperation: Operation<AdamAttributes> = {
  name: "adamW",
  types([parameter, gradient, ...scalars], { parameter: name }) {
    requireVariable("adamW", parameter!, name);
    requireFloat("adamW", [gradient!, ...scalars]);
    if (!sameShape(gradient!.shape, parameter!.shape)) {
      throw new RangeError(
        `The gradient of "${name}" must have its shape ${describeShape(parameter!.shape)}: ` +
          `got ${describeShape(gradient!.shape)}.`,
      );
    }
    const wrong = scalars.find(({ shape }) => shape.length !== 0);
    if (wrong !== undefined) {
      throw new RangeError(
        `The rate, epsilon and decay of adamW are scalars: got ${describeShape(wrong.shape)}.`,
      );
    }
    return [{ shape: [], dtype: "token" }];
  },
  graph(writer, [read, gradient, size, epsilon, keep], { attributes }) {
    if (writer.compiled) {
      return [compiledAdam(writer, [gradient, size, epsilon, keep], attributes)];
    }
    const { parameter, beta1, beta2 } = attributes;
    const { first, second } = momentNames(parameter);
    const reads = [parameter, first, second].flatMap((name) => writer.readBefore(name));
    let waits = [...reads, ...writer.afterChecks()];
    if (keep !== undefined) {
      // The decay waits for the gradient: a check that fails on the way there must stop it too, and
      // made as soon as the rate is known, decayed copies of all weights would lie beside them while
      // the gradients are computed.
      const decayed = writer.float("Mul", [read!, keep, writer.after(gradient!)]);
      waits = [writer.assign(parameter, decayed, waits)];
    }
    const update = writer.float("ResourceApplyAdam", [
      writer.handle(parameter),
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
    return [writer.after(update)];
  },
  run(context, [weight, gradient, size, epsilon, keep], { parameter, beta1, beta2 }) {
    const { tf } = context;
    const { first, second } = momentNames(parameter);
    const m = current(context, first), v = current(context, second);
    // As the graph has it, whose β is float32: 1 − fround(0.999) is 1.3e-5 less than 0.001.
    const shareM = 1 - Math.fround(beta1), shareV = 1 - Math.fround(beta2);
    const newM = tf.add(m, tf.mul(tf.sub(gradient!, m), shareM));
    const newV = tf.add(v, tf.mul(tf.sub(tf.square(gradient!), v), shareV));
    const change = tf.div(tf.mul(newM, size!), tf.add(tf.sqrt(newV), epsilon!));
    const kept = keep === undefined ? weight! : tf.mul(weight!, keep);
    replace(context, first, newM);
    replace(context, second, newV);
    replace(context, parameter, tf.sub(kept, change));
    return token(context);
  },
};

/** @throws {RangeError} If the value is not the variable of that name. */
function requireVariable(operation: string, value: Value, name: string): void {
  if (!isVariable(value, name)) {
    throw new RangeError(`${operation} needs the variable "${name}" itself: got another value.`);
  }
}

/** What one AdamW update reads; all but the gradient are float32 scalars. */
export interface AdamWInputs {
  /** Of the parameter's shape. */
  gradient: Value;
  /**
   * The rate · √(1 − β₂ᵗ) ÷ (1 − β₁ᵗ) at step t, counted from 1. Take the β that float32 holds
   * (`Math.fround`), by which the moments decay.
   */
  stepSize: Value;
  /** ε · √(1 − β₂ᵗ): here ε is added before the bias correction, in PyTorch after it. */
  epsilon: Value;
  /** 1 − rate · weight decay; leave it out for parameters that do not decay. */
  keep?: Value;
}

/**
 * One step of AdamW (Loshchilov and Hutter, arXiv 1711.05101) on a variable, as PyTorch's `AdamW`
 * takes it: the weight is multiplied by `keep`, then Adam's step is subtracted. Its moments are
 * variables too, of the names `momentNames` gives.
 *
 * @param parameter The variable's value.
 * @param name The variable's name.
 * @param betas Decay of the mean gradient and of the mean squared gradient.
 * @returns A token.
 * @throws {RangeError} If the value is not that of the variable, or a shape does not fit.
 */
export function adamW(
  parameter: Value,
  name: string,
  betas: { beta1: number; beta2: number },
  inputs: AdamWInputs,
): Value {
  const { gradient, stepSize, epsilon, keep } = inputs;
  const { builder } = parameter.node;
  const { first, second } = momentNames(name);
  builder.variable(first, parameter.shape);
  builder.variable(second, parameter.shape);
  const values = [parameter, gradient, stepSize, epsilon];
  if (keep !== undefined) values.push(keep);
  return builder.apply(adamOperation, values, { parameter: name, ...betas })[0]!;
}

const addToVariableOperation: Operation<string> = {
  name: "addToVariable",
  acts: true,
  types([x]) {
    requireFloat("addToVariable", [x!]);
    return [{ shape: [], dtype: "token" }];
  },
  graph(writer, [x], { attributes: name }) {
    const waits = [...writer.readBefore(name), ...writer.afterChecks()];
    const inputs = [writer.handle(name), x!, ...waits];
    const dtype = { type: "float32" } as const;
    return [writer.after(writer.emit("AssignAddVariableOp", inputs, { dtype }))];
  },
  run(context, [x], name) {
    replace(context, name, context.tf.add(current(context, name), x!));
    return token(context);
  },
};

/**
 * Adds `x` to the variable of that name, which has its shape. Returns a token.
 *
 * @throws {RangeError} If the variable has another shape.
 */
export function addToVariable(x: Value, name: string): Value {
  const { builder } = x.node;
  builder.variable(name, x.shape);
  return builder.apply(addToVariableOperation, [x], name)[0]!;
}

const clearVariableOperation: Operation<string> = {
  name: "clearVariable",
  acts: true,
  types([value, after], name) {
    requireVariable("clearVariable", value!, name);
    requireType("clearVariable", "token", [after!]);
    return [{ shape: [], dtype: "token" }];
  },
  graph: (writer, [value, after], { attributes: name }) => [
    writer.assign(name, writer.float("ZerosLike", [value!]), [after!, ...writer.afterChecks()]),
  ],
  run(context, [value], name) {
    replace(context, name, context.tf.zerosLike(value!));
    return token(context);
  },
};

/**
 * Sets a variable, whose value is `value`, to zeros after the update `after`. Returns a token.
 *
 * @throws {RangeError} If the value is not that of the variable, or `after` is no token.
 */
export function clearVariable(value: Value, name: string, after: Value): Value {
  return value.node.builder.apply(clearVariableOperation, [value, after], name)[0]!;
}

const groupOperation: Operation<null> = {
  name: "group",
  acts: true,
  types(inputs) {
    requireType("group", "token", inputs);
    return [{ shape: [], dtype: "int32" }];
  },
  graph: (writer, inputs) => [
    writer.emit("Identity", [writer.ints(0), ...inputs], { T: { type: "int32" } }, "group"),
  ],
  run: (context) => token(context),
};

/**
 * Something to fetch that is there when all the updates have been made: an int32 0.
 *
 * @throws {RangeError} If there are no tokens.
 */
export function group(tokens: readonly Value[]): Value {
  const [first] = tokens;
  if (first === undefined) throw new RangeError("group needs at least one token.");
  return first.node.builder.apply(groupOperation, tokens, null)[0]!;
}
