/** What runs programs, whichever way it does so. */
import type { TensorData } from "./types.ts";

/** A program ready to run, with its variables. Variables are zeros until they are set. */
export interface Executor {
  /** How it runs, in a word: `graph` or `interpreter`. */
  readonly kind: "graph" | "interpreter";
  /**
   * Runs what the fetched outputs need, once.
   *
   * @param feeds The placeholders among it, by name.
   * @param fetches Names of outputs.
   * @returns The fetched tensors in the order asked for.
   * @throws {RangeError} If a name is unknown or a fed tensor has another shape or type than its
   * placeholder. Variables are then as before.
   */
  run(
    feeds: Readonly<Record<string, TensorData>>,
    fetches: readonly string[],
  ): Promise<TensorData[]>;
  /** Sets some variables; the others stay as they are. */
  setVariables(values: ReadonlyMap<string, TensorData>): Promise<void>;
  /** Sets some variables to zeros. */
  clearVariables(names: readonly string[]): Promise<void>;
  /** Reads variables. */
  readVariables(names: readonly string[]): Promise<Map<string, Float32Array>>;
  /** Frees the variables and everything else; the executor is of no more use. */
  dispose(): void;
}
