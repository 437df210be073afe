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
  /** The greatest length: the program for it is compared with those for one less and for 1. */
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
 * @throws {RangeError} If an operation has no ONNX form, the length decides more than lengths, or only
 * one length is possible.
 */
export function writeOnnx(options: OnnxOptions): FileInParts {
  const { programOf, longest, weights, precision, producer } = options;
  if (longest < 2) throw new RangeError("it takes texts of one token alone");
  const lengths = [...new Set([longest, longest - 1, 1])];
  const programs = lengths.map(programOf), [program] = programs as [Program];
  const fetches = [...program.outputs.keys()];
  const nodes = programs.map((each) => new Planner(each).plan(fetches).nodes);
  const writer = new OnnxWriter(weights, precision);
  const results = new Map<number, readonly string[]>();
  for (const node of openedNodes(nodes, lengths)) {
    const { operation, id } = node;
    if (operation.onnx === undefined) {
      throw new RangeError(`its operation ${operation.name} has no ONNX form`);
    }
    const inputs = node.inputs.map((value) => results.get(value.node.id)![value.output]!);
    results.set(id, operation.onnx(writer, inputs, node));
  }
  for (const [name, value] of program.outputs) {
    const shape = opened(programs.map(({ outputs }) => outputs.get(name)!.shape), lengths);
    const result = results.get(value.node.id)![value.output]!;
    writer.output(name, result, shape, value.dtype as FeedType);
  }
  return writer.finish(producer);
}
