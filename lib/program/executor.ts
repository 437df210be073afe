/** What runs programs, whichever way it does so. */
import type { TensorData } from "./tensor.ts";

/**
 * A program ready to run, with its variables. Variables are zeros until they are set. Await each
 * call before the next.
 */
export interface Executor {
  /** How it runs, in a word: `graph` or `interpreter`. */
  readonly kind: "graph" | "interpreter";
  /**
   * Runs what the fetched outputs need, once.
   *
   * @param feeds The placeholders by name; those that are not needed may be left out.
   * @param fetches Names of outputs.
   * @returns The fetched tensors in the order asked for.
   * @throws {RangeError} If a name is unknown, a placeholder that is needed is missing, or a fed
   * tensor has another shape or type than its placeholder. Variables are then as before.
   * @throws {NonFiniteValue} If a value that `checkFinite` watches is not finite. Updates that do not
   * depend on that check may have been made.
   * @throws {Error} If another operation fails; the same holds then.
   */
  run(
    feeds: Readonly<Record<string, TensorData>>,
    fetches: readonly string[],
  ): Promise<TensorData[]>;
  /**
   * Sets some variables; the others stay as they are.
   *
   * @throws {RangeError} If a name is unknown or a tensor does not fit. None is then set.
   */
  setVariables(values: ReadonlyMap<string, TensorData>): Promise<void>;
  /**
   * Sets some variables to zeros.
   *
   * @throws {RangeError} If a name is unknown. None is then set.
   */
  clearVariables(names: readonly string[]): Promise<void>;
  /**
   * Reads variables.
   *
   * @throws {RangeError} If a name is unknown.
   */
  readVariables(names: readonly string[]): Promise<Map<string, Float32Array>>;
  /** Frees the variables and everything else; the executor is of no more use. */
  dispose(): void;
}
