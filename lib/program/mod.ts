/** Programs: what they are made of, how they are differentiated and what runs them. */
export { type Program, ProgramBuilder, type Variable } from "./builder.ts";
export type { Executor } from "./executor.ts";
export { gradients } from "./gradients.ts";
export { type Attribute, DATA_TYPES, type GraphType } from "./graph_attribute.ts";
export { type GraphOptions, type Precision, PRECISIONS } from "./graph_options.ts";
export type { GraphFeeds, MakeRow, MakeVectors } from "./graph_feeds.ts";
export type { GraphWriter } from "./graph_writer.ts";
export type { CompiledPiece, NodeWriter, ProgramPart } from "./node_writer.ts";
export type { Repeats } from "./repeats.ts";
export type { MoveOptions, ProductName, ShortNumbers } from "./short_numbers.ts";
export { isValue } from "./is_value.ts";
export type { LaterCheck } from "./later_check.ts";
export { Interpreter } from "./interpreter.ts";
export { NonFiniteValue } from "./non_finite.ts";
export { type OnnxOptions, writeOnnx } from "./onnx_model.ts";
export {
  MOST_FLOAT16,
  type OnnxAttribute,
  type OnnxPrecision,
  type OnnxType,
  type OnnxWeight,
  type OnnxWriter,
} from "./onnx_writer.ts";
export { OPEN_LENGTH } from "./tensor.ts";
export { type ExecutorBackend, type ExecutorOptions, openExecutor } from "./open_executor.ts";
export * from "./operations/mod.ts";
export { MessageWriter } from "./protobuf.ts";
export { type GraphNames, type VariableNames, writeSavedModel } from "./saved_model.ts";
export type { DType, FeedType, Shape, TensorData, TensorType } from "./tensor.ts";
export type {
  AnyAttributes,
  Builder,
  Node,
  Operation,
  RunContext,
  Tensor,
  Tf,
  Value,
} from "./types.ts";
