/** Checking what a run is given before anything runs. */
import type { Program, Variable } from "./builder.ts";
import { describeShape, type Shape, sizeOf, type TensorData, type Value } from "./types.ts";

function fits(shape: readonly number[], expected: Shape): boolean {
  return shape.length === expected.length &&
    shape.every((length, i) => expected[i] === -1 || expected[i] === length);
}

/** @throws {RangeError} If the tensor does not fit the placeholder. */
export function checkFeed(program: Program, name: string, tensor: TensorData): Value {
  const value = program.placeholders.get(name);
  if (value === undefined) throw new RangeError(`The program has no placeholder "${name}".`);
  const dtype = tensor.data instanceof Float32Array ? "float32" : "int32";
  if (
    dtype !== value.dtype || !fits(tensor.shape, value.shape) ||
    sizeOf(tensor.shape) !== tensor.data.length
  ) {
    throw new RangeError(
      `"${name}" must be ${value.dtype} ${describeShape(value.shape)}: got ${dtype} ` +
        `${describeShape(tensor.shape)} with ${tensor.data.length} elements.`,
    );
  }
  return value;
}

/** @throws {RangeError} If there is no such output. */
export function checkFetch(program: Program, name: string): Value {
  const value = program.outputs.get(name);
  if (value === undefined) throw new RangeError(`The program has no output "${name}".`);
  return value;
}

/** @throws {RangeError} If there is no such variable. */
export function checkVariable(program: Program, name: string): Variable {
  const variable = program.variables.get(name);
  if (variable === undefined) throw new RangeError(`The program has no variable "${name}".`);
  return variable;
}

/** @throws {RangeError} If the tensor does not fit the variable. */
export function checkValue(variable: Variable, tensor: TensorData): void {
  const isFloat = tensor.data instanceof Float32Array;
  if (!isFloat || !fits(tensor.shape, variable.shape)) {
    throw new RangeError(
      `Variable "${variable.name}" is float32 ${describeShape(variable.shape)}: ` +
        `got ${describeShape(tensor.shape)}.`,
    );
  }
}
