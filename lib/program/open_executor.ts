/** Choosing the executor that fits a back end. */
import type { Program } from "./builder.ts";
import type { Executor } from "./executor.ts";
import { Interpreter } from "./interpreter.ts";
import type { Tf } from "./types.ts";

/** What an executor needs to know of a back end; lib/backend gives more. */
export interface ExecutorBackend {
  /** TensorFlow.js' name of the back end: `tensorflow` runs programs as graphs. */
  readonly name: string;
  /** TensorFlow.js with this back end active. */
  readonly tf: Tf;
}

/**
 * Makes a program ready to run: as one graph where the native addon is there, else node by node.
 *
 * @param kind Ask for the interpreter on the native back end too, to compare the two.
 * @throws {RangeError} If a graph is asked for on a back end that runs none.
 */
export async function openExecutor(
  program: Program,
  { name, tf }: ExecutorBackend,
  kind: Executor["kind"] = name === "tensorflow" ? "graph" : "interpreter",
): Promise<Executor> {
  if (kind === "interpreter") return new Interpreter(program, tf);
  if (name !== "tensorflow") {
    throw new RangeError(`The back end "${name}" runs no graphs: "tensorflow" does.`);
  }
  // Imported only here: it touches files, which a pure TensorFlow.js back end does not.
  const { GraphExecutor } = await import("./graph_executor.ts");
  return GraphExecutor.create(program, tf);
}
