/** Values that each piece which XLA compiles computes for itself, rather than read another's. */
import type { CompiledPiece, NodeWriter } from "./node_writer.ts";

/** How a value is computed, and where that was done. */
interface Repeatable {
  readonly piece: CompiledPiece | undefined;
  readonly inputs: readonly string[];
  readonly write: (inputs: readonly string[]) => string;
}

/**
 * What crosses from the way there to the way back lies in memory from then to then. What is cheaply
 * computed from less need not.
 */
export class Repeats {
  readonly #writer: NodeWriter;
  readonly #known = new Map<string, Repeatable>();
  /** What was computed again, by where and what. */
  readonly #again = new Map<string, string>();

  /** For what a writer adds. */
  constructor(writer: NodeWriter) {
    this.#writer = writer;
  }

  /**
   * Adds a value that other pieces compute {@linkcode here | again}.
   *
   * @param inputs What it is computed from: each is computed again with it, if it was added here
   * itself, and crosses if not.
   * @param write Adds the nodes that compute it from them; returns its name.
   */
  add(inputs: readonly string[], write: (inputs: readonly string[]) => string): string {
    const value = write(inputs);
    // Nothing was computed where it gives what was there before.
    if (inputs.includes(value) || this.#known.has(value)) return value;
    this.#known.set(value, { piece: this.#writer.piece, inputs, write });
    return value;
  }

  /** Whether a value is such a one. */
  has(value: string): boolean {
    return this.#known.has(value);
  }

  /**
   * A value for the nodes that are added now. Where they are compiled, and it was {@linkcode add}ed
   * in another piece, it is computed again, from what crosses anyway or is smaller.
   */
  here(value: string): string {
    const { piece } = this.#writer, known = this.#known.get(value);
    if (piece === undefined || known === undefined || known.piece === piece) return value;
    const key = `${piece} ${value}`;
    let again = this.#again.get(key);
    if (again === undefined) {
      again = this.add(known.inputs.map((input) => this.here(input)), known.write);
      this.#again.set(key, again);
    }
    return again;
  }
}
