/** The programs that are measured, as the bench starts them. */
import * as path from "node:path";
import { PROJECT_FOLDER } from "../lib/mod.ts";
import type { CaseFiles } from "./cases.ts";
import { MATMUL_RUNS, MATMUL_SIZE } from "./matmul.ts";
import { SETTINGS } from "./settings.ts";
import type { SubjectSpec } from "./subject.ts";

/** A program in bench/subjects/. */
export function denoSubject(
  name: string,
  script: string,
  args: readonly string[],
  more: Partial<SubjectSpec> = {},
): SubjectSpec {
  const file = path.join(PROJECT_FOLDER, "bench", "subjects", script);
  return { name, command: Deno.execPath(), args: ["run", "-A", "--quiet", file, ...args], ...more };
}

/** A program in bench/python/; its settings are this bench's. */
export function pythonSubject(
  name: string,
  python: string,
  script: string,
  args: readonly string[],
  more: Partial<SubjectSpec> = {},
): SubjectSpec {
  const file = path.join(PROJECT_FOLDER, "bench", "python", script);
  return {
    name,
    command: python,
    args: [file, ...args],
    // Nothing that is measured comes from the hub; asking it would only wait.
    env: { HF_HUB_OFFLINE: "1", TOKENIZERS_PARALLELISM: "false", ...more.env },
    ...more,
  };
}

/** The settings for Python's side, as JSON. */
export const PYTHON_SETTINGS: string = JSON.stringify({
  ...SETTINGS,
  matmulSize: MATMUL_SIZE,
  matmulRuns: MATMUL_RUNS,
});

/** This trainer's step. */
export function trainerSubject(
  name: string,
  { model, batches }: CaseFiles,
  threads: number,
  executor: "graph" | "interpreter" | "wasm",
  more: Partial<SubjectSpec> = {},
): SubjectSpec {
  return denoSubject(name, "trainer.ts", [model, batches, String(threads), executor], more);
}

/** PyTorch's step. */
export function torchSubject(
  name: string,
  { model, batches }: CaseFiles,
  { python, threads }: { python: string; threads: number },
  how: "usual" | "masked" | "compiled",
  more: Partial<SubjectSpec> = {},
): SubjectSpec {
  const args = [model, batches, String(threads), PYTHON_SETTINGS, how];
  return pythonSubject(name, python, "step.py", args, more);
}
