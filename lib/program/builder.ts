/** Building a program: a list of operations that grows as they are applied. */
import {
  constantOperation,
  placeholderOperation,
  variableOperation,
} from "./operations/sources.ts";
import type { Builder, DType, Node, Operation, Shape, TensorData, Value } from "./types.ts";

/** A tensor that stays between runs: a weight, a moment, a table. */
export interface Variable {
  readonly name: string;
  readonly shape: Shape;
}

/** A finished program. */
export interface Program {
  readonly nodes: readonly Node[];
  /** In the order of their first mention. All are float32 and begin as zeros. */
  readonly variables: ReadonlyMap<string, Variable>;
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

  /** Adds one operation; returns its results. */
  apply<A>(operation: Operation<A>, inputs: readonly Value[], attributes: A): readonly Value[] {
    for (const input of inputs) {
      if (input.node.builder !== this) {
        throw new RangeError(`${operation.name} was given a value of another program.`);
      }
    }
    const types = operation.types(inputs, attributes);
    const values: Value[] = [];
    const node: Node<A> = {
      id: this.#nodes.length,
      operation,
      inputs,
      attributes,
      values,
      builder: this,
    };
    types.forEach((type, output) => values.push({ node, output, ...type }));
    this.#nodes.push(node);
    return values;
  }

  /** A tensor that each run is given by name. */
  placeholder(name: string, shape: Shape, dtype: DType = "float32"): Value {
    if (this.#placeholders.has(name)) {
      throw new RangeError(`The program has a placeholder "${name}" already.`);
    }
    const [value] = this.apply(placeholderOperation, [], { name, shape, dtype });
    this.#placeholders.set(name, value!);
    return value!;
  }

  /** The variable of that name, made at its first mention; always one read for each run. */
  variable(name: string, shape: Shape): Value {
    const known = this.#variables.get(name);
    if (known !== undefined) {
      if (known.variable.shape.join() !== shape.join()) {
        throw new RangeError(
          `Variable "${name}" has shape [${known.variable.shape}], not [${shape}].`,
        );
      }
      return known.value;
    }
    const [value] = this.apply(variableOperation, [], { name, shape });
    this.#variables.set(name, { variable: { name, shape }, value: value! });
    return value!;
  }

  /** A tensor fixed when the program is built. Numbers become float32 scalars. */
  constant(data: number | TensorData): Value {
    const tensor = typeof data === "number" ? { shape: [], data: Float32Array.of(data) } : data;
    return this.apply(constantOperation, [], tensor)[0]!;
  }

  /** Gives a value a name by which runs fetch it. */
  output(name: string, value: Value): void {
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
