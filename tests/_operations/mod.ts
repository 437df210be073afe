/** The table of cases that every executor is held to. */
import type { OperationCase } from "./case.ts";
import { elementwiseCases } from "./elementwise_cases.ts";
import { pytorchCases } from "./pytorch.ts";
import { reduceCases } from "./reduce_cases.ts";
import { shapeCases } from "./shape_cases.ts";

export { type OperationCase, type Runner, testCases } from "./case.ts";
export { type Refusal, testRefusals } from "./refusals.ts";

/** All cases: PyTorch's and those derived by hand. */
export const operationCases: readonly OperationCase[] = [
  ...pytorchCases,
  ...elementwiseCases,
  ...shapeCases,
  ...reduceCases,
];

/** The cases of one file of lib/program/operations. */
export function casesOf(file: string): OperationCase[] {
  return operationCases.filter((example) => example.file === file);
}
