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
  /** Whether oneDNN's kernels are used, and what they are kept to: `on`, `off`, `on, at most AVX2`. */
  readonly onednn: string;
  /** The processor's name and its instructions for vectors. */
  readonly processor: string;
  /** TensorFlow's version: another one may have other kernels. */
  readonly tensorflow: string;
}

/** By what variable a process that may not look is told. */
const TOLD = "SDTRAINER_PROCESSOR";

/** Instructions that change how many numbers are added at once, or how they are rounded. */
const VECTORS = /^(sse4_2|avx.*|fma4?|f16c|amx.*|asimd.*|sve.*|i8mm|bf16|fphp)$/;

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

/**
 * What decides TensorFlow's last bits on the processor in this process, which has loaded it.
 *
 * @param version TensorFlow's.
 */
export async function rounding(version: string): Promise<Rounding> {
  const threads = Number(Deno.env.get("TF_NUM_INTRAOP_THREADS") ?? 0);
  const most = Deno.env.get("ONEDNN_MAX_CPU_ISA") ?? Deno.env.get("DNNL_MAX_CPU_ISA");
  const on = Deno.env.get("TF_ENABLE_ONEDNN_OPTS") !== "0";
  return {
    threads: String(threads > 0 ? threads : navigator.hardwareConcurrency),
    onednn: on ? `on${most ? `, at most ${most}` : ""}` : "off",
    processor: await processor(),
    tensorflow: version,
  };
}
