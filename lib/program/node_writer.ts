/** What parts of a graph's writer need of it. */
import type { Attribute } from "./graph_attribute.ts";

/**
 * The parts of a program, each of which XLA compiles by itself. Whatever one reads of another lies in
 * memory from then to then, whole: the way there, the way back from the loss, what is
 * computed apart from both (see `compiledApart`).
 */
export type ProgramPart = "there" | "back" | "apart";

/**
 * What XLA compiles by itself: a part, or what of it is computed in buckets (see `inBucket`), which it
 * compiles again for each of their lengths.
 */
export type CompiledPiece = ProgramPart | `${ProgramPart} in buckets`;

/** Adds nodes to a graph; `GraphWriter` says how. */
export interface NodeWriter {
  /** Whether the graph shall run on a GPU. */
  readonly gpu: boolean;
  /** Which of the pieces that XLA compiles the nodes that are added now belong to, if any. */
  readonly piece: CompiledPiece | undefined;
  /** Adds one node; returns its name. */
  emit(
    operation: string,
    inputs: readonly string[],
    attributes?: Record<string, Attribute>,
    name?: string,
  ): string;
  /** An operation on float32. */
  float(operation: string, inputs: readonly string[], more?: Record<string, Attribute>): string;
  /** An int32 scalar or vector. */
  ints(value: number | readonly number[]): string;
  /** Adds nodes that are not compiled. */
  outside(write: () => string): string;
}
