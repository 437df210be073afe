/** Programs: what they are made of, how they are differentiated and what runs them. */
export { type Program, ProgramBuilder, type Variable } from "./builder.ts";
export type { Executor } from "./executor.ts";
export { gradients } from "./gradients.ts";
export { Interpreter } from "./interpreter.ts";
export { type ExecutorBackend, openExecutor } from "./open_executor.ts";
export * from "./operations/mod.ts";
export type { DType, Node, Operation, Shape, TensorData, Tf, Value } from "./types.ts";
