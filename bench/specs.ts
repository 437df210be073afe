/** The programs that are measured, as the bench starts them. */
import * as path from "node:path";
import { MEMORY_FLAGS, memoryVariables } from "../lib/io/mod.ts";
import { PROJECT_FOLDER } from "../lib/mod.ts";
import type { CaseFiles } from "./cases.ts";
import { MATMUL_RUNS, MATMUL_SIZE } from "./matmul.ts";
import { SETTINGS } from "./settings.ts";
import type { Choice, SubjectSpec } from "./subject.ts";

/** A program in bench/subjects/, started as tasks are. */
export function denoSubject(
  name: string,
  script: string,
  args: readonly string[],
  { env, ...more }: Partial<SubjectSpec> = {},
): SubjectSpec {
  const file = path.join(PROJECT_FOLDER, "bench", "subjects", script);
  return {
    name,
    command: Deno.execPath(),
    args: ["run", "-A", "--quiet", MEMORY_FLAGS, file, ...args],
    env: { ...memoryVariables(), ...env },
    ...more,
  };
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
    ...more,
    // Nothing that is measured comes from the hub; asking it would only wait.
    env: { HF_HUB_OFFLINE: "1", TOKENIZERS_PARALLELISM: "false", ...more.env },
  };
}

/** How PyTorch computes: on what, and how it may round what it multiplies. */
export interface TorchArithmetic {
  device: "cpu" | "cuda";
  /** `tf32` for float32 with TF32 in products, `bfloat16` for autocast. */
  precision: "float32" | "tf32" | "bfloat16";
}

const ON_CPU: TorchArithmetic = { device: "cpu", precision: "float32" };

/** The settings for Python's side, as JSON. */
export function pythonSettings(arithmetic: TorchArithmetic = ON_CPU): string {
  return JSON.stringify({
    ...SETTINGS,
    ...arithmetic,
    matmulSize: MATMUL_SIZE[arithmetic.device === "cuda" ? "gpu" : "cpu"],
    matmulRuns: MATMUL_RUNS,
  });
}

/** How this trainer's step is run: as a graph, with products in bfloat16, compiled by XLA, or node by node. */
export type TrainerExecutor =
  | "graph"
  | "graph-bfloat16"
  | "graph-xla"
  | "graph-bfloat16-xla"
  | "interpreter"
  | "wasm";

/** This trainer's step. */
export function trainerSubject(
  name: string,
  { model, batches }: CaseFiles,
  threads: number,
  executor: TrainerExecutor,
  { device = "cpu", ...more }: Partial<SubjectSpec> & { device?: "cpu" | "gpu" } = {},
): SubjectSpec {
  return denoSubject(name, "trainer.ts", [model, batches, String(threads), executor, device], more);
}

/**
 * How OpenMP's threads, which PyTorch computes with, wait for work and where they run: what helps
 * depends on the machine and on what else it does.
 */
function threadChoice(key: string, threads: number): Choice {
  const awake = { OMP_WAIT_POLICY: "active" };
  const bound = { OMP_PROC_BIND: "close", OMP_PLACES: `{0}:${threads}` };
  return {
    key,
    settings: [awake, bound, { ...awake, ...bound }].map((env) => ({
      name: Object.entries(env).map(([name, value]) => `${name}=${value}`).join(" "),
      env,
    })),
  };
}

/** Large pages for its memory, which this trainer's processes are started with; none where that is said. */
export function pageChoices(name: string): Choice[] {
  const settings = Object.entries(memoryVariables()).map(([variable, value]) => ({
    name: `${variable}=${value}`,
    env: { [variable]: value },
  }));
  return settings.length === 0 ? [] : [{ key: `${name}, pages`, settings }];
}

/** What suits a Python program on a processor best, its threads first. */
export function processorChoices(name: string, threads: number): Choice[] {
  return [threadChoice(`${name}, threads`, threads), ...pageChoices(name)];
}

/** Modes of `torch.compile` beside its default; its graphs of CUDA are for a GPU. */
function compileChoice(key: string, device: TorchArithmetic["device"]): Choice {
  const modes = device === "cuda"
    ? ["max-autotune-no-cudagraphs", "reduce-overhead", "max-autotune"]
    : ["max-autotune-no-cudagraphs"];
  return { key, settings: modes.map((mode) => ({ name: `mode ${mode}`, args: [mode] })) };
}

/** PyTorch's step, with the settings that suit it best. */
export function torchSubject(
  name: string,
  { model, batches }: CaseFiles,
  { python, threads }: { python: string; threads: number },
  how: "usual" | "masked" | "compiled",
  arithmetic: TorchArithmetic = ON_CPU,
): SubjectSpec {
  const args = [model, batches, String(threads), pythonSettings(arithmetic), how];
  const { device } = arithmetic;
  const tries = [
    ...(device === "cpu" ? processorChoices(name, threads) : []),
    ...(how === "compiled" ? [compileChoice(`${name}, mode`, device)] : []),
  ];
  return pythonSubject(name, python, "step.py", args, { tries });
}
