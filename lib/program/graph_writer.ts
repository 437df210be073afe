/**
 * Writes the graph of a TensorFlow SavedModel: the file `saved_model.pb` of a folder that
 * TensorFlow's C library loads as a session. Field numbers are those of TensorFlow's
 * saved_model.proto, meta_graph.proto, graph.proto and node_def.proto.
 */
import { type Attribute, encodeAttribute, type GraphType } from "./graph_attribute.ts";
import { GraphFeeds } from "./graph_feeds.ts";
import type { GraphOptions } from "./graph_options.ts";
import type { LaterCheck } from "./later_check.ts";
import { MessageWriter } from "./protobuf.ts";
import type { CompiledPiece, NodeWriter, ProgramPart } from "./node_writer.ts";
import { Repeats } from "./repeats.ts";
import { ShortNumbers } from "./short_numbers.ts";
import type { FeedType, TensorData } from "./tensor.ts";

/** The number of TensorFlow's GraphDef format this writes, and the oldest that may read it. */
const GRAPH_VERSION = new MessageWriter().integer(1, 1882).integer(2, 12);

/** By which TensorFlow knows what XLA compiles, and never compiles two scopes together. */
function marksOf(piece: CompiledPiece): Record<string, Attribute> {
  return { _XlaCompile: { bool: true }, _XlaScope: { string: piece } };
}

/** Collects the nodes of a TensorFlow graph. */
export class GraphWriter implements NodeWriter {
  readonly #graph = new MessageWriter();
  readonly #names = new Set<string>();
  readonly #scalars = new Map<string, string>();
  /** Whether all of some checks' values are finite, by the piece that asks and their names. */
  readonly #finite = new Map<string, string>();
  readonly #readVariables: ReadonlySet<string>;
  /** What runs are given. */
  readonly feeds: GraphFeeds = new GraphFeeds(this);
  /** What the way back computes again. */
  readonly repeats: Repeats = new Repeats(this);
  /** What is bfloat16. */
  readonly short: ShortNumbers;
  /** Whether the graph shall run on a GPU. */
  readonly gpu: boolean;
  /** Whether XLA compiles what it can, so that nothing in the graph waits for a check. */
  readonly xla: boolean;
  /**
   * Whether there are buckets (see `inBucket`). On a processor the head's products take longer by
   * XLA than by TensorFlow, which costs more than what XLA saves of the rest.
   */
  readonly buckets: boolean;
  /** Whether the nodes that are added now are marked for XLA. */
  compiled = false;
  /** To which part of the program the nodes that are added now belong. */
  part: ProgramPart = "there";
  /** Whether the nodes that are added now are computed in buckets. */
  bucketed = false;
  /** The checks that stand before the nodes that are added now, where they do not wait for them. */
  checks: readonly LaterCheck[] = [];

  /**
   * A graph without nodes.
   *
   * @param readVariables Names of the variables whose values the graph uses.
   */
  constructor(
    { precision = "float32", roundAround = false, gpu = false, xla = false }: GraphOptions = {},
    readVariables: ReadonlySet<string> = new Set(),
  ) {
    this.#readVariables = readVariables;
    this.short = new ShortNumbers(this, this.repeats, { precision, roundAround });
    this.gpu = gpu;
    this.xla = xla;
    this.buckets = xla && gpu;
  }

  /** A name no node has yet, made from a wish. */
  #uniqueName(wish: string): string {
    let name = wish;
    for (let i = 1; this.#names.has(name); i++) name = `${wish}_${i}`;
    this.#names.add(name);
    return name;
  }

  /**
   * Adds one node.
   *
   * @param operation TensorFlow's name of the operation.
   * @param inputs Names of values (`"a"`, `"a:1"`) and then of nodes to wait for (`"^a"`).
   * @param attributes Those without a default must be given.
   * @param name The wished name; a number is added where it is taken.
   * @returns The node's name, which is also that of its first result.
   */
  emit(
    operation: string,
    inputs: readonly string[],
    attributes: Record<string, Attribute> = {},
    name: string = operation,
  ): string {
    const unique = this.#uniqueName(name);
    const node = new MessageWriter().bytes(1, unique).bytes(2, operation);
    for (const input of inputs) node.bytes(3, input);
    const marks = this.piece === undefined ? {} : marksOf(this.piece);
    for (const [key, attribute] of Object.entries({ ...attributes, ...marks })) {
      node.bytes(5, new MessageWriter().bytes(1, key).bytes(2, encodeAttribute(attribute)));
    }
    this.#graph.bytes(1, node);
    return unique;
  }

  /** Which of the pieces that XLA compiles the nodes that are added now belong to, if any. */
  get piece(): CompiledPiece | undefined {
    if (!this.compiled) return undefined;
    return this.bucketed ? `${this.part} in buckets` : this.part;
  }

  /** Adds nodes that are not compiled, whatever is added now. */
  outside(write: () => string): string {
    const before = this.compiled;
    this.compiled = false;
    try {
      return write();
    } finally {
      this.compiled = before;
    }
  }

  /** A constant tensor. */
  constant(tensor: TensorData): string {
    const type = tensor.data instanceof Float32Array ? "float32" : "int32";
    return this.emit("Const", [], { dtype: { type }, value: { tensor } }, "constant");
  }

  /** A float32 scalar; equal ones share a node. */
  scalar(value: number): string {
    return this.#cached(`f${value}`, { shape: [], data: Float32Array.of(value) });
  }

  /** An int32 scalar or vector; equal ones share a node. */
  ints(value: number | readonly number[]): string {
    const tensor = typeof value === "number"
      ? { shape: [], data: Int32Array.of(value) }
      : { shape: [value.length], data: Int32Array.from(value) };
    return this.#cached(`i${tensor.shape.length}:${value}`, tensor);
  }

  #cached(wanted: string, tensor: TensorData): string {
    // What is compiled has constants of its own: those of others would be fetched out of it.
    const key = `${this.piece}:${wanted}`;
    let name = this.#scalars.get(key);
    if (name === undefined) this.#scalars.set(key, name = this.constant(tensor));
    return name;
  }

  /** A float32 operation of one kind of element (`T`), the most frequent form. */
  float(
    operation: string,
    inputs: readonly string[],
    more: Record<string, Attribute> = {},
  ): string {
    return this.emit(operation, inputs, { T: { type: "float32" }, ...more });
  }

  /**
   * The same value under another name: TensorFlow does not fetch what it is fed.
   *
   * @param waits What it waits for besides.
   */
  identity(value: string, type: FeedType, waits: readonly string[] = []): string {
    return this.emit("Identity", [value, ...waits], { T: { type } });
  }

  /** What waits for all {@linkcode checks}, as inputs: what cannot leave a variable alone by itself. */
  afterChecks(): string[] {
    return this.checks.map(({ check }) => this.after(check));
  }

  /** Whether the values of all {@linkcode checks} are finite; undefined where there are none. */
  allFinite(): string | undefined {
    const key = `${this.piece}:${this.checks.map(({ value }) => value)}`;
    const known = this.#finite.get(key);
    if (known !== undefined || this.checks.length === 0) return known;
    const finite = this.checks
      .map(({ value, finite }) => finite ?? this.float("IsFinite", [value]))
      .reduce((a, b) => this.emit("LogicalAnd", [a, b]));
    this.#finite.set(key, finite);
    return finite;
  }

  /** The run-time shape of a value, an int32 vector. */
  shapeOf(value: string, type: GraphType = "float32"): string {
    return this.emit("Shape", [value], { T: { type }, out_type: { type: "int32" } });
  }

  /** The run-time length of one dimension of a value, an int32 scalar. */
  lengthOf(value: string, axis: number, type: GraphType = "float32"): string {
    // Not Gather, which a GPU would do itself and the processor wait for.
    const range = [this.ints([axis]), this.ints([axis + 1]), this.ints([1])];
    return this.emit("StridedSlice", [this.shapeOf(value, type), ...range], {
      T: { type: "int32" },
      Index: { type: "int32" },
      shrink_axis_mask: { int: 1 },
    });
  }

  /** Name of the node that holds a variable. */
  handle(variable: string): string {
    return `handle/${variable}`;
  }

  /** Name of the node that reads a variable. */
  read(variable: string): string {
    return `read/${variable}`;
  }

  /**
   * What an update of a variable waits for besides its inputs: in a run that also uses the
   * variable's value, the value is that from before. Nothing where no operation reads it.
   */
  readBefore(variable: string): string[] {
    return this.#readVariables.has(variable) ? [this.after(this.read(variable))] : [];
  }

  /** An input that waits for the node of a value, or for a token. */
  after(value: string): string {
    return value.startsWith("^") ? value : `^${value.split(":")[0]}`;
  }

  /** Gives a variable a new value after waiting for `waits`; returns an input that waits for it. */
  assign(variable: string, value: string, waits: readonly string[]): string {
    const dtype = { type: "float32" } as const;
    const inputs = [this.handle(variable), value, ...waits];
    return this.after(this.emit("AssignVariableOp", inputs, { dtype }));
  }

  /** An input that waits for several. */
  together(waits: readonly string[]): string {
    return this.after(this.emit("NoOp", waits));
  }

  /** A fetch must be a tensor: a constant that is there when a node has run. */
  done(node: string, name: string): string {
    const value = { tensor: { shape: [], data: Int32Array.of(0) } };
    return this.emit("Const", [this.after(node)], { dtype: { type: "int32" }, value }, name);
  }

  /** The finished SavedModel. */
  finish(tensorflowVersion: string): Uint8Array {
    const graph = this.#graph.bytes(4, GRAPH_VERSION);
    const information = new MessageWriter().bytes(4, "serve").bytes(5, tensorflowVersion);
    const metaGraph = new MessageWriter().bytes(1, information).bytes(2, graph);
    return new MessageWriter().integer(1, 1).bytes(2, metaGraph).finish();
  }
}
