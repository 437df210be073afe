/** Runs a program node by node on any TensorFlow.js back end. */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Program } from "./builder.ts";
import type { Executor } from "./executor.ts";
import { checkFeeds, checkFetch, checkValues, checkVariable, feedType } from "./feeds.ts";
import { type Plan, Planner } from "./plan.ts";
import type { TensorData } from "./tensor.ts";
import type { Node, Tf } from "./types.ts";

/** The portable executor: slower than a graph, but it needs nothing but TensorFlow.js. */
export class Interpreter implements Executor {
  readonly kind = "interpreter";
  readonly #tf: Tf;
  readonly #program: Program;
  readonly #planner: Planner;
  readonly #variables = new Map<string, Tensor>();

  /**
   * Sets the program's variables to zeros.
   *
   * @param tf TensorFlow.js with the back end active that shall compute.
   */
  constructor(program: Program, tf: Tf) {
    this.#program = program;
    this.#tf = tf;
    this.#planner = new Planner(program);
    for (const { name, shape } of program.variables.values()) {
      this.#set(name, tf.zeros([...shape]));
    }
  }

  async run(
    feeds: Readonly<Record<string, TensorData>>,
    fetches: readonly string[],
  ): Promise<TensorData[]> {
    const plan = this.#planner.plan(fetches);
    checkFeeds(this.#program, feeds, plan.placeholders);
    const fed = new Map<string, Tensor>();
    const alive = new Map<Node, readonly Tensor[]>();
    try {
      for (const name of plan.placeholders) fed.set(name, this.#tensor(feeds[name]!));
      await this.#runNodes(plan, fed, alive);
      const results: TensorData[] = [];
      for (const name of fetches) {
        const { node, output } = checkFetch(this.#program, name);
        results.push(await read(alive.get(node)![output]!));
      }
      return results;
    } finally {
      for (const tensor of fed.values()) tensor.dispose();
      for (const tensors of alive.values()) this.#tf.dispose([...tensors]);
    }
  }

  async #runNodes(
    plan: Plan,
    feeds: ReadonlyMap<string, Tensor>,
    alive: Map<Node, readonly Tensor[]>,
  ): Promise<void> {
    const tf = this.#tf;
    const left = new Map(plan.reads);
    const context = { tf, variables: this.#variables, feeds };
    for (const node of plan.nodes) {
      const { operation, attributes } = node;
      const inputs = node.inputs.map((value) => alive.get(value.node)![value.output]!);
      if (operation.verify !== undefined) await operation.verify(context, inputs, attributes);
      alive.set(node, tf.tidy(() => [...operation.run(context, inputs, attributes)]));
      // Freed after its last use: keeping all until the end takes several times the memory.
      for (const { node: source } of node.inputs) {
        const reads = left.get(source)! - 1;
        left.set(source, reads);
        if (reads === 0) {
          tf.dispose([...alive.get(source)!]);
          alive.delete(source);
        }
      }
    }
  }

  /** A tensor of its own: back ends may keep the array they are given. */
  #tensor(value: TensorData): Tensor {
    return this.#tf.tensor(value.data.slice(), [...value.shape], feedType(value));
  }

  // deno-lint-ignore require-await -- a mistake rejects the promise, as everywhere
  async setVariables(values: ReadonlyMap<string, TensorData>): Promise<void> {
    checkValues(this.#program, values);
    for (const [name, value] of values) this.#set(name, this.#tensor(value));
  }

  // deno-lint-ignore require-await -- as above
  async clearVariables(names: readonly string[]): Promise<void> {
    const variables = names.map((name) => checkVariable(this.#program, name));
    for (const { name, shape } of variables) this.#set(name, this.#tf.zeros([...shape]));
  }

  #set(name: string, tensor: Tensor): void {
    this.#variables.get(name)?.dispose();
    this.#variables.set(name, this.#tf.keep(tensor));
  }

  async readVariables(names: readonly string[]): Promise<Map<string, Float32Array>> {
    for (const name of names) checkVariable(this.#program, name);
    const result = new Map<string, Float32Array>();
    for (const name of names) {
      result.set(name, (await read(this.#variables.get(name)!)).data as Float32Array);
    }
    return result;
  }

  dispose(): void {
    for (const tensor of this.#variables.values()) tensor.dispose();
    this.#variables.clear();
  }
}

/**
 * A tensor's numbers, as a copy: some back ends give away the array they compute with, and the one
 * in JavaScript leaves it as it was when integers are cast to float32.
 */
async function read(tensor: Tensor): Promise<TensorData> {
  const data = await tensor.data();
  const copy = tensor.dtype === "float32" ? new Float32Array(data) : new Int32Array(data);
  return { shape: tensor.shape, data: copy };
}
