/** Choosing the executor that fits a back end. */
import type { Program } from "./builder.ts";
import type { Executor } from "./executor.ts";
import type { Precision } from "./graph_options.ts";
import { Interpreter } from "./interpreter.ts";
import type { Tf } from "./types.ts";

/** What an executor needs to know of a back end; lib/backend gives more. */
export interface ExecutorBackend {
  /** TensorFlow.js' name of the back end: `tensorflow` runs programs as graphs. */
  readonly name: string;
  /** TensorFlow.js with this back end active. */
  readonly tf: Tf;
  /**
   * Whether a GPU computes: graphs are then written for it.
   * @default false
   */
  readonly gpu?: boolean;
}

/** Options of {@linkcode openExecutor}. */
export interface ExecutorOptions {
  /** Ask for the interpreter on the native back end too, to compare the two. */
  kind?: Executor["kind"];
  /**
   * What matrix products are computed in; only graphs leave a choice.
   * @default "float32"
   */
  precision?: Precision;
  /**
   * Whether XLA compiles what it can of the graph; only graphs leave a choice.
   * @default false
   */
  xla?: boolean;
}

/**
 * Makes a program ready to run: as one graph where the native addon is there, else node by node.
 *
 * @throws {RangeError} If a graph, bfloat16 or XLA is asked for on a back end that runs no graphs.
 */
export async function openExecutor(
  program: Program,
  { name, tf, gpu = false }: ExecutorBackend,
  options: ExecutorOptions = {},
): Promise<Executor> {
  const { precision = "float32", xla = false } = options;
  const { kind = name === "tensorflow" ? "graph" : "interpreter" } = options;
  if (kind === "interpreter") {
    if (precision === "float32" && !xla) return new Interpreter(program, tf);
    const what = xla ? "are compiled by XLA" : `compute in ${precision}`;
    throw new RangeError(`Only graphs ${what}, on the back end "tensorflow".`);
  }
  if (name !== "tensorflow") {
    throw new RangeError(`The back end "${name}" runs no graphs: "tensorflow" does.`);
  }
  // Imported only here: it touches files, which a pure TensorFlow.js back end does not.
  const { GraphExecutor } = await import("./graph_executor.ts");
  const { roundsProducts } = await import("./rounded_products.ts");
  const roundAround = precision === "bfloat16" && !gpu && !await roundsProducts(tf);
  return GraphExecutor.create(program, tf, { precision, gpu, xla, roundAround });
}
