/** Runs a program as one TensorFlow graph, through TensorFlow.js' native addon. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Tensor } from "@tensorflow/tfjs-core";
import { cannotWrite } from "../io/mod.ts";
import type { Program } from "./builder.ts";
import type { Executor } from "./executor.ts";
import { checkFeeds, checkValues, checkVariable, feedType } from "./feeds.ts";
import type { GraphOptions } from "./graph_options.ts";
import { typedFailure } from "./non_finite.ts";
import { memoryFailure } from "./no_memory.ts";
import { Planner } from "./plan.ts";
import { type GraphNames, writeSavedModel } from "./saved_model.ts";
import { sizeOf, type TensorData } from "./tensor.ts";
import type { Tf } from "./types.ts";

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
  readonly #planner: Planner;
  readonly #names: GraphNames;
  readonly #gpu: boolean;
  /** Variables that are still to be set to zeros: most are given a value before the first run. */
  readonly #unset: Set<string>;
  #session: number | undefined;

  private constructor(
    program: Program,
    tf: Tf,
    { names, session, gpu }: { names: GraphNames; session: number; gpu: boolean },
  ) {
    this.#program = program;
    this.#tf = tf;
    this.#backend = tf.backend() as unknown as NativeBackend;
    this.#planner = new Planner(program);
    this.#names = names;
    this.#unset = new Set(program.variables.keys());
    this.#gpu = gpu;
    this.#session = session;
  }

  /**
   * Loads the program into a new session.
   *
   * @param tf TensorFlow.js with the native back end `tensorflow` active.
   */
  static create(program: Program, tf: Tf, options: GraphOptions = {}): GraphExecutor {
    const { bytes, names } = writeSavedModel(program, options);
    const { gpu = false } = options;
    return new GraphExecutor(program, tf, { names, session: load(bytes, tf), gpu });
  }

  // deno-lint-ignore require-await -- a mistake rejects the promise, as everywhere
  async run(
    feeds: Readonly<Record<string, TensorData>>,
    fetches: readonly string[],
  ): Promise<TensorData[]> {
    const { placeholders, reads } = this.#planner.plan(fetches);
    checkFeeds(this.#program, feeds, placeholders);
    this.#clear([...this.#unset]);
    return this.#run(
      this.#names.feeds.of(placeholders.map((name) => [name, feeds[name]!]), reads),
      fetches.map((name) => this.#names.fetches.get(name)!),
    );
  }

  #run(feeds: readonly [string, TensorData][], fetches: readonly string[]): TensorData[] {
    if (this.#session === undefined) throw new Error("The executor has been disposed of.");
    if (fetches.length === 0) return [];
    const tf = this.#tf;
    const inputs = feeds.map(([, value]) => {
      const { shape, data } = this.#gpu ? asIntegers(value) : value;
      return tf.tensor(data, [...shape], feedType({ shape, data }));
    });
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
    } catch (error) {
      throw typedFailure(memoryFailure(error));
    } finally {
      tf.dispose(inputs);
      tf.dispose(outputs);
    }
  }

  // deno-lint-ignore require-await -- as above
  async setVariables(values: ReadonlyMap<string, TensorData>): Promise<void> {
    checkValues(this.#program, values);
    for (const portion of this.#portions([...values.keys()])) {
      const nodes = portion.map((name) => this.#names.variables.get(name)!);
      this.#run(
        portion.map((name, i) => [nodes[i]!.feed, values.get(name)!]),
        nodes.map(({ set }) => set),
      );
      for (const name of portion) this.#unset.delete(name);
    }
  }

  // deno-lint-ignore require-await -- as above
  async clearVariables(names: readonly string[]): Promise<void> {
    for (const name of names) checkVariable(this.#program, name);
    this.#clear(names);
  }

  #clear(names: readonly string[]): void {
    const zero = { shape: [], data: Float32Array.of(0) };
    const nodes = [...new Set(names)].map((name) => this.#names.variables.get(name)!);
    this.#run([[this.#names.zero, zero]], nodes.map(({ clear }) => clear));
    for (const name of names) this.#unset.delete(name);
  }

  // deno-lint-ignore require-await -- as above
  async readVariables(names: readonly string[]): Promise<Map<string, Float32Array>> {
    for (const name of names) checkVariable(this.#program, name);
    this.#clear(names.filter((name) => this.#unset.has(name)));
    const result = new Map<string, Float32Array>();
    for (const portion of this.#portions(names)) {
      const reads = portion.map((name) => this.#names.variables.get(name)!.read);
      this.#run([], reads).forEach(({ data }, i) => result.set(portion[i]!, data as Float32Array));
    }
    return result;
  }

  /** Groups of variables: each new group costs TensorFlow some planning, each big one memory. */
  #portions(names: readonly string[]): string[][] {
    const portions: string[][] = [];
    let bytes = PORTION_BYTES;
    for (const name of new Set(names)) {
      if (bytes >= PORTION_BYTES) {
        portions.push([]);
        bytes = 0;
      }
      portions.at(-1)!.push(name);
      bytes += 4 * sizeOf(checkVariable(this.#program, name).shape);
    }
    return portions;
  }

  dispose(): void {
    if (this.#session === undefined) return;
    this.#backend.deleteSavedModel(this.#session);
    this.#session = undefined;
  }
}

/** How folders of graphs begin; in each the file by which its process holds it, and the graph. */
const PREFIX = "sdtrainer-program-", LOCK = "lock", GRAPH = "saved_model.pb";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Loads a SavedModel into a new session; the files it must be in are gone afterwards. */
function load(bytes: Uint8Array, tf: Tf): number {
  const { folder, held } = makeFolder();
  try {
    writeFileSync(join(folder, GRAPH), bytes);
    mkdirSync(join(folder, "variables"));
    return (tf.backend() as unknown as NativeBackend).loadSavedModelMetaGraph(folder, "serve");
  } catch (error) {
    throw cannotWrite(error, folder);
  } finally {
    // Before it is let go of: another process would take it for one that was left.
    rmSync(folder, { recursive: true });
    held.close();
  }
}

/** A new folder, held until this process lets go of it, or is killed: then the next one removes it. */
function makeFolder(): { folder: string; held: Deno.FsFile } {
  const place = tmpdir();
  try {
    // It may be a folder of ours in the cache, which is made when it is first needed.
    mkdirSync(place, { recursive: true });
    removeLeft(place);
    const folder = mkdtempSync(join(place, PREFIX));
    const held = Deno.openSync(join(folder, LOCK), { create: true, write: true });
    holdLock(held);
    return { folder, held };
  } catch (error) {
    throw cannotWrite(error, place);
  }
}

/** Where the file system has no locks, a folder that is left only stays longer. */
function holdLock(file: Deno.FsFile): void {
  try {
    file.lockSync(true);
  } catch {
    // See above.
  }
}

/** Removes the folders that killed processes left. Where that is refused, they stay. */
function removeLeft(place: string): void {
  for (const name of readdirSync(place).filter((name) => name.startsWith(PREFIX))) {
    const folder = join(place, name);
    try {
      if (isLeft(folder)) rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another user's, or gone meanwhile.
    }
  }
}

/**
 * Whether nobody holds a folder. One without a graph may not be held yet: it is left if nobody came
 * back for a day.
 */
function isLeft(folder: string): boolean {
  if (!existsSync(join(folder, GRAPH))) return Date.now() - statSync(folder).mtimeMs > DAY_MS;
  using file = Deno.openSync(join(folder, LOCK), { write: true });
  return file.tryLockSync(true);
}

/** The bits of a tensor, as a graph that was written for a GPU is given them. */
function asIntegers({ shape, data: { buffer, byteOffset, length } }: TensorData): TensorData {
  return { shape, data: new Int32Array(buffer, byteOffset, length) };
}

/** The addon wants `name:index` throughout. */
function indexed(name: string): string {
  return name.includes(":") ? name : `${name}:0`;
}
