/** What parts of a graph's writer need of it. */
import type { Attribute } from "./graph_attribute.ts";

/** Adds nodes to a graph; `GraphWriter` says how. */
export interface NodeWriter {
  /** Whether the graph shall run on a GPU. */
  readonly gpu: boolean;
  /** Whether the nodes that are added now are marked for XLA. */
  readonly compiled: boolean;
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
  /** Adds nodes that are not compiled and wait for nothing. */
  outside(write: () => string): string;
  /** Adds nodes of the way back. */
  back(upstream: string, write: () => string): string;
}
