/**
 * The vocabulary of programs. A *program* is a list of operations in the order they may run, each
 * naming the values it reads: built once in TypeScript, then run by an executor as often as wanted.
 */
import type { GraphWriter } from "./graph_writer.ts";
import type { OnnxWriter } from "./onnx_writer.ts";
import type { Shape, TensorData, TensorType } from "./tensor.ts";

/** A tensor of TensorFlow.js. */
export type Tensor = InstanceType<Tf["Tensor"]>;

/** TensorFlow.js as an executor uses it: the namespace of whichever back end was chosen. */
export type Tf = typeof import("@tensorflow/tfjs-core");

/** One of the results of one node. */
export interface Value extends TensorType {
  /** The operation that gives it. */
  readonly node: Node;
  /** Which of the node's results this is. */
  readonly output: number;
}

/**
 * Attributes of any operation. Nodes of all operations stand in one list, so the list forgets what
 * each one's attributes are; an operation only ever meets those that were given to it.
 */
// deno-lint-ignore no-explicit-any
export type AnyAttributes = any;

/** One application of an operation. */
export interface Node<A = AnyAttributes> {
  /** Position in the program's list: a node reads only values of nodes with a lower id. */
  readonly id: number;
  /** What it does. */
  readonly operation: Operation<A>;
  /** The values it reads. */
  readonly inputs: readonly Value[];
  /** What was fixed when it was added. */
  readonly attributes: A;
  /** Its results. */
  readonly values: readonly Value[];
  /** Whether it is on the way back: added for gradients. */
  readonly isBack: boolean;
  /** What further operations are added by. */
  readonly builder: Builder;
}

/** What an operation may touch while the interpreter runs it. */
export interface RunContext {
  /** TensorFlow.js with the back end that computes. */
  readonly tf: Tf;
  /** The program's variables. Operations that update one replace its entry and dispose the old. */
  readonly variables: Map<string, Tensor>;
  /** The fed tensors by placeholder name. */
  readonly feeds: ReadonlyMap<string, Tensor>;
}

/** Everything that makes an operation: its types, its gradient, its two ways to run and to export. */
export interface Operation<A = AnyAttributes> {
  /** For messages. */
  readonly name: string;
  /** The types of the results. Throws a `RangeError` where the inputs do not fit. */
  types(inputs: readonly Value[], attributes: A): readonly TensorType[];
  /** Whether it reads no more than its inputs' shapes, so that no gradient can flow through it. */
  readonly detached?: boolean;
  /** The input whose shape the result has, where the lengths of no other decide it. */
  readonly sizedBy?: number;
  /**
   * Whether it changes or checks something, which XLA must leave to TensorFlow. (AdamW alone is compiled:
   * it leaves variables alone by itself where a check fails.) What changes a variable waits for
   * `writer.afterChecks()`.
   */
  readonly acts?: boolean;
  /** Whether XLA is not to compile it: there is nothing to compute, or XLA's way is a slow one. */
  readonly uncompiled?: boolean;
  /**
   * Whether the results after the first only serve its gradient rule, so that no gradient may flow
   * through them.
   */
  readonly auxiliaryResults?: boolean;
  /**
   * The gradients of the inputs, given those of the results (`undefined`: none flows there). An
   * operation without this rule cannot stand between a loss and what it is differentiated by.
   */
  gradient?(
    node: Node<A>,
    upstream: readonly (Value | undefined)[],
  ): readonly (Value | undefined)[];
  /** Adds the operation's TensorFlow nodes; returns the name of each result in the graph. */
  graph(writer: GraphWriter, inputs: readonly string[], node: Node<A>): readonly string[];
  /**
   * Adds the operation's ONNX nodes; returns the name of each result, but for those that only serve
   * its gradient rule. A length of the attributes may be the open one: `OPEN_LENGTH`. A model with an
   * operation that lacks this form cannot be exported.
   */
  onnx?(writer: OnnxWriter, inputs: readonly string[], node: Node<A>): readonly string[];
  /**
   * Throws if the run must not go on with these inputs. The interpreter waits for it before it runs
   * the operation: some back ends give numbers away only asynchronously.
   */
  verify?(context: RunContext, inputs: readonly Tensor[], attributes: A): Promise<void>;
  /** Runs the operation on TensorFlow.js tensors. */
  run(context: RunContext, inputs: readonly Tensor[], attributes: A): readonly Tensor[];
}

/** What operations need of the builder that made them: a way to add further nodes. */
export interface Builder {
  /** The value of the variable of that name, which is made at its first mention. */
  variable(name: string, shape: Shape): Value;
  /** A tensor fixed when the program is built. Numbers become float32 scalars. */
  constant(data: number | TensorData): Value;
  /** Adds one operation; returns its results. */
  apply<A>(operation: Operation<A>, inputs: readonly Value[], attributes: A): readonly Value[];
  /** What is added meanwhile is on the way back. */
  back<T>(add: () => T): T;
}
