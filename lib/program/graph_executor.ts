/** Runs a program as one TensorFlow graph, through TensorFlow.js' native addon. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Program } from "./builder.ts";
import type { Executor } from "./executor.ts";
import { checkFeed, checkFetch, checkValue, checkVariable } from "./feeds.ts";
import { type GraphNames, writeSavedModel } from "./graph_writer.ts";
import { type Shape, sizeOf, type TensorData, type Tf } from "./types.ts";

/** The part of the native back end this needs; TensorFlow.js does not declare its type. */
interface NativeBackend {
  loadSavedModelMetaGraph(folder: string, tags: string): number;
  runSavedModel(
    id: number,
    inputs: Tensor[],
    inputNames: { name: string }[],
    outputNames: string[],
  ): Tensor[];
  deleteSavedModel(id: number): void;
}

/** Variables are set and read in portions of about this many bytes, to bound the copies. */
const PORTION_BYTES = 64 * 2 ** 20;

/** The native executor: one TensorFlow session holds the graph and its variables. */
export class GraphExecutor implements Executor {
  readonly kind = "graph";
  readonly #tf: Tf;
  readonly #backend: NativeBackend;
  readonly #program: Program;
  readonly #names: GraphNames;
  readonly #session: number;

  /** @param tf TensorFlow.js with the native back end `tensorflow` active. */
  private constructor(program: Program, tf: Tf, names: GraphNames, session: number) {
    this.#program = program;
    this.#tf = tf;
    this.#backend = tf.backend() as unknown as NativeBackend;
    this.#names = names;
    this.#session = session;
  }

  /** Loads the program into a new session and sets its variables to zeros. */
  static async create(program: Program, tf: Tf): Promise<GraphExecutor> {
    const { bytes, names } = writeSavedModel(program);
    const folder = mkdtempSync(join(tmpdir(), "sdtrainer-program-"));
    try {
      writeFileSync(join(folder, "saved_model.pb"), bytes);
      mkdirSync(join(folder, "variables"));
      const backend = tf.backend() as unknown as NativeBackend;
      const session = backend.loadSavedModelMetaGraph(folder, "serve");
      const executor = new GraphExecutor(program, tf, names, session);
      await executor.clearVariables([...program.variables.keys()]);
      return executor;
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  run(
    feeds: Readonly<Record<string, TensorData>>,
    fetches: readonly string[],
  ): Promise<TensorData[]> {
    const inputs: [string, TensorData][] = [];
    for (const [name, tensor] of Object.entries(feeds)) {
      checkFeed(this.#program, name, tensor);
      inputs.push([this.#names.feeds.get(name)!, tensor]);
    }
    const names = fetches.map((name) => {
      checkFetch(this.#program, name);
      return this.#names.fetches.get(name)!;
    });
    return Promise.resolve(this.#run(inputs, names));
  }

  #run(feeds: readonly [string, TensorData][], fetches: readonly string[]): TensorData[] {
    const tf = this.#tf;
    const inputs = feeds.map(([, { data, shape }]) =>
      tf.tensor(data, [...shape], data instanceof Float32Array ? "float32" : "int32")
    );
    let outputs: Tensor[] = [];
    try {
      outputs = this.#backend.runSavedModel(
        this.#session,
        inputs,
        feeds.map(([name]) => ({ name: indexed(name) })),
        fetches.map(indexed),
      );
      return outputs.map((tensor) => ({
        shape: tensor.shape,
        data: tensor.dataSync() as Float32Array | Int32Array,
      }));
    } finally {
      tf.dispose(inputs);
      tf.dispose(outputs);
    }
  }

  setVariables(values: ReadonlyMap<string, TensorData>): Promise<void> {
    for (const [name, tensor] of values) checkValue(checkVariable(this.#program, name), tensor);
    for (const names of this.#portions([...values.keys()])) {
      const nodes = names.map((name) => this.#names.variables.get(name)!);
      this.#run(
        names.map((name, i) => [nodes[i]!.feed, values.get(name)!]),
        nodes.map(({ set }) => set),
      );
    }
    return Promise.resolve();
  }

  clearVariables(names: readonly string[]): Promise<void> {
    for (const portion of this.#portions(names)) {
      const nodes = portion.map((name) => this.#names.variables.get(name)!);
      this.#run(
        portion.map((name, i) => [nodes[i]!.feed, zeros(this.#program.variables.get(name)!.shape)]),
        nodes.map(({ set }) => set),
      );
    }
    return Promise.resolve();
  }

  readVariables(names: readonly string[]): Promise<Map<string, Float32Array>> {
    for (const name of names) checkVariable(this.#program, name);
    const result = new Map<string, Float32Array>();
    for (const portion of this.#portions(names)) {
      const reads = portion.map((name) => this.#names.variables.get(name)!.read);
      this.#run([], reads).forEach(({ data }, i) => result.set(portion[i]!, data as Float32Array));
    }
    return Promise.resolve(result);
  }

  /** Groups of variables: each new group costs TensorFlow some planning, each big one memory. */
  *#portions(names: readonly string[]): Generator<string[]> {
    let portion: string[] = [], bytes = 0;
    for (const name of names) {
      portion.push(name);
      bytes += 4 * sizeOf(checkVariable(this.#program, name).shape);
      if (bytes >= PORTION_BYTES) {
        yield portion;
        portion = [], bytes = 0;
      }
    }
    if (portion.length > 0) yield portion;
  }

  dispose(): void {
    this.#backend.deleteSavedModel(this.#session);
  }
}

/** The addon wants `name:index` throughout. */
function indexed(name: string): string {
  return name.includes(":") ? name : `${name}:0`;
}

function zeros(shape: Shape): TensorData {
  return { shape, data: new Float32Array(sizeOf(shape)) };
}
