/** Building a program: a list of operations that grows as they are applied. */
import {
  constantOperation,
  placeholderOperation,
  variableOperation,
} from "./operations/sources.ts";
import { describeShape, type FeedType, type Shape, sizeOf, type TensorData } from "./tensor.ts";
import type { Builder, Node, Operation, Value } from "./types.ts";

/** A tensor that stays between runs: a weight, a moment, a table. */
export interface Variable {
  /** Unlike that of every other variable of the program. */
  readonly name: string;
  /** Known in full. */
  readonly shape: Shape;
}

/** A finished program. */
export interface Program {
  /** The operations in an order in which they may run. */
  readonly nodes: readonly Node[];
  /** In the order of their first mention. All are float32 and begin as zeros. */
  readonly variables: ReadonlyMap<string, Variable>;
  /** What can be fed, by name. */
  readonly placeholders: ReadonlyMap<string, Value>;
  /** What can be fetched, by name. Only what the fetched values need is run. */
  readonly outputs: ReadonlyMap<string, Value>;
}

/**
 * Collects the operations of a program.
 *
 * @example
 * ```ts
 * import { ProgramBuilder } from "./builder.ts";
 * import { multiply } from "./operations/mod.ts";
 * const builder = new ProgramBuilder();
 * const x = builder.placeholder("x", [-1, 2]);
 * builder.output("square", multiply(x, x));
 * const program = builder.build();
 * ```
 */
export class ProgramBuilder implements Builder {
  readonly #nodes: Node[] = [];
  readonly #variables = new Map<string, { variable: Variable; value: Value }>();
  readonly #placeholders = new Map<string, Value>();
  readonly #outputs = new Map<string, Value>();
  #isBack = false;

  /**
   * Adds one operation; returns its results.
   *
   * @throws {RangeError} If an input belongs to another program, or does not fit the operation.
   */
  apply<A>(operation: Operation<A>, inputs: readonly Value[], attributes: A): readonly Value[] {
    for (const input of inputs) {
      if (input.node.builder !== this) {
        throw new RangeError(`${operation.name} was given a value of another program.`);
      }
    }
    const types = operation.types(inputs, attributes);
    const values: Value[] = [];
    // Nothing of it changes any more: objectives and architectures of others are given values, too.
    const node: Node<A> = Object.freeze({
      id: this.#nodes.length,
      operation: Object.freeze(operation),
      inputs: Object.freeze([...inputs]),
      attributes,
      values,
      isBack: this.#isBack,
      builder: this,
    });
    // Field by field: an operation may give an input itself for the type of its result.
    types.forEach(({ shape, dtype }, output) =>
      values.push(Object.freeze({ node, output, shape: Object.freeze([...shape]), dtype }))
    );
    Object.freeze(values);
    this.#nodes.push(node);
    return values;
  }

  /** What is added meanwhile is on the way back: what gradients are made of. */
  back<T>(add: () => T): T {
    const before = this.#isBack;
    this.#isBack = true;
    try {
      return add();
    } finally {
      this.#isBack = before;
    }
  }

  /**
   * A tensor that a run is given by name.
   *
   * @param name Letters, digits and `.`, `_`, `/`, `-`; the first a letter or digit.
   * @param options.varies Whether its open length is another one in almost every run: what is
   * computed of it is then not compiled, as XLA would compile it anew each time, but for what is in
   * buckets on a GPU (`inBucket`). False unless told.
   * @throws {RangeError} If the name is taken or has other characters.
   */
  placeholder(
    name: string,
    shape: Shape,
    dtype: FeedType = "float32",
    { varies = false }: { varies?: boolean } = {},
  ): Value {
    checkName(name);
    checkShape(shape, -1);
    if (this.#placeholders.has(name)) {
      throw new RangeError(`The program has a placeholder "${name}" already.`);
    }
    const [value] = this.apply(placeholderOperation, [], { name, shape, dtype, varies });
    this.#placeholders.set(name, value!);
    return value!;
  }

  /**
   * The value a variable has when a run begins. The variable is made at its first mention; its
   * name follows the rules of a placeholder's.
   *
   * @throws {RangeError} If it was made with another shape, or the shape is not known in full.
   */
  variable(name: string, shape: Shape): Value {
    const known = this.#variables.get(name);
    if (known !== undefined) {
      if (known.variable.shape.join() !== shape.join()) {
        throw new RangeError(
          `Variable "${name}" has shape ${describeShape(known.variable.shape)}, ` +
            `not ${describeShape(shape)}.`,
        );
      }
      return known.value;
    }
    checkName(name);
    checkShape(shape, 0);
    const [value] = this.apply(variableOperation, [], { name, shape });
    this.#variables.set(name, { variable: { name, shape }, value: value! });
    return value!;
  }

  /**
   * A tensor fixed when the program is built. Numbers become float32 scalars.
   *
   * @throws {RangeError} If it has not as many elements as its shape says.
   */
  constant(data: number | TensorData): Value {
    const tensor = typeof data === "number" ? { shape: [], data: Float32Array.of(data) } : data;
    checkShape(tensor.shape, 0);
    if (sizeOf(tensor.shape) !== tensor.data.length) {
      throw new RangeError(
        `A constant ${describeShape(tensor.shape)} was given ${tensor.data.length} elements.`,
      );
    }
    return this.apply(constantOperation, [], tensor)[0]!;
  }

  /**
   * Gives a value a name by which runs fetch it.
   *
   * @throws {RangeError} If the name is taken, or the value is not of float32 or int32.
   */
  output(name: string, value: Value): void {
    if (value.node.builder !== this) {
      throw new RangeError(`The output "${name}" is a value of another program.`);
    }
    if (value.dtype !== "float32" && value.dtype !== "int32") {
      const mend = value.dtype === "bool" ? "toFloat(value)" : "group([value])";
      throw new RangeError(`The output "${name}" cannot be a ${value.dtype}: use ${mend}.`);
    }
    if (this.#outputs.has(name)) {
      throw new RangeError(`The program has an output "${name}" already.`);
    }
    this.#outputs.set(name, value);
  }

  /** The program as it stands. */
  build(): Program {
    return {
      nodes: [...this.#nodes],
      variables: new Map([...this.#variables].map(([name, { variable }]) => [name, variable])),
      placeholders: new Map(this.#placeholders),
      outputs: new Map(this.#outputs),
    };
  }
}

/** TensorFlow's rule for the names of nodes, which they become a part of. */
function checkName(name: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(name)) {
    throw new RangeError(
      `"${name}" cannot name a tensor: use letters, digits and . _ / -, a letter or digit first.`,
    );
  }
}

function checkShape(shape: Shape, least: number): void {
  if (!shape.every((length) => Number.isInteger(length) && length >= least)) {
    throw new RangeError(`A tensor cannot have the shape ${describeShape(shape)} here.`);
  }
}
