/** Runs a program node by node on any TensorFlow.js back end. */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Program } from "./builder.ts";
import type { Executor } from "./executor.ts";
import { checkFeed, checkFetch, checkValue, checkVariable } from "./feeds.ts";
import type { Node, TensorData, Tf } from "./types.ts";

/** The nodes the outputs need, in order, and how often each node's results are read. */
interface Plan {
  nodes: Node[];
  reads: Map<Node, number>;
}

/** The portable executor: slower than a graph, but it needs nothing but TensorFlow.js. */
export class Interpreter implements Executor {
  readonly kind = "interpreter";
  readonly #tf: Tf;
  readonly #program: Program;
  readonly #variables = new Map<string, Tensor>();
  readonly #plans = new Map<string, Plan>();

  constructor(program: Program, tf: Tf) {
    this.#program = program;
    this.#tf = tf;
    for (const { name, shape } of program.variables.values()) {
      this.#variables.set(name, tf.keep(tf.zeros([...shape])));
    }
  }

  async run(
    feeds: Readonly<Record<string, TensorData>>,
    fetches: readonly string[],
  ): Promise<TensorData[]> {
    const outputs = fetches.map((name) => checkFetch(this.#program, name));
    const plan = this.#plan(fetches);
    const fed = new Map<string, Tensor>();
    const alive = new Map<Node, readonly Tensor[]>();
    try {
      for (const [name, tensor] of Object.entries(feeds)) {
        const { dtype } = checkFeed(this.#program, name, tensor);
        fed.set(name, this.#tf.tensor(tensor.data, [...tensor.shape], dtype as "float32"));
      }
      this.#runNodes(plan, fed, alive);
      const results: TensorData[] = [];
      for (const { node, output } of outputs) {
        const tensor = alive.get(node)![output]!;
        const data = await tensor.data();
        results.push({ shape: tensor.shape, data: data as Float32Array | Int32Array });
      }
      return results;
    } finally {
      for (const tensor of fed.values()) tensor.dispose();
      for (const tensors of alive.values()) this.#tf.dispose([...tensors]);
    }
  }

  #runNodes(plan: Plan, feeds: Map<string, Tensor>, alive: Map<Node, readonly Tensor[]>): void {
    const tf = this.#tf;
    const left = new Map(plan.reads);
    const context = { tf, variables: this.#variables, feeds };
    for (const node of plan.nodes) {
      const inputs = node.inputs.map((value) => alive.get(value.node)![value.output]!);
      const results = tf.tidy(() => [...node.operation.run(context, inputs, node.attributes)]);
      alive.set(node, results);
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

  #plan(fetches: readonly string[]): Plan {
    const key = fetches.join("\n");
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    const reads = new Map<Node, number>();
    const count = (node: Node) => {
      const before = reads.get(node);
      reads.set(node, (before ?? 0) + 1);
      if (before === undefined) { for (const input of node.inputs) count(input.node); }
    };
    // A fetch counts as a read that never comes, which keeps its tensor to the end.
    for (const name of fetches) count(checkFetch(this.#program, name).node);
    const nodes = [...reads.keys()].sort((a, b) => a.id - b.id);
    const plan = { nodes, reads };
    this.#plans.set(key, plan);
    return plan;
  }

  setVariables(values: ReadonlyMap<string, TensorData>): Promise<void> {
    for (const [name, tensor] of values) checkValue(checkVariable(this.#program, name), tensor);
    for (const [name, { data, shape }] of values) {
      // A copy: back ends may keep the array they are given.
      this.#set(name, this.#tf.tensor(data.slice(), [...shape], "float32"));
    }
    return Promise.resolve();
  }

  clearVariables(names: readonly string[]): Promise<void> {
    for (const name of names) {
      this.#set(name, this.#tf.zeros([...checkVariable(this.#program, name).shape]));
    }
    return Promise.resolve();
  }

  #set(name: string, tensor: Tensor): void {
    this.#variables.get(name)?.dispose();
    this.#variables.set(name, this.#tf.keep(tensor));
  }

  async readVariables(names: readonly string[]): Promise<Map<string, Float32Array>> {
    const result = new Map<string, Float32Array>();
    for (const name of names) {
      checkVariable(this.#program, name);
      result.set(name, (await this.#variables.get(name)!.data() as Float32Array).slice());
    }
    return result;
  }

  dispose(): void {
    for (const tensor of this.#variables.values()) tensor.dispose();
    this.#variables.clear();
  }
}
