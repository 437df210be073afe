/** Checking what a run is given before anything runs. */
import type { Program, Variable } from "./builder.ts";
import { describeShape, type FeedType, type Shape, sizeOf, type TensorData } from "./tensor.ts";
import type { Value } from "./types.ts";

/** The kind of a tensor's elements. */
export function feedType({ data }: TensorData): FeedType {
  return data instanceof Float32Array ? "float32" : "int32";
}

function fits(tensor: TensorData, dtype: string, expected: Shape): boolean {
  const { shape, data } = tensor;
  const wanted = dtype === "float32" ? Float32Array : Int32Array;
  return data instanceof wanted && shape.length === expected.length &&
    shape.every((length, i) => expected[i] === -1 || expected[i] === length) &&
    sizeOf(shape) === data.length;
}

function describe({ shape, data }: TensorData): string {
  return `${data.constructor.name} ${describeShape(shape)} with ${data.length} elements`;
}

/** @throws {RangeError} If the tensor does not fit the placeholder. */
export function checkFeed(program: Program, name: string, tensor: TensorData): void {
  const value = program.placeholders.get(name);
  if (value === undefined) throw new RangeError(`The program has no placeholder "${name}".`);
  if (!fits(tensor, value.dtype, value.shape)) {
    throw new RangeError(
      `"${name}" must be ${value.dtype} ${describeShape(value.shape)}: got ${describe(tensor)}.`,
    );
  }
}

/** @throws {RangeError} If a tensor does not fit its placeholder, or one that is needed is missing. */
export function checkFeeds(
  program: Program,
  feeds: Readonly<Record<string, TensorData>>,
  needed: readonly string[],
): void {
  for (const [name, tensor] of Object.entries(feeds)) checkFeed(program, name, tensor);
  const missing = needed.find((name) => !Object.hasOwn(feeds, name));
  if (missing !== undefined) throw new RangeError(`The run was not given "${missing}".`);
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

/** @throws {RangeError} If there is no such variable, or a tensor does not fit. */
export function checkValues(program: Program, values: ReadonlyMap<string, TensorData>): void {
  for (const [name, tensor] of values) {
    const { shape } = checkVariable(program, name);
    if (!fits(tensor, "float32", shape)) {
      throw new RangeError(
        `Variable "${name}" is float32 ${describeShape(shape)}: got ${describe(tensor)}.`,
      );
    }
  }
}
