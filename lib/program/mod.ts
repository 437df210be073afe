/** Programs: what they are made of, how they are differentiated and what runs them. */
export { type Program, ProgramBuilder, type Variable } from "./builder.ts";
export type { Executor } from "./executor.ts";
export { gradients } from "./gradients.ts";
export {
  type Attribute,
  type GraphType,
  type GraphWriter,
  type Precision,
  PRECISIONS,
  writeSavedModel,
} from "./graph_writer.ts";
export { Interpreter } from "./interpreter.ts";
export { type ExecutorBackend, type ExecutorOptions, openExecutor } from "./open_executor.ts";
export * from "./operations/mod.ts";
export type {
  AnyAttributes,
  Builder,
  DType,
  FeedType,
  Node,
  Operation,
  RunContext,
  Shape,
  TensorData,
  TensorType,
  Tf,
  Value,
} from "./types.ts";
