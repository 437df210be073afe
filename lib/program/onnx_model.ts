/** Writes a program, whose runs may be of any length, as an ONNX model. */
import type { FileInParts } from "../io/mod.ts";
import type { Program } from "./builder.ts";
import { type OnnxPrecision, type OnnxWeight, OnnxWriter } from "./onnx_writer.ts";
import { opened, openedNodes } from "./open_length.ts";
import { Planner } from "./plan.ts";
import type { FeedType } from "./tensor.ts";

/** What makes an ONNX model of a program. */
export interface OnnxOptions {
  /** The program for sequences of that length. */
  programOf(length: number): Program;
  /** The greatest length, at least 2: the program for it is compared with that for one less. */
  longest: number;
  /** The values of its variables. */
  weights: ReadonlyMap<string, OnnxWeight>;
  /** What matrix products are computed in. */
  precision: OnnxPrecision;
  /** Who made it, for the file. */
  producer: { name: string; version: string };
}

/**
 * The file of a program as an ONNX model: its outputs, and of its inputs those that they need.
 *
 * @throws {RangeError} If an operation has no ONNX form, or the length decides more than lengths.
 */
export function writeOnnx(options: OnnxOptions): FileInParts {
  const { programOf, longest, weights, precision, producer } = options;
  const lengths = [longest, longest - 1] as const;
  const [program, other] = lengths.map(programOf) as [Program, Program];
  const fetches = [...program.outputs.keys()];
  const [nodes, others] = [program, other].map((one) => new Planner(one).plan(fetches).nodes);
  const writer = new OnnxWriter(weights, precision);
  const results = new Map<number, readonly string[]>();
  for (const node of openedNodes(nodes!, others!, lengths)) {
    const { operation, id } = node;
    if (operation.onnx === undefined) {
      throw new RangeError(`its operation ${operation.name} has no ONNX form`);
    }
    const inputs = node.inputs.map((value) => results.get(value.node.id)![value.output]!);
    results.set(id, operation.onnx(writer, inputs, node));
  }
  for (const [name, value] of program.outputs) {
    const shape = opened(value.shape, other.outputs.get(name)!.shape, lengths);
    const result = results.get(value.node.id)![value.output]!;
    writer.output(name, result, shape, value.dtype as FeedType);
  }
  return writer.finish(producer);
}
