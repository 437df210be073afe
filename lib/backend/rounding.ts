/** What decides the last bits of what a processor computes, besides what computes on it. */
import { cpus } from "node:os";
import { output } from "./commands.ts";

/**
 * What TensorFlow's sums are ordered by on a processor. Where one of these differs, results differ
 * in their last bits.
 */
export interface Rounding {
  /** Threads of an operation. */
  readonly threads: string;
  /**
   * Whether oneDNN's kernels are used, and what they are kept to: `on`, `off`, `on, at most AVX2`;
   * `left to TensorFlow` where the variable has a value that TensorFlow does not understand.
   */
  readonly onednn: string;
  /** The processor's name and its instructions for vectors. */
  readonly processor: string;
  /** TensorFlow's version: another one may have other kernels. */
  readonly tensorflow: string;
  /** The other variables by which libraries are told how to compute, sorted; `none`. */
  readonly variables: string;
}

/** By what variable a process that may not look is told. */
const TOLD = "SDTRAINER_PROCESSOR";

/** By what variable one is told the others, which may not list them. */
const TOLD_VARIABLES = "SDTRAINER_VARIABLES";

/** What TensorFlow, and the libraries in it, read: they see variables that a process may not. */
const READ = /^(TF|XLA|ONEDNN|DNNL|MKL|MKLDNN|OMP|GOMP|KMP)_/;

/**
 * Those that decide no bits, or are looked at by themselves. Terraform's names begin as
 * TensorFlow's do, and may hold secrets.
 */
const APART =
  /^(TF_CPP_.*|TF_NUM_INT(RA|ER)OP_THREADS|TF_ENABLE_ONEDNN_OPTS|TF_FORCE_GPU_ALLOW_GROWTH|(ONEDNN|DNNL)_(MAX_CPU_ISA|VERBOSE.*)|TF_(VAR|TOKEN|CLI|LOG)(_.*)?)$/;

/** Instructions that change how many numbers are added at once, or how they are rounded. */
const VECTORS = /^(sse4_2|avx.*|fma4?|f16c|amx.*|asimd.*|sve.*|i8mm|bf16|fphp)$/;

/** What TensorFlow is told where the user has not said otherwise. */
export const DEFAULTS = {
  // To compile for new lengths at once. It would leave their first run to its own kernels and compile
  // at the second, so that a run that goes on after an interruption met a length for the first time
  // where the uninterrupted one had met it before, and ended with other last bits.
  TF_XLA_FLAGS: "--tf_xla_enable_lazy_compilation=false",
} as const;

/** What it is told besides on a GPU. */
export const GPU_DEFAULTS = {
  // The same seed shall give the same bits; on a GPU that must be asked for.
  TF_DETERMINISTIC_OPS: "1",
  // Where XLA compiles: products by cuBLAS as without it, not by kernels of its own, which round to
  // TF32 whatever is asked for; and kernels started one by one: as a graph of CUDA's, which has to be
  // written anew for each step's places in memory, they kept the GPU waiting for 7 ms a step of base size.
  // What is rounded to bfloat16 stays so: else XLA takes such roundings away within what it compiles,
  // and hands four bytes a number from kernel to kernel.
  XLA_FLAGS: "--xla_gpu_enable_triton_gemm=false --xla_gpu_enable_command_buffer= " +
    "--xla_allow_excess_precision=false",
} as const;

/** A process that has loaded TensorFlow hands its defaults on to those that it starts. */
const HANDED_ON: Readonly<Record<string, string>> = { ...DEFAULTS, ...GPU_DEFAULTS };

/** The processor in words, from what Linux says of it. */
export function processorIn(cpuinfo: string): string {
  const of = (name: RegExp) => name.exec(cpuinfo)?.[1]?.trim() ?? "";
  const flags = of(/^(?:flags|Features)\s*:(.*)$/m).split(/\s+/).filter((flag) =>
    VECTORS.test(flag)
  ).sort();
  return [of(/^model name\s*:(.*)$/m), flags.join(" ")].filter((part) => part !== "").join(": ");
}

/** What Linux says of the processor: by a program, as Deno looks into /proc only with all rights. */
async function cpuinfo(): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  try {
    return await Deno.readTextFile("/proc/cpuinfo");
  } catch {
    return await output("cat", ["/proc/cpuinfo"]).catch(() => undefined);
  }
}

/** The processor in words; its name alone where there is no more to know. */
export async function processor(): Promise<string> {
  const told = Deno.env.get(TOLD);
  if (told) return told;
  const known = processorIn(await cpuinfo() ?? "");
  if (known !== "") return `${Deno.build.arch}, ${known}`;
  try {
    return `${Deno.build.arch}, ${cpus()[0]?.model ?? "unknown"}`;
  } catch {
    return Deno.build.arch;
  }
}

/** Those of some variables that may decide last bits, as one text. */
export function variablesIn(all: Readonly<Record<string, string>>): string {
  const found = Object.entries(all).filter(([name, value]) =>
    READ.test(name) && !APART.test(name) && value.trim() !== "" && value !== HANDED_ON[name]
  );
  return found.map(([name, value]) => `${name}=${value}`).sort().join("; ") || "none";
}

let variables: string | undefined;

/**
 * Those of this process; undefined where it may not list them. To be called before TensorFlow is
 * loaded, which reads them once, and is given defaults by them.
 */
export function decidingVariables(): string | undefined {
  try {
    return variables ??= Deno.env.get(TOLD_VARIABLES) || variablesIn(Deno.env.toObject());
  } catch {
    return undefined;
  }
}

/** Threads by the rule of TensorFlow, which takes whole numbers only; 0 where it is not told. */
function threadsIn(value = ""): number {
  return /^\s*\+?\d+\s*$/.test(value) ? Number(value) : 0;
}

/**
 * Whether oneDNN is on, by TensorFlow's own rule (`ReadBoolFromEnvVar`): what it does not understand
 * leaves it to the processor.
 */
export function onednnIn(value: string | undefined, most: string | undefined): string {
  const word = value?.toLowerCase() ?? "1";
  if (word === "0" || word === "false") return "off";
  const on = word === "1" || word === "true" ? "on" : "left to TensorFlow";
  return `${on}${most ? `, at most ${most}` : ""}`;
}

/**
 * What decides TensorFlow's last bits on the processor in this process, which has loaded it.
 *
 * @param version TensorFlow's.
 */
export async function rounding(version: string): Promise<Omit<Rounding, "variables">> {
  const threads = threadsIn(Deno.env.get("TF_NUM_INTRAOP_THREADS"));
  const most = Deno.env.get("ONEDNN_MAX_CPU_ISA") ?? Deno.env.get("DNNL_MAX_CPU_ISA");
  return {
    threads: String(threads > 0 ? threads : navigator.hardwareConcurrency),
    onednn: onednnIn(Deno.env.get("TF_ENABLE_ONEDNN_OPTS"), most),
    processor: await processor(),
    tensorflow: version,
  };
}
