/** Values of the way there that the way back computes again, where it is compiled. */
import type { NodeWriter } from "./node_writer.ts";

/**
 * What crosses from the way there to the way back lies in memory from then to then. What is cheaply
 * computed from less need not.
 */
export class Repeats {
  readonly #writer: NodeWriter;
  readonly #writes = new Map<string, () => string>();

  /** For what a writer adds. */
  constructor(writer: NodeWriter) {
    this.#writer = writer;
  }

  /**
   * Adds a value that {@linkcode again} computes again.
   *
   * @param inputs What it is computed from: each is computed again with it, if it was added here
   * itself, and crosses if not.
   * @param write Adds the nodes that compute it from them; returns its name.
   */
  add(inputs: readonly string[], write: (inputs: readonly string[]) => string): string {
    const value = write(inputs);
    this.#writes.set(
      value,
      () => write(inputs.map((input) => this.#writes.get(input)?.() ?? input)),
    );
    return value;
  }

  /** Whether a value is such a one. */
  has(value: string): boolean {
    return this.#writes.has(value);
  }

  /**
   * A value for the way back: where it was {@linkcode add}ed and what reads it is compiled, it is
   * computed again, from what crosses anyway or is smaller. What waits for the gradient differs from
   * what did not: of equal nodes TensorFlow would make one.
   *
   * @param upstream The gradient that comes back.
   */
  again(value: string, upstream: string): string {
    const write = this.#writes.get(value);
    if (!this.#writer.compiled || write === undefined) return value;
    return this.#writer.back(upstream, write);
  }
}
